# Django finds models by this module; everything else imports the noun's own file.
from talkoot.commons.places.models.booking import Booking, BookingOccupation, CalendarKey, Series, WaitingPlace
from talkoot.commons.places.models.disturbance import Disturbance
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.hours import OpeningException, OpeningHours, QuietTime
from talkoot.commons.places.models.intake import Intake, TurnedAway
from talkoot.commons.places.models.lessons import HandOver, PlaceLesson
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceRole, PlaceUnit, PlaceVersion, SteeringMember, UserGroup

__all__ = [
    "Booking",
    "BookingOccupation",
    "CalendarKey",
    "Disturbance",
    "Facility",
    "FacilityPart",
    "HandOver",
    "Intake",
    "NeedSupport",
    "OpeningException",
    "OpeningHours",
    "Place",
    "PlaceLesson",
    "PlaceNeed",
    "PlaceRole",
    "PlaceUnit",
    "PlaceVersion",
    "QuietTime",
    "Series",
    "SteeringMember",
    "TurnedAway",
    "UserGroup",
    "WaitingPlace",
]
