from talkoot.kernel.registry import DomainApp


class MunicipalitiesConfig(DomainApp):
    name = "talkoot.kernel.municipalities"
    label = "municipalities"
