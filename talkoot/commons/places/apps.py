from django.utils.translation import pgettext_lazy

from talkoot.kernel.registry import DomainApp, MenuItem


class PlacesConfig(DomainApp):
    name = "talkoot.commons.places"
    label = "places"
    route = "places/"
    menu = (MenuItem(pgettext_lazy("innovation platforms", "Places"), "places:list", "places.view", order=25),)
