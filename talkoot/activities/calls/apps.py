from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class CallsConfig(DomainApp):
    name = "talkoot.activities.calls"
    label = "calls"
    route = "calls/"
    menu = (
        MenuItem(_("Fast trials"), "calls:list", "calls.view", order=25),
        MenuItem(_("Our applications"), "calls:mine", "calls.read_application", place="work", order=15),
        MenuItem(_("Calls in the works"), "calls:work", "calls.coordinate", place="work", order=32),
    )
