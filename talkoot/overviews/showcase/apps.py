from talkoot.kernel.registry import DomainApp


class ShowcaseConfig(DomainApp):
    name = "talkoot.overviews.showcase"
    label = "showcase"
    route = "projects/"
