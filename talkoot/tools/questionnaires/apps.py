from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class QuestionnairesConfig(DomainApp):
    name = "talkoot.tools.questionnaires"
    label = "questionnaires"
    route = "questionnaires/"
    menu = (MenuItem(_("Questionnaires and answers"), "questionnaires:rounds", "questionnaires.read_sets", place="work", order=60),)
