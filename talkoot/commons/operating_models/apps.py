from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class OperatingModelsConfig(DomainApp):
    name = "talkoot.commons.operating_models"
    label = "operating_models"
    route = "models/"
    menu = (MenuItem(_("Operating models"), "operating_models:list", "operating_models.view", order=60),)
