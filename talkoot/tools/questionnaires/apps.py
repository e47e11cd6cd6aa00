from talkoot.kernel.registry import DomainApp


class QuestionnairesConfig(DomainApp):
    name = "talkoot.tools.questionnaires"
    label = "questionnaires"
    route = "questionnaires/"
