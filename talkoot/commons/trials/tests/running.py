"""Trials under way, for tests of what happens from the start on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from talkoot.commons.trials.actions.information import publish_information, write_information
from talkoot.commons.trials.actions.log import write_log
from talkoot.commons.trials.content.kinds import MaterialKind
from talkoot.commons.trials.content.kit import KitMaterial, TrialKit
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.tests.making import a_company, a_trial, a_unit, member_of, staff_of, words
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.tools.questionnaires.actions.sets import publish_version


@dataclass
class Cast:
    """A running trial of a unit and a company, with its people."""

    trial: Any
    head: Any
    teacher: Any
    seller: Any

    def again(self):
        """The trial as it is now."""
        return Trial.objects.get(pk=self.trial.pk)


def a_running_trial(*, state="running", **more):
    """Ten days old. Gates have tests of their own, so it is simply put where it is."""
    unit, company = a_unit(), a_company()
    groups = more.pop("groups", [{"label": "5B", "headcount": 22}, {"label": "5C", "headcount": 20}])
    trial = a_trial(unit, company, groups=groups, **more)
    today = timezone.localdate()
    Trial.objects.filter(pk=trial.pk).update(
        state=state,
        started_at=timezone.now() - timedelta(days=10),
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=30),
    )
    head = staff_of(unit, "head@unit.example", is_head=True)
    return Cast(Trial.objects.get(pk=trial.pk), head, staff_of(unit), member_of(company))


def informed(cast):
    """Its information page, published."""
    texts = {name: words(name.title()) for name in ("what", "why", "who", "data", "rights", "contact")}
    write_information(actor=cast.teacher, trial=cast.trial, is_voluntary=True, **texts)
    return publish_information(actor=cast.teacher, trial=cast.trial)


def logged(cast, *, actor=None, days_ago=1, **more):
    facts = {"headcount": 20, "minutes": 45, "tried": "Reading with the light", "language": "en", "once_key": uuid4()}
    return write_log(
        actor=actor or cast.teacher, trial=cast.trial, happened_on=timezone.localdate() - timedelta(days=days_ago), **(facts | more)
    )


def questions(key, kind):
    return [{"key": key, "kind": kind, "text": words(key.title())}]


def a_feedback_kit():
    """Participants answer by code, the unit and the partner by name."""
    asked = (
        ("feedback-users", "pupil", questions("fun", "smileys")),
        ("feedback-host", "teacher", questions("again", "yes_no")),
        ("feedback-partner", "company", questions("again", "yes_no")),
    )
    return TrialKit(
        gates=frozenset(),
        evaluation_sides=("host", "partner", "users"),
        materials=tuple(
            KitMaterial(
                slot,
                MaterialKind.QUESTIONNAIRE,
                words(slot),
                audience=audience,
                questionnaire_version=publish_version(actor=SYSTEM, key=slot, title=words(slot), content=content, answered_by=audience),
            )
            for slot, audience, content in asked
        ),
    )
