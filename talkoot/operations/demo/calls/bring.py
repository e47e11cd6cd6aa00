"""Places and fast trials of one municipality of the demo. Each step is a transaction of the caller and leaves alone what is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from talkoot.activities.calls.actions.evaluations import publish_evaluation, write_evaluation
from talkoot.activities.calls.actions.programmes import close_programme
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.programme import Programme
from talkoot.commons.operating_models.actions.adopting import adopt_model
from talkoot.commons.operating_models.actions.publishing import publish_version
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.queries.models import draft_of
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.operations.demo import bookings, places
from talkoot.operations.demo.calls.applying import bring_applications
from talkoot.operations.demo.calls.deciding import decide_the_call
from talkoot.operations.demo.calls.kicking_off import hold_kick_offs
from talkoot.operations.demo.calls.programme import bring_programme
from talkoot.operations.demo.calls.texts import back, read, spoken
from talkoot.operations.demo.calls.trying import bring_fast_trial
from talkoot.operations.demo.market import make_world, person

# By the address of the municipality: the files of its places and of its calls.
FILES = {"espoo": ("place.json", "espoo.json"), "turku": ("turku.json",)}
Step = Callable[[], Any]


def world_of(slug: str) -> dict[str, Any]:
    world: dict[str, Any] = {}
    for name in FILES[slug]:
        world |= read(name)
    return world


def places_and_calls(slug: str) -> list[Step]:
    """What is to be done, one after another, in the municipality of this address."""
    world = world_of(slug)
    steps: list[Step] = [partial(make_world, world)]
    if "model" in world:
        steps.append(partial(put_model_to_use, world))
    steps += [partial(bring, world) for bring in (places.bring_place, places.bring_needs, places.bring_intakes, places.bring_lessons)]
    steps += [partial(bring, world) for bring in (bookings.bring_facilities, bookings.bring_bookings, bookings.bring_disturbances)]
    steps += [partial(bring_programme, world), lambda: bring_applications(world, call_of(world))]
    if "decision" in world:
        steps += [lambda: decide_the_call(world, call_of(world)), lambda: hold_kick_offs(world, call_of(world))]
        steps += [partial(try_out, world, row) for row in world["trials"]]
        steps.append(partial(evaluate_the_programme, world))
    return steps


def call_of(world: dict[str, Any]) -> Call:
    return Call.objects.select_related("programme", "municipality").get(slug=world["call"]["slug"])


def put_model_to_use(world: dict[str, Any]) -> None:
    """The model of fast trials, as its origin published it: adopted and put to use without a change."""
    row, coordinator = world["model"], person(world["coordinator"])
    with in_municipality(Municipality.objects.get(slug=row["origin"])):
        origin_id = OperatingModel.objects.get(slug=row["slug"]).pk
    if OperatingModel.objects.filter(adopted_from_model_id=origin_id).exists():
        return
    with back(row["at"]):
        draft = draft_of(adopt_model(actor=coordinator, origin_id=origin_id))
        assert draft is not None, "An adopted model begins with a draft."
        publish_version(actor=coordinator, version=draft, change_note=Words(row["note"]))


def try_out(world: dict[str, Any], row: dict[str, Any]) -> None:
    bring_fast_trial(world, call_of(world), row)


def evaluate_the_programme(world: dict[str, Any]) -> None:
    row, programme = world["evaluation"], Programme.objects.get(slug=world["programme"]["slug"])
    if programme.state != "open":
        return
    coordinator, evaluator = person(world["coordinator"]), person(world["programme"]["evaluator"])
    texts = spoken({name: row[name] for name in ("summary", "findings", "next_round")})
    with back(row["closed_at"]):
        close_programme(actor=coordinator, programme=programme)
    with back(row["written_at"]):
        write_evaluation(actor=evaluator, programme=programme, **texts)
    with back(row["published_at"]):
        publish_evaluation(actor=coordinator, programme=programme)
