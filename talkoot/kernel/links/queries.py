"""The thread of a thing: where it came from and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from talkoot.kernel.links.models import Link
from talkoot.kernel.links.registry import DESCRIPTIONS, description_of, kind_of, title_of, url_of
from talkoot.kernel.links.relations import RELATIONS, Relation
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities, municipality_in_force

# A place may have led to thousands of trials; the thread shows the newest, the lists of each app show all.
LONGEST_THREAD = 100
# A course follows so many things on each step; whatever came of more is read on the pages of those.
WIDEST_STEP = 60


@dataclass(frozen=True)
class ThreadItem:
    """One neighbour in the thread, as <c-thread> shows it: label is its title, kind what it is, in words.

    `municipality` is None when it is the reader's own.
    """

    relation: str | Promise
    label: str
    kind: str | Promise
    url: str
    made_at: datetime
    municipality: Municipality | None = None


@dataclass(frozen=True)
class Thread:
    """Both sides, newest link first."""

    came_from: list[ThreadItem] = field(default_factory=list)
    led_to: list[ThreadItem] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.came_from or self.led_to)


@dataclass(frozen=True)
class Knot:
    """A link seen from one end: the other end, and whether that came earlier."""

    kind: str
    pk: int
    relation: str | Promise
    is_earlier: bool
    made_at: datetime
    link_id: int


def links_of(thing: models.Model) -> models.QuerySet[Link]:
    """Links of the municipality in force that begin or end at the thing."""
    kind, pk = kind_of(thing), thing.pk
    return Link.objects.filter(Q(source_kind=kind, source_id=pk) | Q(target_kind=kind, target_id=pk))


def thread_of(thing: models.Model, person: Any) -> Thread:
    """What the person may see of the thing's thread. One query for the links and one for each kind, however many there are.

    Things of other municipalities are shown when anybody may see them.
    """
    own, abroad = [], []  # type: ignore[var-annotated]
    for row in links_of(thing).order_by("-id")[:LONGEST_THREAD]:
        (abroad if row.target_municipality_id and _is_source(row, thing) else own).append(_other_end(row, thing))
    items = _shown(own, person)
    description = description_of(thing)
    if abroad or (description is not None and description.crosses_borders):
        items += _from_abroad(thing, abroad)
    items.sort(key=lambda pair: -pair[0].link_id)
    return Thread([item for knot, item in items if knot.is_earlier], [item for knot, item in items if not knot.is_earlier])


def _is_source(row: Link, thing: models.Model) -> bool:
    return (row.source_kind, row.source_id) == (kind_of(thing), thing.pk)


def _other_end(row: Link, thing: models.Model) -> Knot:
    relation = RELATIONS[row.relation]
    if _is_source(row, thing):
        return Knot(row.target_kind, row.target_id, relation.forwards, relation.source_is_later, row.made_at, row.pk)
    return Knot(row.source_kind, row.source_id, relation.backwards, not relation.source_is_later, row.made_at, row.pk)


def _shown(knots: Iterable[Knot], person: Any, municipalities: dict[int, Municipality] | None = None) -> list[tuple[Knot, ThreadItem]]:
    """Knots whose other end the person may see: one query for each kind."""
    by_kind: dict[str, list[Knot]] = {}
    for knot in knots:
        if knot.kind in DESCRIPTIONS:
            by_kind.setdefault(knot.kind, []).append(knot)
    shown = []
    for kind, group in by_kind.items():
        description = DESCRIPTIONS[kind]
        things = description.visible(person).in_bulk([knot.pk for knot in group])
        for knot in group:
            if thing := things.get(knot.pk):
                owner = municipalities.get(thing.municipality_id) if municipalities else None
                kind_label = f"{description.label}, {owner}" if owner else description.label
                shown.append((knot, ThreadItem(knot.relation, title_of(thing), kind_label, url_of(thing, owner), knot.made_at, owner)))
    return shown


def _from_abroad(thing: models.Model, knots: list[Knot]) -> list[tuple[Knot, ThreadItem]]:
    """Public ends in other municipalities: of our links to them, and of their links to us."""
    current = municipality_in_force()
    with across_municipalities(reason="Public things of other municipalities in the thread of a thing."):
        theirs = Link.objects.filter(target_kind=kind_of(thing), target_id=thing.pk, target_municipality__isnull=False)
        knots = knots + [_other_end(row, thing) for row in theirs.order_by("-id")[:LONGEST_THREAD]]
        if not knots:
            return []
        others = Municipality.objects.filter(is_active=True).exclude(pk=current.pk if current else None).in_bulk()  # type: ignore[misc]
        shown = _shown(knots, None, others)
    return [(knot, item) for knot, item in shown if item.municipality is not None]


ORIGIN = re.compile(r"([a-z_]+\.[a-z]+):([1-9][0-9]{0,17})")


def thing_named(origin: str, person: Any, *kinds: str) -> models.Model | None:
    """The thing that a page's `?from=places.intake:7` names, when it is of one of the kinds and the person may see it."""
    found = ORIGIN.fullmatch(origin or "")
    if found is None or found[1] not in kinds or found[1] not in DESCRIPTIONS:
        return None
    thing: models.Model | None = DESCRIPTIONS[found[1]].visible(person).filter(pk=int(found[2])).first()
    return thing


