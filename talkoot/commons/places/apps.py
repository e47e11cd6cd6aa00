from talkoot.kernel.registry import DomainApp


class PlacesConfig(DomainApp):
    name = "talkoot.commons.places"
    label = "places"
    route = "places/"
