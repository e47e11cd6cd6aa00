# Django finds models by this module; everything else imports the noun's own file.
from talkoot.commons.places.models.place import Place, PlaceRole, PlaceUnit, PlaceVersion, SteeringMember, UserGroup

__all__ = [
    "Place",
    "PlaceRole",
    "PlaceUnit",
    "PlaceVersion",
    "SteeringMember",
    "UserGroup",
]
