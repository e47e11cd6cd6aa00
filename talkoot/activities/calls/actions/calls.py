"""Making, publishing, extending, closing and cancelling calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.challenges import publish_challenge
from talkoot.activities.calls.actions.programmes import address_of, refuse_unknown
from talkoot.activities.calls.content.application import asked_in_call
from talkoot.activities.calls.content.states import CallState, ChallengeState
from talkoot.activities.calls.events import CallCancelled, CallClosed, CallPublished, DeadlineMoved
from talkoot.activities.calls.models.call import Call, CallChallenge, CallCriterion, DeadlineChange
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE
from talkoot.activities.calls.phases import CALL
from talkoot.activities.calls.queries.calls import challenges_in, is_past_deadline, part_in_use, parts_in_use, version_in_use
from talkoot.activities.calls.slots import AGREEMENT, APPLICATION
from talkoot.commons.operating_models.models.version import Version
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link, unlink
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index, remove
from talkoot.tools.agreements.actions.templates import template_from_content
from talkoot.tools.agreements.models.template import TemplateVersion

FIELDS = frozenset(
    {
        "title",
        "text",
        "opens_at",
        "questions_until",
        "closes_at",
        "info_session_at",
        "info_session",
        "ceiling",
        "budget",
        "shortest_days",
        "longest_days",
        "agreement",
        "tie_text",
        "appeal_text",
        "is_blind",
        "reviews_wanted",
        "contact",
    }
)
# What may still change of a published call: whom to ask, and the information session. The deadline has an action of its own.
LATER = frozenset({"contact", "info_session_at", "info_session"})
IN_ORDER = _("Check the times and lengths: opening, end of questions, deadline in this order, and the shorter length first.")
CRITERION_FIELDS = frozenset({"title", "description", "weight", "minimum", "scale_min", "scale_max", "levels", "position"})


def held_call(call_id: int) -> Call:
    """The row, locked against every other change of it and against submissions, until the transaction ends."""
    return Call.objects.select_related("municipality", "programme").select_for_update(of=("self",)).get(pk=call_id)


def saved_call(call: Call, *fields: str) -> Call:
    call.save(update_fields=["state", *fields, "changed_at"])
    index(call)
    return call


@action("calls.make_call", permission=COORDINATE, label=_("Made a call"))
def make_call(
    *, actor: Actor, programme: Programme, title: Words, challenges: Sequence[Challenge] = (), slug: str = "", **fields: Any
) -> Call:
    """A draft with the terms of the programme and the criteria, questions and agreement of the operating model in use."""
    refuse_unknown(fields, FIELDS)
    version = version_in_use()
    application = part_in_use(version, APPLICATION)
    slug = address_of(title, wanted=slug, taken=lambda slug: Call.objects.filter(slug=slug).exists())
    given = {
        "ceiling": programme.ceiling,
        "shortest_days": programme.shortest_days,
        "longest_days": programme.longest_days,
        "agreement": agreement_of(version),
        "contact": actor if isinstance(actor, Person) else None,
    } | fields
    try:
        with transaction.atomic():
            call = Call.objects.create(
                programme=programme,
                slug=slug,
                title=title,
                questions=asked_in_call(application.data["questions"] if application else ()),
                model_slug=version.model.slug if version else "",
                model_number=version.number if version else "",
                **given,
            )
    except IntegrityError as error:
        raise Refusal(IN_ORDER) from error
    for position, part in enumerate(parts_in_use(version, "criterion"), start=1):
        data = part.data
        CallCriterion.objects.create(
            call=call,
            key=part.key,
            title=part.title,
            description=part.body,
            weight=max(1, int(data.get("weight") or 1)),
            minimum=data.get("minimum"),
            scale_min=data.get("scale_min") or 0,
            scale_max=data.get("scale_max") or 5,
            levels=data.get("levels") or [],
            position=position,
        )
    write_challenges(call, challenges)
    link(actor=actor, source=call, relation=GREW_FROM, target=programme)
    index(call)
    return call


def agreement_of(version: Version | None) -> TemplateVersion | None:
    """The draft of the agreement of the model, as the instrument's own template; made once for each text of it."""
    part = part_in_use(version, AGREEMENT)
    if version is None or part is None:
        return None
    origin = f"{version.model.slug} {version.number}: {part.key}"
    return template_from_content(actor=SYSTEM, key=part.key, title=part.title, data=part.data, origin=origin)


def write_challenges(call: Call, challenges: Sequence[Challenge]) -> None:
    if strangers := [challenge for challenge in challenges if challenge.programme_id != call.programme_id]:
        raise Refusal(
            _("“%(challenge)s” belongs to another programme.") % {"challenge": strangers[0].title},
            mend=_("Choose challenges of this programme."),
            field="challenges",
        )
    wanted = {challenge.pk: place for place, challenge in enumerate(challenges, start=1)}
    for row in CallChallenge.objects.filter(call=call).exclude(challenge__in=wanted).select_related("challenge"):
        unlink(actor=SYSTEM, source=call, relation=GREW_FROM, target=row.challenge)
        row.delete()
    for challenge in challenges:
        CallChallenge.objects.update_or_create(call=call, challenge=challenge, defaults={"position": wanted[challenge.pk]})
        link(actor=SYSTEM, source=call, relation=GREW_FROM, target=challenge)


