from talkoot.kernel.registry import DomainApp


class ApiConfig(DomainApp):
    name = "talkoot.kernel.api"
    label = "api"
