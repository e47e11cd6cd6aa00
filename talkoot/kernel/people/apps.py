from talkoot.kernel.registry import DomainApp


class PeopleConfig(DomainApp):
    name = "talkoot.kernel.people"
    label = "people"
