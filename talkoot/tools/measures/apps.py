from talkoot.kernel.registry import DomainApp


class MeasuresConfig(DomainApp):
    name = "talkoot.tools.measures"
    label = "measures"
    route = "measures/"
