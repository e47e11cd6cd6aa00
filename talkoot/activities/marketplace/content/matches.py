"""Which needs and ideas could fit together, and why. Pure: small sums of points that anybody can follow, no learning machine.

Languages, levels and ages must be able to meet: where both sides name them and nothing is shared, nothing is suggested.
What is shared beyond that gives points, and every point is told as a reason. Two listings that share only the level are no
match: one subject, theme or wish must be shared as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.content.kinds import DEGREE_MEANINGS, Degree, Kind, Level, Sought, Subject

POINTS_FOR_SUBJECT = 4
POINTS_FOR_THEME = 3
POINTS_FOR_WISH = 3
POINTS_FOR_DEGREE = 2
POINTS_FOR_AGES = 2
POINTS_FOR_LEVEL = 1
POINTS_FOR_AREA = 1
# More of the same kind says little more.
COUNTED = 2
MOST = 5
# What an idea brings when its writer looks for these, and what a need asks for: both are after the same work.
ANSWERS: dict[str, tuple[str, ...]] = {
    Sought.CO_DESIGN: (Sought.CO_DESIGN,),
    Sought.TEST_GROUP: (Sought.PRODUCT, Sought.SERVICE),
    Sought.VIEWS: (Sought.EXPERTISE,),
}


@dataclass(frozen=True)
class Side:
    """What of a listing counts. Empty: its writer left it open."""

    key: int
    kind: str
    levels: frozenset[str]
    languages: frozenset[str]
    subjects: frozenset[str]
    themes: frozenset[str]
    sought: frozenset[str]
    degree: str = ""
    area: str = ""
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """reasons: (kind, values) in the order of their weight."""

    key: int
    points: int
    reasons: tuple[tuple[str, tuple[str, ...]], ...]


def can_meet(a: Side, b: Side) -> bool:
    if a.kind == b.kind:
        return False
    for mine, theirs in ((a.languages, b.languages), (a.levels, b.levels)):
        if mine and theirs and not mine & theirs:
            return False
    return overlap(a, b) is not False


def overlap(a: Side, b: Side) -> bool | None:
    """Do the ages meet? None when one side says nothing."""
    if None in (a.age_from, a.age_to, b.age_from, b.age_to):
        return None
    return max(a.age_from or 0, b.age_from or 0) <= min(a.age_to or 0, b.age_to or 0)


def wishes_met(a: Side, b: Side) -> frozenset[str]:
    """What the need seeks and the idea, by what it seeks itself, is after."""
    need, idea = (a, b) if a.kind == Kind.NEED else (b, a)
    brought = (
        {answer for sought in idea.sought for answer in ANSWERS.get(Sought(sought), ())} if idea.sought <= set(Sought.values) else set()
    )
    return need.sought & brought


def suggestion(own: Side, other: Side) -> Suggestion | None:
    """How well the other could fit, or None."""
    if not can_meet(own, other):
        return None
    found: list[tuple[int, str, tuple[str, ...]]] = []
    for name, shared, each in (
        ("subjects", own.subjects & other.subjects, POINTS_FOR_SUBJECT),
        ("themes", own.themes & other.themes, POINTS_FOR_THEME),
        ("wishes", wishes_met(own, other), POINTS_FOR_WISH),
    ):
        if shared:
            found.append((each * min(len(shared), COUNTED), name, tuple(sorted(shared))))
    if not found:
        return None
    if own.degree and own.degree == other.degree:
        found.append((POINTS_FOR_DEGREE, "degree", (own.degree,)))
    if overlap(own, other):
        found.append((POINTS_FOR_AGES, "ages", ()))
    if own.levels & other.levels:
        found.append((POINTS_FOR_LEVEL, "levels", tuple(sorted(own.levels & other.levels))))
    if own.area and own.area == other.area:
        found.append((POINTS_FOR_AREA, "area", (own.area,)))
    found.sort(key=lambda reason: -reason[0])
    return Suggestion(other.key, sum(points for points, _name, _values in found), tuple((name, values) for _points, name, values in found))


def best_suggestions(own: Side, others: Iterable[Side], *, most: int = MOST) -> list[Suggestion]:
    """The best first; with equal points the newer listing, which has the larger key."""
    found = [one for other in others if (one := suggestion(own, other))]
    return sorted(found, key=lambda one: (-one.points, -one.key))[:most]


def reason_texts(one: Suggestion, themes: Mapping[str, str | Promise]) -> list[str]:
    """Each reason as a sentence. themes: labels of theme codes."""

    def labelled(labels: Mapping[str, str | Promise], values: tuple[str, ...]) -> str:
        return ", ".join(str(labels.get(value, value)).lower() for value in values)

    texts = []
    for name, values in one.reasons:
        if name == "subjects":
            texts.append(_("Same subject: %(values)s") % {"values": labelled(dict(Subject.choices), values)})
        elif name == "themes":
            texts.append(_("Same theme: %(values)s") % {"values": labelled(themes, values)})
        elif name == "wishes":
            texts.append(_("One seeks what the other brings: %(values)s") % {"values": labelled(dict(Sought.choices), values)})
        elif name == "degree":
            texts.append(str(DEGREE_MEANINGS[Degree(values[0])]))
        elif name == "ages":
            texts.append(_("The ages meet"))
        elif name == "levels":
            texts.append(_("Same level: %(values)s") % {"values": labelled(dict(Level.choices), values)})
        elif name == "area":
            texts.append(_("Same area: %(value)s") % {"value": values[0]})
    return texts
