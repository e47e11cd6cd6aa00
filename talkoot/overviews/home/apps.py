from talkoot.kernel.registry import DomainApp


class HomeConfig(DomainApp):
    name = "talkoot.overviews.home"
    label = "home"
    route = ""
