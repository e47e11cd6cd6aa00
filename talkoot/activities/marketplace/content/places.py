"""What a unit's own facts say of its listings."""

from __future__ import annotations

from talkoot.activities.marketplace.content.kinds import Level

# By kind of unit where that says it, else by its level of education.
OF_KIND = {"day_care": [Level.EARLY], "library": [Level.LIBRARY], "museum": [Level.MUSEUM], "service_centre": [Level.SERVICE_CENTRE]}
OF_EDUCATION = {
    "early": [Level.EARLY],
    "basic": [Level.PRIMARY, Level.LOWER_SECONDARY],
    "upper_secondary": [Level.UPPER_SECONDARY],
    "vocational": [Level.VOCATIONAL],
    "adult": [Level.ADULT],
}


def levels_of_unit(kind: str, education_level: str) -> list[str]:
    """A first guess, which the writer changes."""
    return [level.value for level in OF_KIND.get(kind) or OF_EDUCATION.get(education_level) or []]
