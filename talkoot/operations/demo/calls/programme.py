"""A programme with its challenges, its call, and what was asked about it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from talkoot.activities.calls.actions.calls import make_call, publish_call
from talkoot.activities.calls.actions.challenges import check_challenge, start_challenge
from talkoot.activities.calls.actions.programmes import add_programme_day, open_programme, start_programme
from talkoot.activities.calls.actions.questions import answer_question, ask_question
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.slots import ACTIVITY, CHALLENGE_CHECKLIST
from talkoot.commons.operating_models.queries.in_use import part_in_use_for
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.words import Words
from talkoot.operations.demo.calls.texts import back, day_of, spoken, when
from talkoot.operations.demo.market import organisations_by_key, person, units_by_key
from talkoot.tools.measures.actions import set_indicator

TERMS = ("ceiling", "shortest_days", "longest_days")


def bring_programme(world: dict[str, Any]) -> Call:
    """The programme up to its published call. One that is here stays as it is."""
    known = Call.objects.filter(slug=world["call"]["slug"]).first()
    if known is not None:
        return known
    programme = begin(world)
    challenges = [bring_challenge(world, programme, row) for row in world["challenges"]]
    call = open_call(world, programme, challenges)
    for row in world["questions"]:
        ask(call, *row)
    return call


def begin(world: dict[str, Any]) -> Programme:
    row, units = dict(world["programme"]), units_by_key(world)
    coordinator, days, hosts, opened = person(world["coordinator"]), row.pop("dates"), row.pop("hosts"), row.pop("opened_at")
    evaluator, company = row.pop("evaluator"), row.pop("evaluator_organisation")
    fields = spoken(row) | {
        "owner": person(row["owner"]),
        "evaluator": person(evaluator) if evaluator else None,
        "evaluator_organisation": organisations_by_key(world)[company] if company else None,
        "starts_on": day_of(row["starts_on"]),
        "ends_on": day_of(row["ends_on"]),
        "budget_total": Decimal(row["budget_total"]),
        "ceiling": Decimal(row["ceiling"]),
    }
    with back(opened):
        programme = start_programme(actor=coordinator, hosts=[units[key] for key in hosts], **fields)
        for day, title in days:
            add_programme_day(actor=coordinator, programme=programme, on=day_of(day), title=Words(title))
        return open_programme(actor=coordinator, programme=programme)


def needs_of(world: dict[str, Any], keys: list[str]) -> list[PlaceNeed]:
    texts = {row["key"]: row["text"] for row in world["needs"]}
    return [need for key in keys if (need := PlaceNeed.objects.filter(text=texts[key]).first())]


def bring_challenge(world: dict[str, Any], programme: Programme, row: dict[str, Any]) -> Challenge:
    coordinator, contact = person(world["coordinator"]), person(row["contact"])
    texts = {name: value for name, value in row.items() if name not in ("key", "needs", "unit", "contact", "after_owner", "indicators")}
    with back(world["programme"]["opened_at"], 13):
        challenge = start_challenge(
            actor=contact,
            programme=programme,
            unit=units_by_key(world)[row["unit"]],
            came_from=needs_of(world, row["needs"]),
            place=Place.objects.filter(slug=world["place"]["slug"]).first(),
            after_owner=person(row["after_owner"]),
            **spoken(texts),
        )
        for number, one in enumerate(row["indicators"], 1):
            set_indicator(actor=contact, subject=challenge, position=number, baseline_on=timezone.localdate(), **one)
        part = part_in_use_for(ACTIVITY, CHALLENGE_CHECKLIST)
        assert part is not None, "The model of fast trials is in use."
        return check_challenge(actor=coordinator, challenge=challenge, holding=[item["key"] for item in part.data["items"]])


def open_call(world: dict[str, Any], programme: Programme, challenges: list[Challenge]) -> Call:
    row, coordinator = dict(world["call"]), person(world["coordinator"])
    fields = spoken(row) | {
        "opens_at": when(row["opens_at"], 9),
        "questions_until": when(row["questions_until"], 16),
        "closes_at": when(row["closes_at"], 16),
        "info_session_at": when(row["info_session_at"], 14),
        "contact": person(row["contact"]),
        "ceiling": Decimal(row["ceiling"]),
        "budget": Decimal(row["budget"]),
    }
    with back(row["opens_at"], 9):
        call = make_call(actor=coordinator, programme=programme, challenges=challenges, **fields)
        return publish_call(actor=coordinator, call=call)


def ask(call: Call, asker: str, asked: Any, language: str, text: str, who: str | None, answered: Any, answer: str | None) -> None:
    """One question; without `who` it waits for its answer."""
    with back(asked, 12):
        question = ask_question(actor=person(asker), call=call, text=text, language=language)
    if who and answer:
        with back(answered, 12):
            answer_question(actor=person(who), question=question, answer=Words({language: answer}))


def ends_of(call: Call) -> Any:
    """Just after the deadline."""
    return call.closes_at + timedelta(minutes=5)
