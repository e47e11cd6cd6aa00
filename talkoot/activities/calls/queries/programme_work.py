"""What the outside evaluator reads of a programme: everything, but while a jury judges blind nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.evaluation import ProgrammeEvaluation
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.queries.applications import submitted_applications
from talkoot.activities.calls.queries.kick_offs import kick_offs
from talkoot.tools.reviews.content.kinds import State
from talkoot.tools.reviews.models.candidate import Candidate

APPLICATION = Application._meta.label_lower


@dataclass(frozen=True)
class ReadApplication:
    """name "" while identities are hidden: then only the code of the jury tells it from the others."""

    code: str
    name: str
    organisation: str
    challenge: Any
    state: str


def is_blind_now(call: Call) -> bool:
    """Identities are hidden until the results of a blind call are released."""
    if not call.is_blind:
        return False
    return call.state not in ("decided", "cancelled")


def applications_for_evaluator(call: Call) -> list[ReadApplication]:
    """In the order of the codes, which tell nothing. Two queries."""
    codes = dict(
        Candidate.objects.filter(assessment__subject_kind=Call._meta.label_lower, assessment__subject_id=call.pk, thing_kind=APPLICATION)
        .exclude(assessment__state=State.SET_UP)
        .values_list("thing_id", "code")
    )
    hidden = is_blind_now(call)
    rows = [
        ReadApplication(
            code=codes.get(one.pk, "") if hidden else codes.get(one.pk, one.code),
            name="" if hidden else one.title,
            organisation="" if hidden else str(one.organisation),
            challenge=one.challenge.title,
            state=one.get_state_display(),
        )
        for one in submitted_applications(call)
    ]
    return sorted(rows, key=lambda row: (row.code, row.name))


def calls_of(programme: Programme) -> list[Call]:
    return list(Call.objects.filter(programme=programme).exclude(state="draft").order_by("closes_at", "pk"))


def kick_offs_of_programme(programme: Programme) -> list[KickOff]:
    return list(kick_offs().filter(programme=programme).order_by("call", "pk"))


def evaluation_of(programme: Programme) -> ProgrammeEvaluation | None:
    return ProgrammeEvaluation.objects.filter(programme=programme).select_related("programme", "file", "written_by").first()
