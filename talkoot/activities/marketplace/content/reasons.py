"""What became of a wish, in words for the group. The codes are those of content/allocation.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

REASONS: dict[str, str | Promise] = {
    "given": _("The group got this place."),
    "later": _("Not needed: a dearer wish came true."),
    "age": _("The offer is for another age than the group's."),
    "language": _("The offer is not given in the group's language."),
    "size": _("The group is larger than the offer can take."),
    "area": _("The offer is only for units of other areas."),
    "limit": _("The unit already has as many places as one unit may get in this round."),
    "earlier": _("The places went to groups of units that got fewer places in earlier rounds."),
    "others": _("Giving it to this group would have left one more group without any place."),
    "wishes": _("Giving it to this group would have pushed others further down their lists than it would have helped this one."),
    "distance": _("With the wishes even, the places went to groups with a shorter way."),
    "lot": _("Everything else was even, and the lot decided."),
}
# Decided among those who wanted it: then it helps to know how many they were.
CONTESTED = frozenset(("earlier", "others", "wishes", "distance", "lot"))


def reason_words(answer: Mapping[str, Any]) -> str:
    """One or two sentences for an answer as it is stored with the application."""
    reason = str(REASONS[answer["code"]])
    if answer["code"] not in CONTESTED:
        return reason
    places, wanted = answer["places"], answer["wanted_by"]
    contest = ngettext(
        "%(wanted)d groups that suit it wished for its %(places)d place.",
        "%(wanted)d groups that suit it wished for its %(places)d places.",
        places,
    ) % {"wanted": wanted, "places": places}
    return f"{contest} {reason}"


GOALS: dict[str, str | Promise] = {
    "earlier_0": _("Groups placed whose unit got nothing earlier"),
    "earlier_1": _("Groups placed whose unit got one place earlier"),
    "earlier_2": _("Groups placed whose unit got more earlier"),
    "wishes": _("Squared steps down the lists"),
    "distance": _("Way to go, in kilometres"),
    "lot": _("The lot"),
    "second_lot": _("The lot between equal lots"),
}
