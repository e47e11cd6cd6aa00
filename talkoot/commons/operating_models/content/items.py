"""Editing the lists inside a part's data by place: "questions/2" is the third question, "questions/2/options/0" its first option.

Every function gives new data and leaves the old alone. A place that is not there raises LookupError.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from talkoot.commons.operating_models.content.kinds import MOST_ITEMS, Items, Kind
from talkoot.commons.operating_models.content.parts import blank_data

PLACE = re.compile(r"^([a-z_]{1,40})(?:/(\d{1,4})(?:/([a-z_]{1,40})(?:/(\d{1,4}))?)?)?$")


@dataclass(frozen=True)
class Place:
    """field: of the list. index: of the item in it; None: the list itself."""

    text: str
    field: Items
    index: int | None
    # The steps down to the list: names and numbers.
    path: tuple[str | int, ...]

    @property
    def of_list(self) -> str:
        return "/".join(str(step) for step in self.path)


def place_of(kind: Kind, text: str) -> Place:
    """Read a place. Raises LookupError when the kind has no such list."""
    match = PLACE.match(text)
    if match is None:
        raise LookupError(text)
    outer, first, inner, second = match.groups()
    field = next((field for field in kind.lists if field.name == outer), None)
    if field is None:
        raise LookupError(text)
    if inner is None:
        return Place(text, field, int(first) if first else None, (outer,))
    within = next((f for f in field.fields if isinstance(f, Items) and f.name == inner), None)
    if within is None:
        raise LookupError(text)
    return Place(text, within, int(second) if second else None, (outer, int(first), inner))


def list_at(data: Mapping[str, Any], place: Place) -> list[Any]:
    """The list; empty when it is null. Raises LookupError."""
    here: Any = data
    for step in place.path:
        here = here.get(step) if isinstance(here, dict) else here[step]
    return here or []


def item_at(data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    if place.index is None:
        raise LookupError(place.text)
    found: dict[str, Any] = list_at(data, place)[place.index]
    return found


def with_item(data: Mapping[str, Any], place: Place, values: Mapping[str, Any]) -> dict[str, Any]:
    """The item at the place changed; at a list's own place a new one added, with a key made from its text.

    Raises ValueError when the list is full.
    """

    def change(items: list[Any]) -> list[Any]:
        if place.index is not None:
            items[place.index] = {**items[place.index], **values}
            return items
        if len(items) >= MOST_ITEMS:
            raise ValueError("The list is full.")
        key = {} if place.field.key_field != "key" else {"key": new_key(items, place, values)}
        return [*items, {**key, **blank_data(place.field.fields), **values}]

    return _changed(data, place, change)


def without_item(data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    item_at(data, place)
    return _changed(data, place, lambda items: [item for n, item in enumerate(items) if n != place.index])


def moved_item(data: Mapping[str, Any], place: Place, *, is_up: bool) -> dict[str, Any]:
    """Changed places with its neighbour; at the end of the list nothing happens."""
    item_at(data, place)

    def change(items: list[Any]) -> list[Any]:
        here = place.index or 0
        there = here - 1 if is_up else here + 1
        if 0 <= there < len(items):
            items[here], items[there] = items[there], items[here]
        return items

    return _changed(data, place, change)


def _changed(data: Mapping[str, Any], place: Place, change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    fresh = copy.deepcopy(dict(data))
    here: Any = fresh
    for step in place.path[:-1]:
        here = here[step]
    here[place.path[-1]] = change(here.get(place.path[-1]) or [])
    return fresh


def new_key(items: list[Any], place: Place, values: Mapping[str, Any]) -> str:
    """Free in its list; never changed later, so that the origin's changes find the item again."""
    text = values.get(place.field.shown) or values.get("text") or {}
    words = text.get("en") or next(iter(text.values()), "") if isinstance(text, dict) else str(text)
    base = slugify(words)[:40].strip("-") or place.field.name.rstrip("s").replace("_", "-")
    taken = {item.get("key") for item in items}
    return next(key for n in range(1, len(items) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken)
