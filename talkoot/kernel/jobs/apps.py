from talkoot.kernel.registry import DomainApp


class JobsConfig(DomainApp):
    name = "talkoot.kernel.jobs"
    label = "jobs"
