"""Reads about interest, conversations, go-aheads and limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.activities.marketplace.content.hours import next_open_moment
from talkoot.activities.marketplace.content.kinds import OPEN_INTEREST, GoAheadState, InterestState, Side
from talkoot.activities.marketplace.models.go_ahead import GoAhead, MarketSettings, UnitLimit
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import is_coordinator
from talkoot.commons.trials.content.kinds import OVER
from talkoot.kernel.people.models.organisation import Membership, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import grants_in_force, heads_of, organisation_ids_of, unit_ids_of

FOR_PAGES = ("municipality", "listing", "listing__municipality", "organisation", "unit", "unit__organisation")
MOST_RECEIVERS = 5
COORDINATING = ("coordinator", "administrator")


def on_sides_of(person: Any) -> Q:
    return Q(unit__in=unit_ids_of(person)) | Q(organisation__in=organisation_ids_of(person))


def visible_interests(person: Any) -> QuerySet[Interest]:
    """Conversations of the person's own units and organisations; coordinators help, and read all."""
    interests = Interest.objects.select_related(*FOR_PAGES)
    if person is None:
        return interests.none()
    return interests if is_coordinator(person) else interests.filter(on_sides_of(person))


def interests_of(person: Any) -> QuerySet[Interest]:
    """The person's own conversations only, also for coordinators."""
    return Interest.objects.filter(on_sides_of(person)).select_related(*FOR_PAGES)


def interests_in(listing: Listing, person: Any) -> QuerySet[Interest]:
    """Of one listing, those which the person may read; newest message first."""
    return visible_interests(person).filter(listing=listing).order_by("-last_message_at", "-id")


def messages_of(interest: Interest) -> QuerySet[Message]:
    return Message.objects.filter(interest=interest).select_related("by").order_by("id")


def first_of_turn(message: Message) -> int:
    """Number of the first message of the turn that the message belongs to: one mail tells of a whole turn."""
    numbers = Message.objects.filter(interest=message.interest_id).order_by("id").values_list("id", flat=True)
    other = numbers.exclude(side=message.side).filter(id__lt=message.pk).last() or 0
    return numbers.filter(side=message.side, id__gt=other)[0]


def go_ahead_of(interest: Interest) -> GoAhead | None:
    return GoAhead.objects.filter(interest=interest).select_related("unit", "asked_by", "decided_by").first()


def go_aheads_waiting(person: Any) -> QuerySet[GoAhead]:
    """For heads: what waits for their decision, oldest first."""
    if person is None:
        return GoAhead.objects.none()
    headed = Membership.objects.filter(person=person, is_head=True, unit__isnull=False).values("unit")
    return (
        GoAhead.objects.filter(state=GoAheadState.ASKED, unit__in=headed)
        .select_related("unit", "asked_by", *(f"interest__{name}" for name in FOR_PAGES))
        .order_by("asked_at", "id")
    )


def visible_go_aheads(person: Any) -> QuerySet[GoAhead]:
    return GoAhead.objects.filter(interest__in=visible_interests(person).values("pk")).select_related(
        "unit", "asked_by", *(f"interest__{name}" for name in FOR_PAGES)
    )


def waiting_for_answer_of(person: Any) -> QuerySet[Interest]:
    """Talks in which the other side wrote last, oldest first."""
    units, organisations = unit_ids_of(person), organisation_ids_of(person)
    turn = Q(unit__in=units, last_side=Side.PARTNER) | (Q(organisation__in=organisations, last_side=Side.UNIT) & ~Q(unit__in=units))
    return (
        Interest.objects.filter(turn, state__in=(InterestState.NEW, InterestState.TALKING))
        .select_related(*FOR_PAGES)
        .order_by("last_message_at", "id")
    )


# --- Load of a unit ------------------------------------------------------------------------------------------------------


def settings_in_force() -> MarketSettings:
    """The municipality's row, or the defaults while it has none."""
    return MarketSettings.objects.first() or MarketSettings()


def own_limit_of(unit: Unit) -> int | None:
    """None: it has the municipality's usual one."""
    return UnitLimit.objects.filter(unit=unit).values_list("most_at_once", flat=True).first()


def limit_of(unit: Unit) -> int:
    own = own_limit_of(unit)
    return settings_in_force().most_at_once if own is None else own


def carried_by(unit: Unit) -> QuerySet[GoAhead]:
    """Go-aheads that count against the unit's limit: given, and the work neither ended nor given up."""
    given = GoAhead.objects.filter(unit=unit, state=GoAheadState.GIVEN, interest__state__in=OPEN_INTEREST)
    return given.exclude(interest__trial__state__in=OVER)


def places_taken(listing: Listing) -> int:
    """Groups that take part in an idea now. Read with the listing locked."""
    return Interest.objects.filter(listing=listing, state=InterestState.AGREED).exclude(trial__state__in=OVER).count()


# --- Whom to write to ----------------------------------------------------------------------------------------------------


def coordinators_here() -> list[Person]:
    """Active coordinators of the municipality in force, each once."""
    grants = grants_in_force().filter(role__in=COORDINATING, person__is_active=True, person__erased_at=None).select_related("person")
    return list({grant.person_id: grant.person for grant in grants.order_by("person_id")}.values())


def receivers_of(interest: Interest, side: str) -> list[Person]:
    """The people who answer for a side: its contact in the matter, else heads of the unit or contacts of the organisation."""
    contact = interest.listing.contact if (interest.listing.unit_id is not None) == (side == Side.UNIT) else interest.started_by
    if contact is not None and contact.is_active and contact.erased_at is None and still_speaks(contact, interest, side):
        return [contact]
    if side == Side.UNIT and (heads := [membership.person for membership in heads_of(interest.unit)[:MOST_RECEIVERS]]):
        return heads
    where = Q(unit=interest.unit_id) if side == Side.UNIT else Q(organisation=interest.organisation_id)
    members = Membership.objects.filter(where, person__is_active=True).select_related("person").order_by("-is_contact", "pk")
    return [membership.person for membership in members[:MOST_RECEIVERS]]


def still_speaks(person: Person, interest: Interest, side: str) -> bool:
    if side == Side.UNIT:
        return interest.unit_id in unit_ids_of(person)
    return interest.organisation_id in organisation_ids_of(person)


def mail_moment(side: str, now: datetime | None = None) -> datetime:
    """When mail to a side leaves: to units in their working hours, to partners at once."""
    now = now or timezone.now()
    if side != Side.UNIT:
        return now
    hours = settings_in_force()
    return next_open_moment(timezone.localtime(now), hours.mail_from, hours.mail_until)
