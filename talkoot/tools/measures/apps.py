from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class MeasuresConfig(DomainApp):
    name = "talkoot.tools.measures"
    label = "measures"
    route = "measures/"
    menu = (MenuItem(_("Indicators"), "measures:list", "measures.list", place="work", order=70),)
