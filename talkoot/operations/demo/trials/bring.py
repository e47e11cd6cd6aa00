"""Trials of the demo year, each walked through the actions of its people up to the phase in which it stands today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.operations.demo.market import organisations_by_key, person, units_by_key
from talkoot.operations.demo.trials.closing import cancel, close, complete, evaluate, follow, read_the_indicators, refer, stop
from talkoot.operations.demo.trials.preparing import (
    accept_the_plan,
    assess_the_impact,
    bring_the_product,
    inform,
    measure_before,
    propose,
    sign_the_agreement,
    start,
    write_the_plan,
)
from talkoot.operations.demo.trials.running import ask_participants, change_and_review, keep_the_log, meet_trouble
from talkoot.operations.demo.trials.walk import AFTER_PLANNING, BEGUN, Walk


def bring_trial(world: dict[str, Any], row: dict[str, Any]) -> None:
    """One row of the file, in the transaction of the caller; one whose title is here already is left alone."""
    if not Trial.objects.filter(title__fi=row["title"]["fi"]).exists():
        units, organisations = units_by_key(world), organisations_by_key(world)
        live(row, units[row["unit"]], organisations[row["organisation"]], person(world["coordinator"]))


def live(row: dict[str, Any], unit: Unit, organisation: Organisation, coordinator: Person) -> None:
    walk = propose(row, unit, organisation, coordinator)
    for until, steps in STAGES:
        if not walk.is_in(*until):
            continue
        for step in steps:
            step(walk)


Step = Callable[[Walk], None]
# Which states a trial that stands there has passed, and what was done then.
STAGES: tuple[tuple[tuple[str, ...], tuple[Step, ...]], ...] = (
    (("planning", *AFTER_PLANNING, "cancelled"), (write_the_plan,)),
    (AFTER_PLANNING, (accept_the_plan, bring_the_product, assess_the_impact, measure_before, sign_the_agreement, inform)),
    (BEGUN, (start, keep_the_log, change_and_review, meet_trouble)),
    (("running", "evaluating", "closing", "completed"), (ask_participants,)),
    (("evaluating", "closing", "completed"), (evaluate, read_the_indicators)),
    (("closing", "completed"), (close,)),
    (("completed",), (complete, refer, follow)),
    (("stopped",), (stop,)),
    (("cancelled",), (cancel,)),
)
