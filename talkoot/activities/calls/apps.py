from talkoot.kernel.registry import DomainApp


class CallsConfig(DomainApp):
    name = "talkoot.activities.calls"
    label = "calls"
    route = "calls/"
