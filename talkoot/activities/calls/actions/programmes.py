"""Preparing, publishing and closing programmes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.programme import Programme, ProgrammeDate, ProgrammeHost
from talkoot.activities.calls.permissions import COORDINATE
from talkoot.activities.calls.phases import PROGRAMME
from talkoot.activities.calls.queries.calls import version_in_use
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index

FIELDS = frozenset(
    {
        "name",
        "charter",
        "themes",
        "owner",
        "legal_form",
        "funding",
        "budget_total",
        "ceiling",
        "shortest_days",
        "longest_days",
        "starts_on",
        "ends_on",
        "evaluator_organisation",
        "evaluator",
    }
)
MOST_DAYS = 60
# By the name of a constraint: what to say, in the words of its own message.
IN_ORDER = _("Check sums, lengths and days: the smaller or earlier comes first, and the budget covers a trial at the ceiling.")


def locked_programme(programme_id: int) -> Programme:
    return Programme.objects.select_related("municipality").select_for_update(of=("self",), no_key=True).get(pk=programme_id)


def refuse_unknown(given: Iterable[str], known: frozenset[str]) -> None:
    if unknown := set(given) - known:
        raise TypeError(f"There is no field {sorted(unknown)}.")


def address_of(title: Words, *, taken: Any, wanted: str = "") -> str:
    """A free address made of the title, or the wanted one. `taken(slug) -> bool`."""
    base = slugify(wanted or title.in_language())[:70].strip("-")
    if not base:
        raise Refusal(_("No address can be made of this name."), mend=_("Use letters in it."))
    number, slug = 1, base
    while taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


@action("calls.start_programme", permission=COORDINATE, label=_("Began a programme"))
def start_programme(*, actor: Actor, name: Words, hosts: Iterable[Unit] = (), slug: str = "", **fields: Any) -> Programme:
    """A new draft, by the operating model in use. fields: as in FIELDS. The one who begins it owns it, unless told otherwise."""
    refuse_unknown(fields, FIELDS)
    version = version_in_use()
    slug = address_of(name, wanted=slug, taken=lambda slug: Programme.objects.filter(slug=slug).exists())
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                slug=slug,
                name=name,
                model_slug=version.model.slug if version else "",
                model_number=version.number if version else "",
                **{"owner": actor if isinstance(actor, Person) else None} | fields,
            )
    except IntegrityError as error:
        raise refusal_of_order(error) from error
    write_hosts(programme, hosts)
    index(programme)
    return programme


def refusal_of_order(error: IntegrityError) -> Refusal:
    if "one_programme_of_an_address" in str(error):
        return Refusal(_("Another programme has just taken this address."), mend=_("Save again."))
    return Refusal(IN_ORDER)


@action("calls.change_programme", permission=COORDINATE, of="programme", label=_("Changed a programme"))
def change_programme(*, actor: Actor, programme: Programme, hosts: Iterable[Unit] | None = None, **fields: Any) -> Programme:
    """A running programme may be changed too; its calls keep the terms with which they were published."""
    refuse_unknown(fields, FIELDS)
    current = locked_programme(programme.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    for name, value in changed.items():
        setattr(current, name, value)
    try:
        with transaction.atomic():
            current.save(update_fields=[*changed, "name_order", "changed_at"])
    except IntegrityError as error:
        raise refusal_of_order(error) from error
    if hosts is not None:
        write_hosts(current, hosts)
    index(current)
    return current


def write_hosts(programme: Programme, hosts: Iterable[Unit]) -> None:
    wanted = {unit.pk for unit in hosts}
    ProgrammeHost.objects.filter(programme=programme).exclude(unit__in=wanted).delete()
    there = set(ProgrammeHost.objects.filter(programme=programme).values_list("unit", flat=True))
    for unit_id in sorted(wanted - there):
        ProgrammeHost.objects.create(programme=programme, unit_id=unit_id)


@action("calls.add_programme_day", permission=COORDINATE, of="programme", label=_("Added a day to the calendar of a programme"))
def add_programme_day(*, actor: Actor, programme: Programme, on: date, title: Words) -> ProgrammeDate:
    current = locked_programme(programme.pk)
    if ProgrammeDate.objects.filter(programme=current).count() >= MOST_DAYS:
        raise Refusal(_("The calendar holds %(count)d days already.") % {"count": MOST_DAYS}, mend=_("Take one away first."))
    return ProgrammeDate.objects.create(programme=current, on=on, title=title)


@action("calls.remove_programme_day", permission=COORDINATE, of="programme", label=_("Took a day off the calendar of a programme"))
def remove_programme_day(*, actor: Actor, programme: Programme, day: ProgrammeDate) -> None:
    ProgrammeDate.objects.filter(programme=programme, pk=day.pk).delete()


@action("calls.open_programme", permission=COORDINATE, of="programme", label=_("Published a programme"))
def open_programme(*, actor: Actor, programme: Programme) -> Programme:
    current = step_taken("open", actor, programme)
    current.opened_at = current.opened_at or timezone.now()
    return saved(current, "opened_at")


@action("calls.close_programme", permission=COORDINATE, of="programme", label=_("Closed a programme"))
def close_programme(*, actor: Actor, programme: Programme) -> Programme:
    return saved(step_taken("close", actor, programme))


@action("calls.reopen_programme", permission=COORDINATE, of="programme", label=_("Opened a programme again"))
def reopen_programme(*, actor: Actor, programme: Programme) -> Programme:
    return saved(step_taken("reopen", actor, programme))


def step_taken(step: str, by: Actor, programme: Programme) -> Programme:
    current = locked_programme(programme.pk)
    PROGRAMME.take(step, current, by)
    return current


def saved(programme: Programme, *fields: str) -> Programme:
    programme.save(update_fields=["state", *fields, "changed_at"])
    index(programme)
    return programme
