from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class MarketplaceConfig(DomainApp):
    name = "talkoot.activities.marketplace"
    label = "marketplace"
    route = "market/"
    menu = (
        MenuItem(_("Marketplace"), "marketplace:front", "marketplace.view", order=20),
        MenuItem(_("My needs, ideas and conversations"), "marketplace:mine", "marketplace.post", place="work", order=10),
        MenuItem(_("All listings"), "marketplace:work", "marketplace.coordinate", place="work", order=30),
        MenuItem(_("Figures of the marketplace"), "marketplace:figures", "marketplace.see_figures", place="work", order=35),
    )
