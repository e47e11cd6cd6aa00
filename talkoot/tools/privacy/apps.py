from talkoot.kernel.registry import DomainApp


class PrivacyConfig(DomainApp):
    name = "talkoot.tools.privacy"
    label = "privacy"
    route = "data-protection/"
