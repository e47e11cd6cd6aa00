from talkoot.kernel.registry import DomainApp


class AgreementsConfig(DomainApp):
    name = "talkoot.tools.agreements"
    label = "agreements"
    route = "agreements/"
