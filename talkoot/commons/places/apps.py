from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.registry import DomainApp, MenuItem


class PlacesConfig(DomainApp):
    name = "talkoot.commons.places"
    label = "places"
    route = "places/"
    menu = (
        MenuItem(pgettext_lazy("innovation platforms", "Places"), "places:list", "places.view", order=25),
        MenuItem(_("Places to work on"), "places:work", "places.read_drafts", place="work", order=45),
    )
