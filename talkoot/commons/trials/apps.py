from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class TrialsConfig(DomainApp):
    name = "talkoot.commons.trials"
    label = "trials"
    route = "trials/"
    menu = (MenuItem(_("Trials"), "trials:list", "trials.view", order=30),)
