from talkoot.kernel.registry import DomainApp


class OperationsConfig(DomainApp):
    name = "talkoot.operations"
    label = "operations"
