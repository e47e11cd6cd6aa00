"""The decision on a call: drafted from the ranking, previewed, and released in one go with everything that hangs on it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.calls import held_call, saved_call
from talkoot.activities.calls.actions.kick_offs import begin_kick_off
from talkoot.activities.calls.content.outcomes import ORDERED, LineOutcome
from talkoot.activities.calls.content.reserves import proposed
from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.events import DecisionReleased
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision, DecisionDraft, DecisionLine, DraftLine
from talkoot.activities.calls.models.eligibility import Eligibility
from talkoot.activities.calls.permissions import PREPARE_DECISION, RELEASE_DECISION
from talkoot.activities.calls.phases import CALL, in_order, ranking_locked
from talkoot.activities.calls.queries.applications import submitted_applications
from talkoot.activities.calls.queries.decisions import contenders_of, draft_lines_of, draft_of, hash_of, letters_of
from talkoot.activities.calls.queries.juries import jury_of
from talkoot.activities.calls.queries.kick_offs import room_in
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews.actions.closing import release_results

LARGEST_SUM = Decimal(10) ** 10
DRAFT_FIELDS = frozenset({"grounds", "appeal", "kick_off_days"})


@action("calls.prepare_decision", permission=PREPARE_DECISION, of="call", label=_("Prepared the decision on a call"))
def prepare_decision(*, actor: Actor, call: Call) -> DecisionDraft:
    """A draft as the ranking proposes it; the one that is there when it was prepared before. The official may decide otherwise."""
    current = held_call(call.pk)
    if found := draft_of(current):
        return found
    if current.state not in (CallState.CLOSED, CallState.DECIDING):
        raise Refusal(_("The call is not in the selection."), mend=_("It is decided after its deadline."))
    if refusal := ranking_locked(current):
        raise refusal
    if current.state == CallState.CLOSED:
        CALL.take("begin_deciding", current, actor)
        saved_call(current)
    draft = DecisionDraft.objects.create(call=current, appeal=current.appeal_text)
    fails = dict(Eligibility.objects.filter(application__call=current, is_admissible=False).values_list("application_id", "reasons"))
    written_in = dict(submitted_applications(current).values_list("pk", "written_in"))
    DraftLine.objects.bulk_create(
        DraftLine(
            draft=draft,
            application_id=line.application_id,
            outcome=line.outcome,
            order=line.order,
            sum=line.sum,
            # What the official wrote at the check is the ground; nobody writes it twice.
            grounds=Words({current.municipality.default_language: " ".join(fails.get(line.application_id, {}).values())[:3000]}),
        )
        for line in proposed(contenders_of(current), budget=room_in(current))
        if line.application_id in written_in
    )
    return draft


def held_draft(call: Call) -> DecisionDraft:
    """With its call, locked, while it may still be written."""
    current = held_call(call.pk)
    draft = draft_of(current)
    if draft is None or current.state != CallState.DECIDING:
        raise Refusal(_("The decision has been released meanwhile."), mend=_("Reload the page to see where it stands."))
    draft.call = current
    return draft


@action("calls.write_decision", permission=PREPARE_DECISION, of="call", label=_("Wrote the draft of a decision"))
def write_decision(*, actor: Actor, call: Call, **fields: Any) -> DecisionDraft:
    """grounds and appeal as Words, kick_off_days."""
    if unknown := set(fields) - DRAFT_FIELDS:
        raise TypeError(f"A draft has no {sorted(unknown)}.")
    if not 1 <= fields.get("kick_off_days", 14) <= 120:
        raise Refusal(_("Give between 1 and 120 days."), field="kick_off_days")
    draft = held_draft(call)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*fields, "changed_at"])
    return draft


@action("calls.write_line", permission=PREPARE_DECISION, of="call", label=_("Wrote what is decided on an application"))
def write_line(
    *,
    actor: Actor,
    call: Call,
    application: Application,
    outcome: str,
    order: int | None = None,
    sum: Decimal | None = None,
    grounds: Words | None = None,
) -> DraftLine:
    """order and sum of chosen and reserve ones only."""
    if outcome not in LineOutcome.values:
        raise Refusal(_("Choose what is decided."), field="outcome")
    draft = held_draft(call)
    line = DraftLine.objects.filter(draft=draft, application=application).first()
    if line is None:
        raise Refusal(_("This application was not sent in this call."))
    is_ordered = outcome in ORDERED
    if is_ordered and (order is None or not 1 <= order <= 1000):
        raise Refusal(_("Give its place, from 1 on."), field="order")
    if is_ordered and (sum is None or not 0 <= sum < LARGEST_SUM):
        raise Refusal(_("Give the sum in euros; 0 when nothing is paid."), field="sum")
    line.outcome, line.order, line.sum = outcome, order if is_ordered else None, sum if is_ordered else None
    if grounds is not None:
        line.grounds = grounds
    line.save(update_fields=["outcome", "order", "sum", "grounds"])
    draft.save(update_fields=["changed_at"])
    return line


@action("calls.release_decision", permission=RELEASE_DECISION, of="call", label=_("Released the decision on a call"))
def release_decision(*, actor: Actor, call: Call, seen: str) -> Decision:
    """Once, all together: the sealed decision, the scores, the kick-offs of the chosen and a letter to every applicant.

    seen: the hash of the preview that the official looked at; when the draft has changed since, nothing is released.
    """
    # Two may press Release at once; the held row makes the second see DECIDED.
    draft = held_draft(call)
    current = draft.call
    letters = letters_of(draft)
    if seen != hash_of(draft, letters):
        raise Refusal(_("The draft has changed since you looked at it."), mend=_("Look at it again, then release it."))
    for need in (ranking_locked(current), in_order(draft)):
        if need is not None:
            raise need
    lines = list(draft_lines_of(draft))
    decision = Decision(
        call=current,
        grounds=draft.grounds,
        appeal=draft.appeal,
        kick_off_days=draft.kick_off_days,
        lines=[sealed(line) for line in lines],
        decided_on=timezone.localdate(),
        decided_by=actor if isinstance(actor, Person) else None,
    )
    decision.save()
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision,
            application=line.application,
            outcome=line.outcome,
            order=line.order,
            sum=line.sum,
            grounds=line.grounds,
        )
        for line in lines
    )
    CALL.take("decide", current, SYSTEM)
    saved_call(current)
    if (jury := jury_of(current)) is not None:
        release_results(actor=SYSTEM, assessment=jury.assessment)
    Eligibility.objects.filter(application__call=current, released_at=None).update(released_at=timezone.now())
    due_on = timezone.localdate() + timedelta(days=draft.kick_off_days)
    chosen = DecisionLine.objects.filter(decision=decision, outcome=LineOutcome.CHOSEN).select_related("application__challenge")
    for line in chosen.order_by("application__challenge", "order", "pk"):
        begin_kick_off(line, current, due_on)
    for letter in letters:
        post(
            to=letter.person,
            event="calls.decided",
            template=letter.template,
            thing=letter.application,
            language=letter.language,
            context=letter.context,
        )
    publish(DecisionReleased(decision_id=decision.pk, call_id=current.pk))
    return decision


def sealed(line: DraftLine) -> dict[str, Any]:
    return {
        "application": line.application.code,
        "outcome": str(line.outcome),
        "order": line.order,
        "sum": None if line.sum is None else str(line.sum),
        "grounds": dict(line.grounds),
    }
