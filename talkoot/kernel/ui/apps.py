from talkoot.kernel.registry import DomainApp


class UiConfig(DomainApp):
    name = "talkoot.kernel.ui"
    label = "ui"
