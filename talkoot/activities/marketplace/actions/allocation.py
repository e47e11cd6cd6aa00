"""Rounds of places: preparing, applying, giving, telling, computing again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.allocation import Problem, allocate, fingerprint, unsuitable
from talkoot.activities.marketplace.content.kinds import RoundState
from talkoot.activities.marketplace.content.reasons import REASONS
from talkoot.activities.marketplace.events import AllocationAsked, ReplayAsked, RoundPublished
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundApplication, RoundOffer, Wish
from talkoot.activities.marketplace.permissions import APPLY, CHANGE_APPLICATION, COORDINATE
from talkoot.activities.marketplace.phases import ROUND_LIFE
from talkoot.activities.marketplace.queries.allocation import as_group, as_offer, offers_of, problem_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


def _locked(round: AllocationRound) -> AllocationRound:
    """The row as it is now, held to the end: an application may arrive while the round is being closed."""
    return AllocationRound.objects.select_for_update().get(pk=round.pk)


def _open_or_refuse(round: AllocationRound) -> AllocationRound:
    current = _locked(round)
    if current.state != RoundState.OPEN or current.closes_at <= timezone.now():
        raise Refusal(_("Applications are not taken now."), mend=_("See on the page of the round when it is open."))
    return current


def _in_preparation(round: AllocationRound) -> AllocationRound:
    current = _locked(round)
    if current.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise Refusal(_("Applications have been closed: offers stay as they were."), mend=_("Open the round again to change it."))
    return current


# --- Preparing ---


@action("marketplace.make_round", permission=COORDINATE, label=_("Made the round of places"))
def make_round(*, actor: Actor, **fields: Any) -> AllocationRound:
    return AllocationRound.objects.create(**fields)


@action("marketplace.change_round", permission=COORDINATE, of="round", label=_("Changed the round of places"))
def change_round(*, actor: Actor, round: AllocationRound, **fields: Any) -> AllocationRound:
    current = _locked(round)
    if current.state in (RoundState.ALLOCATED, RoundState.PUBLISHED):
        raise Refusal(_("Places have been given: the round stays as it was."), mend=_("Take the places back to change it."))
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=list(fields))
    return current


@action("marketplace.save_offer", permission=COORDINATE, of="round", label=_("Saved an offer of the round"))
def save_offer(*, actor: Actor, round: AllocationRound, offer: RoundOffer) -> RoundOffer:
    offer.round = _in_preparation(round)
    offer.save()
    return offer


@action("marketplace.remove_offer", permission=COORDINATE, of="offer", label=_("Removed an offer of the round"))
def remove_offer(*, actor: Actor, offer: RoundOffer) -> None:
    _in_preparation(offer.round)
    if Wish.objects.filter(offer=offer).exists():
        raise Refusal(_("Groups have wished for it already."), mend=_("Ask them to change their wishes first, or lower its places."))
    offer.delete()


# --- The round's way ---


@action("marketplace.open_round", permission=COORDINATE, of="round", label=_("Opened the round of places"))
def open_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    current = _locked(round)
    ROUND_LIFE.take("open", current, actor)
    current.opened_at = timezone.now()
    current.save(update_fields=["state", "opened_at"])
    return current


@action("marketplace.close_round", permission=COORDINATE, of="round", label=_("Closed the round of places"))
def close_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    current = _locked(round)
    ROUND_LIFE.take("close", current, actor)
    current.save(update_fields=["state"])
    return current


@action("marketplace.reopen_round", permission=COORDINATE, of="round", label=_("Opened the round of places again"))
def reopen_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    current = _locked(round)
    ROUND_LIFE.take("reopen", current, actor)
    current.asked_at = None
    current.save(update_fields=["state", "asked_at"])
    return current


@action("marketplace.ask_allocation", permission=COORDINATE, of="round", label=_("Asked for the places to be given"))
def ask_allocation(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    """The computing is a job; the page says when it is done."""
    current = _locked(round)
    ROUND_LIFE.check("allocate", current, actor)
    current.asked_at = timezone.now()
    current.save(update_fields=["asked_at"])
    publish(AllocationAsked(round_id=current.pk))
    return current


@action("marketplace.allocate", permission=COORDINATE, of="round", label=_("Gave the places"))
def allocate_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    """Compute and store. Raises optimum.NotProven: then nothing is stored."""
    current = _locked(round)
    ROUND_LIFE.take("allocate", current, actor)
    problem = problem_of(current)
    started = time.perf_counter()
    result = allocate(problem)
    current.milliseconds = _whole_up((time.perf_counter() - started) * 1000)
    current.input, current.result = problem.as_json(), result.as_json()
    current.input_hash, current.result_hash = fingerprint(current.input), fingerprint(current.result)
    current.solver = f"HiGHS, scipy {version('scipy')}"
    current.allocated_at, current.asked_at = timezone.now(), None
    current.replayed_at = current.replay_matches = None
    current.save()
    rows = {application.pk: application for application in RoundApplication.objects.filter(round=current)}
    for stored in current.result["groups"]:
        row = rows[stored["group"]]
        row.offer_id, row.rank, row.answers, row.free = stored["offer"], stored["rank"], stored["answers"], stored["free"]
    RoundApplication.objects.bulk_update(rows.values(), ["offer", "rank", "answers", "free"], batch_size=500)
    return current


def _whole_up(number: float) -> int:
    return int(number) + 1


@action("marketplace.take_back_places", permission=COORDINATE, of="round", label=_("Took the places back"))
def take_back_places(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    """Before anybody was told: an offer fell away, an application was wrong. The seed stays, so the lot cannot be tried again."""
    current = _locked(round)
    ROUND_LIFE.take("take_back", current, actor)
    current.input = current.result = current.allocated_at = None
    current.input_hash = current.result_hash = ""
    current.save()
    RoundApplication.objects.filter(round=current).update(offer=None, rank=None, answers=[], free=[])
    return current


@action("marketplace.publish_round", permission=COORDINATE, of="round", label=_("Told the results of the round"))
def publish_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    """All groups learn at the same moment."""
    current = _locked(round)
    ROUND_LIFE.take("publish", current, actor)
    current.published_at = timezone.now()
    current.save(update_fields=["state", "published_at"])
    publish(RoundPublished(round_id=current.pk))
    return current


@action("marketplace.ask_replay", permission=COORDINATE, of="round", label=_("Asked for the result to be computed again"))
def ask_replay(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    if round.input is None:
        raise Refusal(_("No places have been given yet."), mend=_("Close the round and give the places first."))
    publish(ReplayAsked(round_id=round.pk))
    return round


@action("marketplace.replay", permission=COORDINATE, of="round", label=_("Computed the result again"))
def replay_round(*, actor: Actor, round: AllocationRound) -> AllocationRound:
    """From the stored input alone. Writes whether the result is the stored one, to the letter."""
    again = allocate(Problem.from_json(round.input)) if round.input is not None else None
    current = _locked(round)
    if again is None or current.input_hash != round.input_hash:
        return current
    is_untouched = fingerprint(current.input or {}) == current.input_hash
    current.replayed_at = timezone.now()
    current.replay_matches = is_untouched and fingerprint(again.as_json()) == current.result_hash
    current.save(update_fields=["replayed_at", "replay_matches"])
    return current


# --- Applying ---


@action("marketplace.apply", permission=APPLY, of="unit", label=_("Applied with a group"))
def apply_with_group(
    *, actor: Actor, unit: Unit, round: AllocationRound, wishes: Sequence[RoundOffer] = (), **fields: Any
) -> RoundApplication:
    """fields: group_label, headcount, age_from, age_to, language. A second application of the same group is refused."""
    current = _open_or_refuse(round)
    application = RoundApplication(round=current, unit=unit, applicant_id=getattr(actor, "pk", None), **fields)
    _save_group(application)
    _write_wishes(application, current, wishes)
    return application


@action("marketplace.change_application", permission=CHANGE_APPLICATION, of="application", label=_("Changed the application"))
def change_application(*, actor: Actor, application: RoundApplication, **fields: Any) -> RoundApplication:
    _open_or_refuse(application.round)
    for name, value in fields.items():
        setattr(application, name, value)
    _save_group(application)
    return application


@action("marketplace.set_wishes", permission=CHANGE_APPLICATION, of="application", label=_("Set the wishes"))
def set_wishes(*, actor: Actor, application: RoundApplication, wishes: Sequence[RoundOffer]) -> RoundApplication:
    """wishes: dearest first. Refused: twice the same, too many, of another round, or one that does not suit the group."""
    current = _open_or_refuse(application.round)
    _write_wishes(application, current, wishes)
    return application


@action("marketplace.withdraw_application", permission=CHANGE_APPLICATION, of="application", label=_("Withdrew the application"))
def withdraw_application(*, actor: Actor, application: RoundApplication) -> None:
    _open_or_refuse(application.round)
    application.delete()


def _save_group(application: RoundApplication) -> None:
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        if "one_application_of_a_group" not in str(error):
            raise
        raise Refusal(
            _("This group of the unit has applied already."),
            mend=_("Change its application instead, or name the group otherwise."),
            field="group_label",
        ) from None


def _write_wishes(application: RoundApplication, round: AllocationRound, wishes: Sequence[RoundOffer]) -> None:
    if len({offer.pk for offer in wishes}) < len(wishes):
        raise Refusal(_("The same offer is wished for twice."), mend=_("Choose each offer once."))
    if len(wishes) > round.most_wishes:
        raise Refusal(
            _("A group has at most %(count)d wishes in this round.") % {"count": round.most_wishes}, mend=_("Take away the last ones.")
        )
    known = set(offers_of(round).values_list("pk", flat=True))
    group = as_group(application, (), 0)
    for offer in wishes:
        if offer.pk not in known:
            raise Refusal(
                pgettext_lazy("round of places", "The offer belongs to another round."), mend=_("Reload the page and choose again.")
            )
        if code := unsuitable(as_offer(offer), group):
            raise Refusal(_("“%(offer)s” does not suit the group.") % {"offer": offer.title}, mend=REASONS[code])
    Wish.objects.filter(application=application).delete()
    Wish.objects.bulk_create(Wish(application=application, offer=offer, rank=n) for n, offer in enumerate(wishes, start=1))