@action("calls.change_call", permission=COORDINATE, of="call", label=_("Changed a call"))
def change_call(*, actor: Actor, call: Call, challenges: Sequence[Challenge] | None = None, **fields: Any) -> Call:
    """A draft may change in everything. A published call only in whom to ask and in its information session."""
    refuse_unknown(fields, FIELDS)
    current = held_call(call.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if current.state != CallState.DRAFT:
        told = challenges is not None and [one.pk for one in challenges] != [one.pk for one in challenges_in(current)]
        if told or changed.keys() - LATER or current.state != CallState.PUBLISHED:
            raise Refusal(
                _("The terms of a published call stand still: the same for everybody."),
                mend=_("Extend the deadline, answer in the questions, or cancel the call and make a new one."),
            )
    for name, value in changed.items():
        setattr(current, name, value)
    if challenges is not None and current.state == CallState.DRAFT:
        write_challenges(current, challenges)
    try:
        with transaction.atomic():
            return saved_call(current, *changed, "title_order")
    except IntegrityError as error:
        raise Refusal(IN_ORDER) from error


@action("calls.set_criterion", permission=COORDINATE, of="call", label=_("Set a criterion of a call"))
def set_criterion(*, actor: Actor, call: Call, key: str, **fields: Any) -> CallCriterion:
    """Change the criterion of this key, or add it. fields: as in CRITERION_FIELDS."""
    refuse_unknown(fields, CRITERION_FIELDS)
    current = draft_of(call)
    row = CallCriterion.objects.filter(call=current, key=key).first()
    if row is None:
        row = CallCriterion(call=current, key=key, position=CallCriterion.objects.filter(call=current).count() + 1)
    for name, value in fields.items():
        setattr(row, name, value)
    if row.minimum is not None:
        row.minimum = Decimal(row.minimum)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal(_("The least score must lie on the scale, and the scale must rise."), field="minimum") from error
    return row


@action("calls.remove_criterion", permission=COORDINATE, of="call", label=_("Left a criterion of a call out"))
def remove_criterion(*, actor: Actor, call: Call, key: str) -> None:
    CallCriterion.objects.filter(call=draft_of(call), key=key).delete()


def draft_of(call: Call) -> Call:
    current = held_call(call.pk)
    if current.state != CallState.DRAFT:
        raise Refusal(_("Criteria of a published call stand still: applicants have written by them."))
    return current


@action("calls.publish_call", permission=COORDINATE, of="call", label=_("Published a call"))
def publish_call(*, actor: Actor, call: Call) -> Call:
    """Its checked challenges are published with it. From here on criteria, questions and terms stand still."""
    current = held_call(call.pk)
    CALL.take("publish", current, actor)
    for challenge in challenges_in(current):
        if challenge.state == ChallengeState.CHECKED:
            publish_challenge(actor=actor, challenge=challenge)
    current.published_at = timezone.now()
    publish(CallPublished(call_id=current.pk))
    return saved_call(current, "published_at")


@action("calls.extend_deadline", permission=COORDINATE, of="call", label=_("Moved the deadline of a call"))
def extend_deadline(*, actor: Actor, call: Call, closes_at: datetime, reason: Words) -> Call:
    """Later, for all and publicly, and only before it has passed. Submissions under way end first, then hold to the new one."""
    if not any(text.strip() for text in reason.values()):
        raise Refusal(_("Tell everybody why the deadline moves."), field="reason")
    current = held_call(call.pk)
    if current.state != CallState.PUBLISHED:
        raise Refusal(_("Only the deadline of a published call is extended."), mend=_("Change the call itself while it is a draft."))
    if is_past_deadline(current):
        raise Refusal(_("The deadline has passed: it cannot be moved any more."), mend=_("Make a new call."), field="closes_at")
    if closes_at <= current.closes_at:
        raise Refusal(_("A deadline only moves later."), mend=_("Choose a later time."), field="closes_at")
    change = DeadlineChange.objects.create(
        call=current, before=current.closes_at, after=closes_at, reason=reason, by=actor if isinstance(actor, Person) else None
    )
    current.closes_at = closes_at
    publish(DeadlineMoved(call_id=current.pk, change_id=change.pk))
    return saved_call(current, "closes_at")


@action("calls.close_call", permission=COORDINATE, of="call", label=_("Closed a call at its deadline"))
def close_call(*, actor: Actor, call: Call) -> Call:
    """After the deadline, once. Waits for submissions that were received in time and are still being written."""
    current = held_call(call.pk)
    if current.state in (CallState.CLOSED, CallState.DECIDING, CallState.DECIDED):
        return current
    CALL.take("close", current, actor)
    current.closed_at = timezone.now()
    publish(CallClosed(call_id=current.pk))
    return saved_call(current, "closed_at")


@action("calls.cancel_call", permission=COORDINATE, of="call", label=_("Cancelled a call"))
def cancel_call(*, actor: Actor, call: Call, reason: str) -> Call:
    """Applications of a call that is cancelled before its deadline are never opened."""
    if not reason.strip():
        raise Refusal(_("Tell the applicants why."), field="reason")
    current = held_call(call.pk)
    CALL.take("cancel", current, actor)
    current.cancel_reason = reason.strip()
    publish(CallCancelled(call_id=current.pk))
    return saved_call(current, "cancel_reason")


@action("calls.remove_call", permission=COORDINATE, of="call", label=_("Removed the draft of a call"))
def remove_call(*, actor: Actor, call: Call) -> None:
    """Only a draft, which nobody else has seen."""
    current = held_call(call.pk)
    if current.state != CallState.DRAFT:
        raise Refusal(_("Only a draft is removed."), mend=_("Cancel the call and tell why."))
    remove(current)
    current.delete()
