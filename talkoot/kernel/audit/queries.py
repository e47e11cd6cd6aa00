"""The history of a thing: who changed what, when, from what to what. Read from the rows that triggers wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from talkoot.kernel.audit.action_words import words_of
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.audit.permissions import READ
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import require

# The newest changes; older ones stay in the database and in the export.
LONGEST_HISTORY = 200
LONGEST_VALUE = 400


@dataclass(frozen=True)
class Change:
    """One field, for a translated field in one language. old and new are texts as a reader knows them, empty for nothing."""

    field: str
    old: str
    new: str
    language: str = ""
    language_name: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """who: a name, "The platform", or "An erased person"."""

    at: datetime
    who: str
    action: str
    changes: list[Change] = field(default_factory=list)


def history_of(thing: models.Model, person: Any) -> list[HistoryEntry]:
    """Newest first, at most LONGEST_HISTORY. Raises Forbidden unless the person may read the history of the thing.

    Two queries, one for the names, and one for each kind of thing that a changed field refers to.
    """
    require(person, READ, thing)
    events = _events_of(thing)
    lines = _lines_without_events(thing, events)
    actors = {pk for event in events if (pk := _actor_of(event))} | {line.actor_id for line in lines if line.actor_id}
    people = get_user_model()._default_manager.in_bulk(actors)
    pairs = list(zip(events, [*events[1:], None], strict=False))
    # One more than is shown was read, so that the oldest shown has something to be compared with.
    pairs = pairs[:LONGEST_HISTORY]
    names = _names_of_references(thing, pairs)
    entries = [_entry(thing, now, before, people, names) for now, before in pairs]
    entries += [HistoryEntry(line.at, _who(line.actor_id, people, line.actor_id is not None), words_of(line.action)) for line in lines]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:LONGEST_HISTORY]


def _events_of(thing: models.Model) -> list[Any]:
    model = getattr(type(thing), "pgh_event_model", None)
    if model is None:
        return []
    return list(model._default_manager.filter(pgh_obj_id=thing.pk).order_by("-pgh_id")[: LONGEST_HISTORY + 1])


def _lines_without_events(thing: models.Model, events: Iterable[Any]) -> list[AuditLine]:
    """Actions that changed no field of the thing itself, but something around it."""
    contexts = [_context(event) for event in events]
    requests = {context.get("request") for context in contexts} - {None, ""}
    told = {(context.get("action"), context.get("actor")) for context in contexts}
    lines = AuditLine.objects.filter(thing_kind=thing._meta.label_lower, thing_id=thing.pk).order_by("-id")[:LONGEST_HISTORY]
    return [line for line in lines if line.request_id not in requests and (line.action, line.actor_id) not in told]


def _context(event: Any) -> dict[str, Any]:
    return event.pgh_context or {}


def _actor_of(event: Any) -> int | None:
    return _context(event).get("actor")


def _who(pk: int | None, people: dict[int, Any], is_known: bool) -> str:
    if pk is None and not is_known:
        return _("The platform")
    person = people.get(pk) if pk is not None else None
    if person is None or getattr(person, "erased_at", None):
        return _("An erased person")
    return str(person.name or person.email)


def _entry(thing: models.Model, now: Any, before: Any, people: dict[int, Any], names: Names) -> HistoryEntry:
    context = _context(now)
    if action := context.get("action"):
        what = words_of(action)
    else:
        what = {"insert": _("Created"), "delete": _("Deleted")}.get(now.pgh_label, _("Changed"))
    is_update = now.pgh_label == "update" and before is not None
    return HistoryEntry(
        at=now.pgh_created_at,
        who=_who(context.get("actor"), people, bool(context.get("actor"))),
        action=what,
        changes=list(_changes(thing, before, now, names)) if is_update else [],
    )


# (model, id) -> how it is called
Names = dict[tuple[type[models.Model], Any], str]


def told_fields(thing: models.Model) -> list[models.Field[Any, Any]]:
    """Fields whose change means something to a reader."""
    return [
        f
        for f in thing._meta.concrete_fields
        if not (f.primary_key or isinstance(f, SortKeysField) or getattr(f, "auto_now", False) or f.name in ("municipality", "password"))
    ]


def _names_of_references(thing: models.Model, pairs: Iterable[tuple[Any, Any]]) -> Names:
    """Names of what changed references point to, one query for each model."""
    wanted: dict[type[models.Model], set[Any]] = {}
    references = [f for f in told_fields(thing) if f.is_relation]
    for now, before in pairs:
        if before is None:
            continue
        for f in references:
            old, new = getattr(before, f.attname, None), getattr(now, f.attname, None)
            if old != new:
                wanted.setdefault(f.related_model, set()).update({old, new} - {None})  # type: ignore[arg-type]
    return {(model, pk): str(row) for model, pks in wanted.items() for pk, row in model._default_manager.in_bulk(pks).items()}


def _changes(thing: models.Model, before: Any, now: Any, names: Names) -> Iterable[Change]:
    for f in told_fields(thing):
        if not hasattr(now, f.attname):
            continue
        old, new = getattr(before, f.attname), getattr(now, f.attname)
        if old == new:
            continue
        label = capitalised(f.verbose_name)
        if isinstance(f, TranslatedField):
            old, new = Words(old), Words(new)
            for code in {**old, **new}:
                if old.get(code, "") != new.get(code, ""):
                    name = settings.LANGUAGE_NAMES.get(code, code)
                    yield Change(label, shortened(old.get(code, "")), shortened(new.get(code, "")), code, name)
        else:
            yield Change(label, in_words(f, old, names), in_words(f, new, names))


def capitalised(text: str | Promise) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]


def in_words(f: models.Field[Any, Any], value: Any, names: Names) -> str:
    """A value as a reader knows it."""
    if value is None or value == "":
        return ""
    if f.is_relation:
        return names.get((f.related_model, value), f"{value}")  # type: ignore[arg-type]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if f.choices:
        return str(dict(f.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return shortened(formats.localize(value) if not isinstance(value, (dict, list)) else str(value))


def shortened(text: Any) -> str:
    whole = str(text)
    return whole if len(whole) <= LONGEST_VALUE else whole[:LONGEST_VALUE].rstrip() + " …"
