from talkoot.kernel.registry import DomainApp


class MailConfig(DomainApp):
    name = "talkoot.kernel.mail"
    label = "mail"
