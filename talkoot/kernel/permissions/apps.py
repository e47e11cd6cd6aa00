from talkoot.kernel.registry import DomainApp


class PermissionsConfig(DomainApp):
    name = "talkoot.kernel.permissions"
    label = "permissions"
