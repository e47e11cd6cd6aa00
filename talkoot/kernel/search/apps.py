from talkoot.kernel.registry import DomainApp


class SearchConfig(DomainApp):
    name = "talkoot.kernel.search"
    label = "search"
