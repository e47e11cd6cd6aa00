from talkoot.kernel.registry import DomainApp


class TrialsConfig(DomainApp):
    name = "talkoot.commons.trials"
    label = "trials"
    route = "trials/"
