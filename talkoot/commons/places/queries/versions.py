"""Versions of a place: what is frozen, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from talkoot.commons.places.content.kinds import PlaceKind, Service, Use
from talkoot.commons.places.models.place import Place, PlaceUnit, PlaceVersion, SteeringMember, UserGroup
from talkoot.kernel.i18n.words import Words
from talkoot.tools.agreements.content.comparison import Piece, pieces
from talkoot.tools.measures.queries import indicators_of
from talkoot.tools.themes.models import Theme

WORDS = (
    "name",
    "concept",
    "description",
    "audience",
    "hard_to_find",
    "value",
    "business_model",
    "cost_to_partner",
    "reference_offered",
    "decision_rules",
    "contact_role",
    "risk_owner",
    "goals",
    "allowed",
    "forbidden",
    "price",
    "data_rules",
    "ipr_default",
    "safety",
    "longest_stay",
    "how_to_join",
)
CODES: dict[str, Any] = {"kind": PlaceKind, "themes": Theme, "services": Service, "refused_uses": Use}
PLAIN = ("address", "contact_email", "capacity", "promise_days", "languages")
COORDINATES = ("latitude", "longitude")
PARTNERS = ("owner", "owner_unit", "operator")
# Every field whose change makes a new version.
FROZEN = (*WORDS, *CODES, *PLAIN, *COORDINATES, *PARTNERS)


def facts_of(place: Place) -> dict[str, Any]:
    """All that the place says of itself now, in plain values. Seven queries at most."""
    facts: dict[str, Any] = {name: dict(getattr(place, name)) for name in WORDS}
    facts |= {name: getattr(place, name) for name in (*CODES, *PLAIN)}
    facts |= {name: None if (value := getattr(place, name)) is None else f"{value.normalize():f}" for name in COORDINATES}
    facts |= {name: str(getattr(place, name) or "") for name in PARTNERS}
    facts["units"] = [dict(row.unit.name) for row in PlaceUnit.objects.filter(place=place).select_related("unit")]
    facts["groups"] = [
        {
            "name": dict(group.name),
            "people": group.people,
            "period": dict(group.period),
            "source": dict(group.source),
            "is_hard_to_reach": group.is_hard_to_reach,
        }
        for group in UserGroup.objects.filter(place=place)
    ]
    facts["steering"] = [dict(seat.title) for seat in SteeringMember.objects.filter(place=place)]
    facts["indicators"] = [
        {
            "name": dict(indicator.name),
            "unit": dict(indicator.unit),
            "baseline": None if indicator.baseline is None else f"{indicator.baseline.normalize():f}",
            "threshold": None if indicator.threshold is None else f"{indicator.threshold.normalize():f}",
        }
        for indicator in indicators_of(place)
    ]
    return facts


def versions_of(place: Place) -> QuerySet[PlaceVersion]:
    """Newest first."""
    return PlaceVersion.objects.filter(place=place).order_by("-number")


def newest_version(place: Place) -> PlaceVersion | None:
    return versions_of(place).first()


@dataclass(frozen=True)
class Difference:
    """A fact that is not the same in two versions: its name, and its words in order, each the same, removed or added."""

    label: str | Promise
    pieces: list[Piece]


def differences(before: PlaceVersion, after: PlaceVersion) -> list[Difference]:
    """What the later version says otherwise, in the reader's language; a text changed in another language only is told too."""
    found = []
    for key, label in labels():
        was, now = before.facts.get(key), after.facts.get(key)
        if was == now:
            continue
        old, new = in_words(key, was), in_words(key, now)
        if old == new:
            # The reader's language shows no difference: the change is in another one.
            old, new = in_all_languages(was), in_all_languages(now)
        found.append(Difference(label, pieces(old, new)))
    return found


def labels() -> Iterable[tuple[str, str | Promise]]:
    for name in FROZEN:
        yield name, Place._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    yield "units", PlaceUnit._meta.verbose_name_plural or ""
    yield "groups", UserGroup._meta.verbose_name_plural or ""
    yield "steering", SteeringMember._meta.verbose_name_plural or ""
    yield "indicators", _("indicators")


def in_words(key: str, value: Any) -> str:
    """A frozen fact as a person reads it."""
    if value in (None, "", [], {}):
        return ""
    if key in CODES:
        known = dict(CODES[key].choices)
        return ", ".join(str(known.get(code, code)) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        return "\n".join(line(one) for one in value)
    return str(Words(value)) if isinstance(value, dict) else str(value)


def line(one: Any) -> str:
    """A row of a list: a name, or a name with its figures."""
    if not isinstance(one, dict):
        return str(one)
    if "name" not in one:
        return str(Words(one))
    figures = [str(one[name]) for name in ("people", "baseline", "threshold") if one.get(name) is not None]
    words = [str(Words(one[name])) for name in ("unit", "period", "source") if one.get(name)]
    return " – ".join([str(Words(one["name"])), *figures, *words])


def in_all_languages(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{code}: {text}" for code, text in sorted(value.items()) if isinstance(text, str))
    if isinstance(value, list):
        return "\n".join(in_all_languages(one.get("name", one) if isinstance(one, dict) else one) for one in value)
    return "" if value is None else str(value)
