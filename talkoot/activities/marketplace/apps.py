from talkoot.kernel.registry import DomainApp


class MarketplaceConfig(DomainApp):
    name = "talkoot.activities.marketplace"
    label = "marketplace"
    route = "market/"
