from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class ApiConfig(DomainApp):
    name = "talkoot.kernel.api"
    label = "api"
    menu = (MenuItem(_("API tokens"), "api:tokens", "api.make_token", place="work", order=90),)
