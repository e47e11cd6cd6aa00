from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class PrivacyConfig(DomainApp):
    name = "talkoot.tools.privacy"
    label = "privacy"
    route = "data-protection/"
    menu = (MenuItem(_("Products and data protection"), "privacy:register", "privacy.view", place="work", order=60),)
