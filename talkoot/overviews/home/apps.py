from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class HomeConfig(DomainApp):
    name = "talkoot.overviews.home"
    label = "home"
    menu = (MenuItem(_("Today's queue"), "home:queue", "home.queue", place="work", order=1),)
