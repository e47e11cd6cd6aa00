from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class ReviewsConfig(DomainApp):
    name = "talkoot.tools.reviews"
    label = "reviews"
    route = "reviews/"
    menu = (MenuItem(_("Assessments"), "reviews:list", "reviews.list", place="work", order=45),)
