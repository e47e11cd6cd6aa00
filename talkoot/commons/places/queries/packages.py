"""Everything that a new operator needs of a place, as plain values: the content of the hand-over package."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from talkoot.commons.places.content.facility_kinds import OPEN
from talkoot.commons.places.content.kinds import IntakeState, NeedState
from talkoot.commons.places.content.routes import route_label
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.queries.bookings import bookings_in
from talkoot.commons.places.queries.facilities import facilities_of
from talkoot.commons.places.queries.lessons import lessons_of
from talkoot.commons.places.queries.needs import supports
from talkoot.commons.places.queries.places import roles_in
from talkoot.commons.places.queries.versions import facts_of, versions_of
from talkoot.kernel.links.queries import came_directly
from talkoot.kernel.links.relations import HELD_AT
from talkoot.tools.agreements.queries.agreements import visible_agreements
from talkoot.tools.measures.queries import measures_of

FORMAT = "talkoot-place"
FORMAT_VERSION = 1


def package_files(place: Place, person: Any) -> dict[str, Any]:
    """{file name: value}: what the person may hand over. Names of senders are in it, since the new operator answers them."""
    return {
        "place.json": {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "slug": place.slug,
            "municipality": place.municipality.slug,
            "state": place.state,
            "published_at": moment(place.published_at),
            "review_by": place.review_by.isoformat() if place.review_by else None,
            "facts": facts_of(place),
            "people": [{"part": role.part, "name": role.person.name} for role in roles_in(place)],
        },
        "versions.json": [
            {"number": version.number, "made_at": moment(version.made_at), "facts": version.facts} for version in versions_of(place)
        ],
        "indicators.json": [indicator(one) for one in measures_of(place)],
        "needs.json": [need(one) for one in PlaceNeed.objects.filter(place=place).annotate(support_count=supports()).order_by("pk")],
        "proposals-open.json": [
            intake(one, with_sender=True) for one in Intake.objects.filter(place=place, state=IntakeState.RECEIVED).order_by("due_at", "pk")
        ],
        "proposals-answered.json": [
            intake(one, with_sender=False)
            for one in Intake.objects.filter(place=place, decided_at__isnull=False).order_by("decided_at", "pk")
        ],
        "lessons.json": [
            {"year": lesson.year, "chapter": lesson.chapter, "title": dict(lesson.title), "text": dict(lesson.text)}
            for lesson in lessons_of(place)
        ],
        "facilities.json": [facility(one) for one in facilities_of(place)],
        "bookings-ahead.json": bookings_ahead(place),
        "held-here.json": held(place, person),
        "agreements.json": agreements(place, person),
    }


def moment(at: Any) -> str | None:
    return at.isoformat() if at else None


def need(one: Any) -> dict[str, Any]:
    return {
        "text": one.text,
        "language": one.language,
        "raised_as": one.raised_as,
        "theme": one.theme,
        "state": one.state,
        "raised_at": moment(one.raised_at),
        "supports": one.support_count if one.state == NeedState.PUBLISHED else 0,
        "answer": one.answer,
    }


def intake(one: Intake, *, with_sender: bool) -> dict[str, Any]:
    facts = {
        "title": one.title,
        "what": one.what,
        "for_whom": one.for_whom,
        "needed": one.needed,
        "timing": one.timing,
        "sender_kind": one.sender_kind,
        "organisation": one.organisation_name,
        "state": one.state,
        "route": str(route_label(one.route)) if one.route else "",
        "reason": one.reason,
        "answer": one.answer,
        "sent_at": moment(one.sent_at),
        "due_at": moment(one.due_at),
        "decided_at": moment(one.decided_at),
    }
    return facts | ({"contact_name": one.contact_name, "contact_email": one.contact_email} if with_sender else {})


def indicator(one: Any) -> dict[str, Any]:
    row = one.indicator
    return {
        "key": row.key,
        "name": dict(row.name),
        "unit": dict(row.unit),
        "direction": row.direction,
        "baseline": number(row.baseline),
        "threshold": number(row.threshold),
        "readings": [{"measured_on": reading.measured_on.isoformat(), "value": number(reading.value)} for reading in one.readings],
    }


def number(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def facility(one: Any) -> dict[str, Any]:
    return {
        "name": dict(one.name),
        "kind": one.kind,
        "capacity": one.capacity,
        "rules": dict(one.rules),
        "is_bookable": one.is_bookable,
    }


def bookings_ahead(place: Place) -> list[dict[str, Any]]:
    """With whom to call: the new operator keeps what was promised."""
    ahead = bookings_in(place).filter(state__in=OPEN, ends_at__gte=timezone.now()).order_by("begins_at", "pk")
    return [
        {
            "facility": str(booking.facility),
            "title": booking.title,
            "begins_at": moment(booking.begins_at),
            "ends_at": moment(booking.ends_at),
            "state": booking.state,
            "people": booking.people,
            "organisation": booking.organisation.name if booking.organisation else "",
            "contact_name": booking.contact_name or (booking.organiser.name if booking.organiser else ""),
            "contact_email": booking.contact_email or (booking.organiser.email if booking.organiser else ""),
        }
        for booking in ahead.select_related("facility", "organisation", "organiser")
    ]


def held(place: Place, person: Any) -> list[dict[str, Any]]:
    return [
        {"kind": str(step.kind), "title": step.label, "standing": step.standing, "linked_at": moment(step.made_at)}
        for step in came_directly(place, person, HELD_AT)
    ]


def agreements(place: Place, person: Any) -> list[dict[str, Any]]:
    """Agreements about what was held in the place, as far as the person may read them."""
    by_kind: dict[str, list[int]] = {}
    for step in came_directly(place, person, HELD_AT):
        by_kind.setdefault(step.thing._meta.label_lower, []).append(step.thing.pk)
    about = Q(pk=None)
    for kind, pks in by_kind.items():
        about |= Q(subject_kind=kind, subject_id__in=pks)
    return [
        {
            "code": agreement.code,
            "title": dict(agreement.title),
            "state": agreement.state,
            "starts_on": agreement.starts_on.isoformat() if agreement.starts_on else None,
            "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else None,
        }
        for agreement in visible_agreements(person).filter(about).order_by("pk")
    ]
