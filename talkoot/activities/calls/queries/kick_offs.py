"""Reads of kick-offs, of what they bind, and of the reserves that wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from talkoot.activities.calls.content.outcomes import KickOffState, LineOutcome
from talkoot.activities.calls.content.payments import room_left
from talkoot.activities.calls.content.reserves import Waiting
from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import DecisionLine
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import is_coordinator
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.roles import READER
from talkoot.kernel.permissions.rules import roles_of

FOR_PAGES = (
    "municipality",
    "programme",
    "call",
    "trial",
    "line__decision",
    "line__application__organisation",
    "line__application__challenge__unit__organisation",
)


def kick_offs() -> QuerySet[KickOff]:
    return KickOff.objects.select_related(*FOR_PAGES)


def of_own_sides(person: Any) -> Q:
    """Condition: works in the host unit, or acts for the lead or for a partner that has confirmed."""
    mine = Membership.objects.filter(person=person)
    unit = OuterRef("line__application__challenge__unit")
    hosts = mine.filter(Q(unit=unit) | Q(unit=None, organisation=OuterRef("line__application__challenge__unit__organisation")))
    partners = Partner.objects.filter(
        application=OuterRef("line__application"), confirmed_at__isnull=False, organisation__in=mine.values("organisation")
    )
    lead = Q(line__application__organisation__in=organisation_ids_of(person))
    return Q(Exists(hosts)) | lead | Q(Exists(partners))


def readable_kick_offs(person: Any) -> QuerySet[KickOff]:
    """As permissions.reads_kick_off(), for lists: the municipality's readers all; both sides and the evaluator their own."""
    if not isinstance(person, Person):
        return kick_offs().none()
    if READER.code in roles_of(person, municipality_in_force()):
        return kick_offs()
    evaluated = Q(programme__evaluator=person) | Q(programme__evaluator_organisation__in=organisation_ids_of(person))
    return kick_offs().filter(of_own_sides(person) | evaluated)


def kick_off_of(application: Application) -> KickOff | None:
    return kick_offs().filter(line__application=application).first()


def kick_off_of_trial(trial: Trial) -> KickOff | None:
    return kick_offs().filter(trial=trial).first()


def kick_offs_of(call: Call) -> QuerySet[KickOff]:
    return kick_offs().filter(call=call).order_by("line__application__challenge", "pk")


def kick_offs_overdue(day: date) -> QuerySet[KickOff]:
    return kick_offs().filter(state=KickOffState.TALKING, due_on__lt=day).order_by("due_on", "pk")


def kick_offs_waiting_for(person: Any) -> QuerySet[KickOff]:
    """In which a side of the person has not said yes or no; all that run for coordinators."""
    talking = kick_offs().filter(state=KickOffState.TALKING).order_by("due_on", "pk")
    return talking if is_coordinator(person) else talking.filter(of_own_sides(person))


# --- What is bound of the money -------------------------------------------------------------------------------------------


def bound_of(programme: Programme) -> Decimal:
    """Euros that its kick-offs bind; those that failed bind nothing."""
    rows = KickOff.objects.filter(programme=programme).exclude(state=KickOffState.FAILED)
    return rows.aggregate(total=Sum("sum"))["total"] or Decimal(0)


def bound_in(call: Call) -> Decimal:
    return KickOff.objects.filter(call=call).exclude(state=KickOffState.FAILED).aggregate(total=Sum("sum"))["total"] or Decimal(0)


def room_in(call: Call) -> Decimal | None:
    """What may still be bound: the tighter of the programme's budget and the money of the call. None: neither is set."""
    rooms = [room_left(call.programme.budget_total, bound_of(call.programme)), room_left(call.budget, bound_in(call))]
    return min((room for room in rooms if room is not None), default=None)


def reserves_waiting(call: Call) -> list[Waiting]:
    """Reserves that have not had their turn, withdrawn ones left out."""
    had_turn = Exists(KickOff.objects.filter(line=OuterRef("pk")))
    rows = DecisionLine.objects.filter(decision__call=call, outcome=LineOutcome.RESERVE, application__state="submitted").filter(~had_turn)
    return [
        Waiting(row.application_id, row.application.challenge_id, row.order or 0, row.sum or Decimal(0))
        for row in rows.select_related("application").order_by("order", "pk")
    ]
