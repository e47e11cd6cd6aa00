"""Writing, checking and publishing challenges."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.programmes import refuse_unknown
from talkoot.activities.calls.content.states import ChallengeState
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE, WRITE_CHALLENGE, is_coordinator
from talkoot.activities.calls.phases import CHALLENGE
from talkoot.activities.calls.queries.calls import part_in_use, version_in_use
from talkoot.activities.calls.slots import CHALLENGE_CHECKLIST
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import works_in
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.actions import index

FIELDS = frozenset(
    {
        "title",
        "need",
        "situation",
        "affected",
        "affected_count",
        "wanted_change",
        "constraints",
        "offers",
        "offered_hours",
        "open_questions",
        "unit",
        "place",
        "contact",
        "after_owner",
    }
)


def locked_challenge(challenge_id: int) -> Challenge:
    rows = Challenge.objects.select_related("municipality", "programme", "unit__organisation", "place")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=challenge_id)


def saved_challenge(challenge: Challenge, *fields: str) -> Challenge:
    challenge.save(update_fields=["state", *fields, "changed_at"])
    index(challenge)
    return challenge


@action("calls.start_challenge", permission=WRITE_CHALLENGE, label=_("Began a challenge"))
def start_challenge(
    *, actor: Actor, programme: Programme, title: Words, unit: Unit, came_from: Collection[models.Model] = (), **fields: Any
) -> Challenge:
    """A new draft of the host `unit`. came_from: the need of a place or whatever else it grew from; the thread shows it."""
    refuse_unknown(fields, FIELDS)
    if actor is not SYSTEM and not is_coordinator(actor) and not (isinstance(actor, Person) and works_in(actor, unit)):
        raise Forbidden(_("Only the host's own people and the coordinators may do this."))
    challenge = Challenge.objects.create(
        programme=programme, title=title, unit=unit, **{"contact": actor if isinstance(actor, Person) else None} | fields
    )
    link(actor=actor, source=challenge, relation=GREW_FROM, target=programme)
    for origin in came_from:
        link(actor=actor, source=challenge, relation=GREW_FROM, target=origin)
    index(challenge)
    return challenge


@action("calls.change_challenge", permission=WRITE_CHALLENGE, of="challenge", label=_("Changed a challenge"))
def change_challenge(*, actor: Actor, challenge: Challenge, **fields: Any) -> Challenge:
    """A checked one goes back to the draft when its text changes. A published one stands still: applicants have read it."""
    refuse_unknown(fields, FIELDS)
    current = locked_challenge(challenge.pk)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    only_people = changed.keys() <= {"contact", "after_owner"}
    if current.state == ChallengeState.PUBLISHED and not only_people:
        raise Refusal(
            _("A published challenge stands still: applicants have read it."), mend=_("Tell what is new as an answer in the questions.")
        )
    for name, value in changed.items():
        setattr(current, name, value)
    if current.state == ChallengeState.CHECKED and not only_people:
        current.state, current.points = ChallengeState.DRAFT, {}
        changed["points"] = {}
    return saved_challenge(current, *changed, "title_order")


@action("calls.check_challenge", permission=COORDINATE, of="challenge", label=_("Checked a challenge"))
def check_challenge(*, actor: Actor, challenge: Challenge, holding: Collection[str]) -> Challenge:
    """holding: keys of the points of the model's checklist that hold. It is checked when all required ones do."""
    part = part_in_use(version_in_use(), CHALLENGE_CHECKLIST)
    known = [item["key"] for item in part.data["items"]] if part is not None else []
    current = locked_challenge(challenge.pk)
    current.points = {key: key in holding for key in known}
    CHALLENGE.take("check", current, actor)
    current.checked_at, current.checked_by = timezone.now(), actor if isinstance(actor, Person) else None
    return saved_challenge(current, "points", "checked_at", "checked_by")


@action("calls.publish_challenge", permission=COORDINATE, of="challenge", label=_("Published a challenge"))
def publish_challenge(*, actor: Actor, challenge: Challenge) -> Challenge:
    current = locked_challenge(challenge.pk)
    CHALLENGE.take("publish", current, actor)
    current.published_at = timezone.now()
    return saved_challenge(current, "published_at")


@action("calls.take_back_challenge", permission=COORDINATE, of="challenge", label=_("Took a challenge back to the draft"))
def take_back_challenge(*, actor: Actor, challenge: Challenge) -> Challenge:
    current = locked_challenge(challenge.pk)
    CHALLENGE.take("take_back", current, actor)
    current.points = {}
    return saved_challenge(current, "points")
