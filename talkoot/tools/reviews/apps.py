from talkoot.kernel.registry import DomainApp


class ReviewsConfig(DomainApp):
    name = "talkoot.tools.reviews"
    label = "reviews"
    route = "reviews/"
