# Django finds models by this module; everything else imports the noun's own file.
from talkoot.commons.places.models.intake import Intake, TurnedAway
from talkoot.commons.places.models.lessons import HandOver, PlaceLesson
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceRole, PlaceUnit, PlaceVersion, SteeringMember, UserGroup

__all__ = [
    "HandOver",
    "Intake",
    "NeedSupport",
    "Place",
    "PlaceLesson",
    "PlaceNeed",
    "PlaceRole",
    "PlaceUnit",
    "PlaceVersion",
    "SteeringMember",
    "TurnedAway",
    "UserGroup",
]
