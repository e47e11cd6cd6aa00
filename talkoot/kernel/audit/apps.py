from talkoot.kernel.registry import DomainApp


class AuditConfig(DomainApp):
    name = "talkoot.kernel.audit"
    label = "audit"
