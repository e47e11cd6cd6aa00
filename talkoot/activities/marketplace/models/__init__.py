# Django finds models by this module; everything else imports the noun's own file.
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundApplication, RoundOffer, Wish
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.models.go_ahead import GoAhead, MarketSettings, UnitLimit
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing, ListingCheck
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.models.suggestion import Suggestion

__all__ = [
    "AllocationRound",
    "FairEvent",
    "FairItem",
    "GoAhead",
    "Interest",
    "Listing",
    "ListingCheck",
    "MarketSettings",
    "Message",
    "RoundApplication",
    "RoundOffer",
    "RulesAcceptance",
    "Suggestion",
    "UnitLimit",
    "Wish",
]
