from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class AgreementsConfig(DomainApp):
    name = "talkoot.tools.agreements"
    label = "agreements"
    route = "agreements/"
    menu = (MenuItem(_("Agreements"), "agreements:list", "agreements.list", place="work", order=40),)
