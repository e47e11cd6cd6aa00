from talkoot.kernel.registry import DomainApp


class OperatingModelsConfig(DomainApp):
    name = "talkoot.commons.operating_models"
    label = "operating_models"
    route = "models/"