# --- What happened ---


@dataclass(frozen=True)
class CourseStep:
    """One thing that came of another, as the reader may see it. `step`: how many links away, from 1.

    relation: code of the link by which it was reached. came_from: its place in the list of the step it came of, None when it came
    of the thing itself or of one that the reader may not see. standing: where it stands, in words, or "".
    """

    step: int
    relation: str
    label: str
    kind: str | Promise
    url: str
    made_at: datetime
    standing: str
    came_from: int | None
    thing: models.Model


@dataclass
class _Reached:
    step: int
    relation: str
    made_at: datetime
    parents: tuple[str, int]


def course_of(thing: models.Model, person: Any, steps: int = 6) -> list[CourseStep]:
    """What came of the thing, and of that, over so many steps: need → challenge → application → trial → result.

    Breadth first, each thing once, so rings end. What the person may not see is walked through and not shown: the trial is told
    although the application stays sealed. What gathers many things is shown and ends its branch. Own municipality only.
    One query for the links of each step and one for each kind.
    """
    start = (kind_of(thing), thing.pk)
    reached: dict[tuple[str, int], _Reached] = {}
    frontier = [start]
    for step in range(1, steps + 1):
        if not frontier:
            break
        found: dict[tuple[str, int], _Reached] = {}
        for row, earlier, later in _onward(frontier):
            if later != start and later not in reached and later not in found and len(found) < WIDEST_STEP:
                found[later] = _Reached(step, row.relation, row.made_at, earlier)
        reached |= found
        frontier = [key for key in found if key[0] not in DESCRIPTIONS or not DESCRIPTIONS[key[0]].gathers]
    return _told(reached, start, person)


def came_directly(thing: models.Model, person: Any, relation: Relation) -> list[CourseStep]:
    """What the person may see of the things one link later by this relation, newest first: what was held at a place."""
    return sorted(
        (step for step in course_of(thing, person, steps=1) if step.relation == relation.code), key=lambda s: s.made_at, reverse=True
    )


def _onward(frontier: list[tuple[str, int]]) -> list[tuple[Link, tuple[str, int], tuple[str, int]]]:
    """Links of which a thing of the frontier is the earlier end, oldest first: (link, earlier, later). One query."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in frontier:
        by_kind.setdefault(kind, []).append(pk)
    target_is_earlier = [code for code, relation in RELATIONS.items() if relation.source_is_later]
    source_is_earlier = [code for code, relation in RELATIONS.items() if not relation.source_is_later]
    condition = Q()
    for kind, pks in by_kind.items():
        condition |= Q(relation__in=target_is_earlier, target_kind=kind, target_id__in=pks)
        condition |= Q(relation__in=source_is_earlier, source_kind=kind, source_id__in=pks)
    rows = Link.objects.filter(condition, target_municipality=None).order_by("pk")[: WIDEST_STEP * 2]
    pairs = []
    for row in rows:
        source, target = (row.source_kind, row.source_id), (row.target_kind, row.target_id)
        pairs.append((row, target, source) if RELATIONS[row.relation].source_is_later else (row, source, target))
    return pairs


def _told(reached: dict[tuple[str, int], _Reached], start: tuple[str, int], person: Any) -> list[CourseStep]:
    """Those of the reached things that the person may see, in the order in which they were reached. One query for each kind."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in reached:
        if kind in DESCRIPTIONS:
            by_kind.setdefault(kind, []).append(pk)
    seen = {(kind, pk): found for kind, pks in by_kind.items() for pk, found in DESCRIPTIONS[kind].visible(person).in_bulk(pks).items()}
    told: list[CourseStep] = []
    place_of: dict[tuple[str, int], int] = {}
    for key, how in reached.items():
        if (one := seen.get(key)) is None:
            continue
        # The nearest thing before it that is shown; behind a hidden one stands what that came of.
        parent = how.parents
        while parent != start and parent not in place_of:
            parent = reached[parent].parents
        description = DESCRIPTIONS[key[0]]
        place_of[key] = len(told)
        told.append(
            CourseStep(
                how.step,
                how.relation,
                title_of(one),
                description.label,
                url_of(one),
                how.made_at,
                str(description.standing(one)),
                place_of.get(parent),
                one,
            )
        )
    return told
