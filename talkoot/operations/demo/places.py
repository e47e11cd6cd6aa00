"""A place of the demo: what it says of itself, what its customers and staff need, what was proposed to it, what its years taught."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation

from talkoot.commons.places.actions.intakes import propose, refuse_intake, route_intake, turn_away
from talkoot.commons.places.actions.needs import answer_need, hide_need, publish_need, raise_need, support_need
from talkoot.commons.places.actions.parts import save_row
from talkoot.commons.places.actions.people import name_operator, name_person
from talkoot.commons.places.actions.places import begin_place, describe_place, publish_place, review_place
from talkoot.commons.places.content.routes import ROUTES
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.lessons import PlaceLesson
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceUnit, SteeringMember, UserGroup
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.receipts import new_receipt
from talkoot.operations.demo.calls.texts import back, spoken, when
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import organisations_by_key, person, units_by_key
from talkoot.tools.measures.actions import record_reading, set_indicator

REVIEW_DAYS = 200


def place_of(world: dict[str, Any]) -> Place | None:
    return Place.objects.select_related("municipality").filter(slug=world["place"]["slug"]).first()


def bring_place(world: dict[str, Any]) -> Place:
    """The place with its people, its page and its goals, published; one that is here stays as it is."""
    known = place_of(world)
    if known is not None:
        return known
    row, coordinator = world["place"], person(world["coordinator"])
    operator, organisation = person(world["operator"]["person"]), organisations_by_key(world)[world["operator"]["organisation"]]
    fields = spoken({name: value for name, value in row.items() if name not in ("slug", "name")})
    fields |= {name: Decimal(row[name]) for name in ("latitude", "longitude")}
    # What was said in the beginning, so that two versions can be laid side by side.
    before = world["place_before"]
    with back(world["opened_at"]):
        place = begin_place(
            actor=coordinator,
            name=Words(row["name"]),
            slug=row["slug"],
            owner=organisation,
            operator=organisation,
            **fields | spoken(before),
        )
        fill_the_page(world, place, coordinator)
        place = name_operator(actor=coordinator, place=place, person=operator, organisation=organisation)
        for email in world["hosts"]:
            name_person(actor=operator, place=place, person=person(email), part="host")
        place = publish_place(actor=coordinator, place=place, review_by=timezone.localdate(timezone.now()) + timedelta(days=365))
    set_goals(world, place, operator)
    if before:
        with back(world["changed_at"]):
            place = describe_place(actor=operator, place=place, **{name: fields[name] for name in before})
    if world["reviewed_at"]:
        with back(world["reviewed_at"]):
            review_place(actor=operator, place=place, review_by=timezone.localdate(timezone.now()) + timedelta(days=REVIEW_DAYS))
    return place


def fill_the_page(world: dict[str, Any], place: Place, actor: Person) -> None:
    units = units_by_key(world)
    for key in world["units"]:
        save_row(actor=actor, place=place, row=PlaceUnit(unit=units[key]))
    for row in world["user_groups"]:
        told = {name: value for name, value in row.items() if value is not None}
        save_row(actor=actor, place=place, row=UserGroup(**spoken(told)))
    for title in world["steering"]:
        save_row(actor=actor, place=place, row=SteeringMember(title=Words(title)))


def set_goals(world: dict[str, Any], place: Place, operator: Person) -> None:
    for number, row in enumerate(world["goals"], 1):
        facts = {name: value for name, value in row.items() if name not in ("readings", "method")}
        with back(row["readings"][0][0]):
            indicator = set_indicator(
                actor=operator,
                subject=place,
                position=number,
                baseline_on=timezone.localdate(timezone.now()),
                method=Words(row["method"]).in_language("fi"),
                **facts,
            )
        for day, value in row["readings"]:
            with back(day, 11):
                record_reading(actor=operator, indicator=indicator, value=value, measured_on=timezone.localdate(timezone.now()))


def bring_needs(world: dict[str, Any]) -> None:
    place = place_of(world)
    assert place is not None, "The place is there before its needs."
    if PlaceNeed.objects.filter(place=place).exists():
        return
    operator = person(world["operator"]["person"])
    for row in world["needs"]:
        # Days without a sign are so many days ago.
        day = row["at"] if isinstance(row["at"], str) else -row["at"]
        with translation.override(row["written_in"]):
            bring_need(place, operator, row, day, world["answers"].get(row["key"]))


def bring_need(place: Place, operator: Person, row: dict[str, Any], day: Any, answer: dict[str, str] | None) -> None:
    language = row["written_in"]
    with back(day, 8):
        need = raise_need(
            actor=None,
            place=place,
            text=row["text"],
            raised_as=row["raised_as"],
            language=language,
            receipt=new_receipt(),
            theme=row["theme"],
        )
    if row["state"] == "raised":
        return
    with at(min(when(day, 8) + timedelta(days=2), timezone.now() - timedelta(minutes=2))):
        if row["state"] == "declined":
            hide_need(actor=operator, need=need, because=row["reason"][language])
            return
        need = publish_need(actor=operator, need=need)
        for _number in range(row["supports"]):
            support_need(actor=None, need=need, browser=new_receipt())
    if answer:
        with at(min(when(day, 8) + timedelta(days=30), timezone.now() - timedelta(minutes=2))):
            answer_need(actor=operator, need=need, answer=answer[language], language=language)


def bring_intakes(world: dict[str, Any]) -> None:
    place = place_of(world)
    assert place is not None, "The place is there before what is proposed to it."
    if Intake.objects.filter(place=place).exists():
        return
    operator = person(world["operator"]["person"])
    for row in world["intakes"]:
        if row["route"] not in (None, "refused", *ROUTES):
            continue  # An activity that is not installed takes nothing further.
        with translation.override(row["written_in"]):
            bring_intake(place, operator, row)


def bring_intake(place: Place, operator: Person, row: dict[str, Any]) -> None:
    with back(-row["days_ago"], 9):
        if row.get("use"):
            # Refused at the door by the form itself: only counted.
            turn_away(actor=None, place=place, uses=[row["use"]])
            return
        intake = propose(
            actor=None,
            place=place,
            once_key=new_receipt(),
            sender_kind=row["sender_kind"],
            contact_name=row["name"],
            contact_email=row["email"],
            organisation_name=row["organisation"],
            language=row["written_in"],
            accepts_terms=True,
            **{name: row[name] for name in ("title", "what", "for_whom", "needed", "disturbance", "data", "timing")},
        )
    if row["route"] is None:
        return
    with back(row["answer_after_days"] - row["days_ago"], 14):
        said = {"answer": row["answer"], "language": row["written_in"]}
        if row["route"] == "refused":
            refuse_intake(actor=operator, intake=intake, reason=row["reason"], **said)
        else:
            route_intake(actor=operator, intake=intake, route=row["route"], **said)


def bring_lessons(world: dict[str, Any]) -> None:
    place = place_of(world)
    assert place is not None, "The place is there before its lessons."
    if PlaceLesson.objects.filter(place=place).exists():
        return
    for row in world["lessons"]:
        with back(f"{row['year']}-11-20", 15):
            save_row(actor=person(world["operator"]["person"]), place=place, row=PlaceLesson(**spoken(row)))
