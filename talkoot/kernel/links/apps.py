from talkoot.kernel.registry import DomainApp


class LinksConfig(DomainApp):
    name = "talkoot.kernel.links"
    label = "links"
