"""One trial of the demo on its way, with its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.operations.demo.market import person, read

SIGNATORY, DPO, OFFICIAL = "signatory@espoo.example", "dpo@espoo.example", "official@espoo.example"
BEGUN = ("running", "paused", "evaluating", "closing", "completed", "stopped")
AFTER_PLANNING = ("preparing", *BEGUN)
# What the product's maker answers in each data lane: the lane follows from the answers by rule.
ANSWERS: dict[str, dict[str, Any]] = {
    "A": {"pupil-data": "no", "accounts": "no", "data-types": ["none"], "location-of-data": "no-data", "retention-days": 0},
    "B": {"pupil-data": "yes", "accounts": "yes", "data-types": ["answers", "logs"], "location-of-data": "eu-eea", "retention-days": 30},
    "C": {"pupil-data": "yes", "accounts": "yes", "data-types": ["recordings"], "location-of-data": "eu-eea", "retention-days": 30},
}
# Texts of the papers that every trial has, by language.
PAPERS = read("papers.json")


@dataclass
class Walk:
    """One trial on its way, with its people. `day(n)` is the n-th day after the start, at nine in the morning."""

    row: dict[str, Any]
    unit: Unit
    organisation: Organisation
    coordinator: Person
    trial: Trial
    # What is different where a trial came in by another door than the schools'.
    notice: dict[str, dict[str, str]] = field(default_factory=lambda: PAPERS["notice"])
    values: dict[str, str] = field(default_factory=dict)
    annexes_at_end: tuple[str, ...] = ("annex-g",)

    @property
    def host(self) -> Person:
        return person(self.row["host_contact"])

    @property
    def partner(self) -> Person:
        return person(self.row["partner_contact"])

    @property
    def language(self) -> str:
        return str(self.row["written_in"])

    def day(self, after: float, hour: int = 9) -> datetime:
        day = timezone.localdate() + timedelta(days=self.row["start_in_days"] + after)
        return min(timezone.make_aware(datetime.combine(day, time(hour))), timezone.now() - timedelta(minutes=5))

    def is_in(self, *states: str) -> bool:
        return self.row["state"] in states

    def again(self) -> Trial:
        self.trial.refresh_from_db()
        return self.trial
