# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Calls for fast trials in the API: what everybody reads. Applications are never given."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.queries.calls import answered_questions, challenges_in, criteria_of, public_calls
from talkoot.kernel.api.access import OPEN, api_address, page_address, reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import MunicipalityBrief, MunicipalitySlug, Text, municipality_brief, plain_text, text_of
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort
from talkoot.tools.themes.models import Theme

router = Router(auth=OPEN)
TAGS = {"calls": gettext_noop("Calls for fast trials")}

ThemeCode = Literal[tuple(Theme.values)]
BY_DEADLINE = Sort("deadline", "", lambda language: F("closes_at"), is_descending=True)


class CallQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only calls in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    theme: ThemeCode | None = Field(None, description=gettext_noop("Only those with this theme."))
    open: bool = Field(False, description=gettext_noop("Only those in which one may apply now."))
    after: After = ""
    size: Size = 20

    def narrow(self, calls: QuerySet[Call]) -> QuerySet[Call]:
        if self.municipality:
            calls = calls.filter(municipality__slug=self.municipality)
        if self.theme:
            calls = calls.filter(programme__themes__contains=[self.theme])
        if self.open:
            now = timezone.now()
            calls = calls.filter(state=CallState.PUBLISHED, opens_at__lte=now, closes_at__gte=now)
        return narrow(calls, self.q) if self.q else calls


class CallPath(Schema):
    municipality: MunicipalitySlug
    slug: plain_text(80, description=gettext_noop("The address of the call."))


class CallBrief(Schema):
    slug: str = Field(description=gettext_noop("The address of the call."), examples=["try-it-2026"])
    municipality: MunicipalityBrief
    title: Text
    programme: Text
    state: str = Field(description=gettext_noop("Where it stands on its way."), examples=["published"])
    themes: list[str] = Field(description=gettext_noop("Codes of its themes."))
    opens_at: datetime = Field(description=gettext_noop("From when one may apply."))
    questions_until: datetime = Field(description=gettext_noop("Until when questions are taken."))
    closes_at: datetime = Field(description=gettext_noop("The deadline, kept by the clock of the server."))
    ceiling: Decimal | None = Field(description=gettext_noop("The most that one trial may cost, euros without value added tax."))
    shortest_days: int = Field(description=gettext_noop("The shortest trial, in days."))
    longest_days: int = Field(description=gettext_noop("The longest trial, in days."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class CallRows(Rows):
    items: list[CallBrief]


class ChallengeOut(Schema):
    title: Text
    need: Text
    situation: Text
    affected: Text
    wanted_change: Text
    constraints: Text
    offers: Text
    host: Text
    affected_count: int | None = Field(description=gettext_noop("How many people it concerns."))


class CriterionOut(Schema):
    key: str = Field(description=gettext_noop("The key of the criterion."), examples=["criterion-need"])
    title: Text
    weight: int = Field(description=gettext_noop("How much it weighs beside the others."))
    minimum: Decimal | None = Field(description=gettext_noop("The least score that is enough, or null."))
    scale_min: int = Field(description=gettext_noop("The lowest score."))
    scale_max: int = Field(description=gettext_noop("The highest score."))


class QuestionOut(Schema):
    question: Text
    answer: Text
    answered_at: datetime = Field(description=gettext_noop("When it was answered."))


class CallOut(CallBrief):
    text: Text
    tie_text: Text
    appeal_text: Text
    challenges: list[ChallengeOut]
    criteria: list[CriterionOut]
    questions: list[QuestionOut]


@router.get(
    "/calls",
    tags=["calls"],
    response=CallRows,
    operation_id="list_calls",
    summary=gettext_noop("List calls for fast trials"),
    description=gettext_noop("Published calls, the latest deadline first. Applications are never given."),
)
def list_calls(request: ApiRequest, query: Query[CallQuery]) -> Any:
    with reading(query.municipality or ""):
        return page_of(
            request, query.narrow(public_calls()), BY_DEADLINE, lambda call: brief(request, call), after=query.after, size=query.size
        )


@router.get(
    "/calls/{municipality}/{slug}",
    tags=["calls"],
    response=CallOut,
    operation_id="read_call",
    summary=gettext_noop("Read a call"),
    description=gettext_noop("Its terms, challenges, criteria, and the answers to questions."),
)
def read_call(request: ApiRequest, path: Path[CallPath]) -> Any:
    with reading(path.municipality):
        call = get_object_or_404(public_calls(), municipality__slug=path.municipality, slug=path.slug)
        plain = ("key", "weight", "minimum", "scale_min", "scale_max")
        return brief(request, call) | {
            **{name: text_of(getattr(call, name)) for name in ("text", "tie_text", "appeal_text")},
            "challenges": [challenge_out(one) for one in challenges_in(call)],
            "criteria": [{name: getattr(row, name) for name in plain} | {"title": text_of(row.title)} for row in criteria_of(call)],
            "questions": [
                {"question": text_of(row.public_text), "answer": text_of(row.answer), "answered_at": row.answered_at}
                for row in answered_questions(call)[:200]
            ],
        }


def challenge_out(challenge: Challenge) -> dict[str, Any]:
    named = ("title", "need", "situation", "affected", "wanted_change", "constraints", "offers")
    plain: dict[str, Any] = {"host": text_of(challenge.unit.name), "affected_count": challenge.affected_count}
    return plain | {name: text_of(getattr(challenge, name)) for name in named}


def brief(request: ApiRequest, call: Call) -> dict[str, Any]:
    plain = ("slug", "state", "opens_at", "questions_until", "closes_at", "ceiling", "shortest_days", "longest_days", "changed_at")
    return {name: getattr(call, name) for name in plain} | {
        "municipality": municipality_brief(call.municipality),
        "title": text_of(call.title),
        "programme": text_of(call.programme.name),
        "themes": call.programme.themes,
        "page": page_address(request, call.municipality, f"calls/call/{call.slug}/"),
        "url": api_address(request, f"calls/{call.municipality.slug}/{call.slug}"),
    }
