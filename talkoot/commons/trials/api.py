# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Trials, what came of them, and the register of references in the API. What everybody may read; with a token also the trials
that its person sees in her own municipality. No names of people, nothing from fewer than five answers.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Schema
from pydantic import Field

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.content.reference_words import Standing
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.closing import lessons_of, published_results, shown_quotes
from talkoot.commons.trials.queries.references import public_references, references_of
from talkoot.commons.trials.queries.trials import visible_trials
from talkoot.kernel.api.access import OPEN, api_address, page_address, reading
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Rows, Size, page_of
from talkoot.kernel.api.texts import MunicipalityBrief, MunicipalitySlug, Text, municipality_brief, plain_text, text_of
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import UnitKind
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.lists import Sort

router = Router(auth=OPEN)
TAGS = {"trials": gettext_noop("Trials, what came of them, and references")}

StateCode = Literal[tuple(State.values)]
UnitKindCode = Literal[tuple(UnitKind.values)]
StandingCode = Literal[tuple(Standing.values)]

NEWEST = Sort("newest", "", lambda language: F("id"), is_descending=True)
BY_TITLE = Sort("title", "", lambda language: in_order_of("title_order", language))
GRANTED_LAST = Sort("newest", "", lambda language: F("granted_at"), is_descending=True)


class TrialQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only trials in whose texts all these words are found, in any inflection.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    state: StateCode | None = Field(None, description=gettext_noop("Only those in this state."))
    unit_kind: UnitKindCode | None = Field(None, description=gettext_noop("Only those hosted by this kind of unit."))
    sort: Literal["newest", "title"] = Field("newest", description=gettext_noop("The order: the newest first, or by name."))
    after: After = ""
    size: Size = 20

    def narrow(self, trials: QuerySet[Trial]) -> QuerySet[Trial]:
        """As the filters of the page do."""
        equal = {"municipality__slug": self.municipality, "state": self.state, "unit__kind": self.unit_kind}
        trials = trials.filter(**{lookup: value for lookup, value in equal.items() if value})
        return narrow(trials, self.q) if self.q else trials


class TrialPath(Schema):
    municipality: MunicipalitySlug
    number: plain_text(20, shortest=1, description=gettext_noop("The number of the trial: the year and a running number."))


class TrialBrief(Schema):
    number: str = Field(description=gettext_noop("The number of the trial: the year and a running number."), examples=["2026-014"])
    municipality: MunicipalityBrief
    state: str = Field(description=gettext_noop("Where it stands on its way."), examples=["running"])
    title: Text
    summary: Text
    unit: Text = Field(description=gettext_noop("The unit of the municipality that hosts it."))
    organisation: str = Field(description=gettext_noop("The partner that brings what is tried."))
    users_role: str = Field(description=gettext_noop("How the users take part: for, with or by them."), examples=["with"])
    languages: list[str] = Field(description=gettext_noop("Languages in which it is done."))
    starts_on: date | None = Field(description=gettext_noop("The agreed first day."))
    ends_on: date | None = Field(description=gettext_noop("The agreed last day."))
    changed_at: datetime = Field(description=gettext_noop("When it was last changed."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class TrialRows(Rows):
    items: list[TrialBrief]


class Lesson(Schema):
    title: Text
    text: Text


class Result(Schema):
    outcome: str = Field(description=gettext_noop("What came of it."), examples=["worked"])
    summary: Text
    what_changed: Text
    next_step: Text
    published_at: datetime | None = Field(description=gettext_noop("When the result was published."))
    evidence: list[dict[str, Any]] = Field(
        description=gettext_noop("Counted feedback as it stood then, nothing from fewer than five answers.")
    )
    lessons: list[Lesson]
    quotes: list[str] = Field(description=gettext_noop("Words of people who gave leave to show them, without names."))


class TrialOut(TrialBrief):
    started_at: datetime | None = Field(description=gettext_noop("When it began."))
    ended_at: datetime | None = Field(description=gettext_noop("When it was over."))
    result: Result | None = Field(description=gettext_noop("The published result, or null."))
    references: list[str] = Field(description=gettext_noop("Verification codes of the references that were granted on it."))


class ReferenceQuery(Schema):
    q: plain_text(200, description=gettext_noop("Only those in whose product or organisation all these words are found.")) = ""
    municipality: MunicipalitySlug | None = Field(None, description=gettext_noop("Only things of this municipality."))
    standing: StandingCode | None = Field(None, description=gettext_noop("Only those that stand so today."))
    after: After = ""
    size: Size = 20

    def narrow(self, references: QuerySet[Reference]) -> QuerySet[Reference]:
        equal = {"municipality__slug": self.municipality, "standing": self.standing}
        references = references.filter(**{lookup: value for lookup, value in equal.items() if value})
        return narrow(references, self.q) if self.q else references


class ReferencePath(Schema):
    municipality: MunicipalitySlug
    code: plain_text(14, shortest=1, description=gettext_noop("The verification code."))


class ReferenceOut(Schema):
    code: str = Field(description=gettext_noop("The verification code."))
    municipality: MunicipalityBrief
    standing: str = Field(description=gettext_noop("How it stands today."), examples=["valid"])
    name: str = Field(description=gettext_noop("The product and its version, as they were named then."))
    organisation: str = Field(description=gettext_noop("The organisation, as it was named then."))
    wording: Text
    trial: str = Field(description=gettext_noop("The number of the trial on which it rests."))
    granted_at: datetime
    valid_until: date
    revoked_at: datetime | None
    credential: str = Field(description=gettext_noop("The signed Open Badges credential, as a compact JWS."))
    page: str = Field(description=gettext_noop("The address of its page."))
    url: str = Field(description=gettext_noop("The address of this in the API."))


class ReferenceRows(Rows):
    items: list[ReferenceOut]


def sight(request: ApiRequest) -> Any:
    """The person in her own municipality; of others, what everybody reads."""
    return request.person if municipality_in_force() is not None else None


@router.get(
    "/trials",
    tags=["trials"],
    response=TrialRows,
    operation_id="list_trials",
    summary=gettext_noop("List trials"),
    description=gettext_noop("What is being tried, what was tried, also what did not work."),
)
def list_trials(request: ApiRequest, query: Query[TrialQuery]) -> Any:
    with reading(query.municipality or ""):
        return page_of(
            request,
            query.narrow(visible_trials(sight(request))),
            BY_TITLE if query.sort == "title" else NEWEST,
            lambda trial: brief(request, trial),
            after=query.after,
            size=query.size,
        )


@router.get(
    "/trials/{municipality}/{number}",
    tags=["trials"],
    response=TrialOut,
    operation_id="read_trial",
    summary=gettext_noop("Read a trial"),
    description=gettext_noop("With its published result, lessons and references."),
)
def read_trial(request: ApiRequest, path: Path[TrialPath]) -> Any:
    with reading(path.municipality):
        trial = get_object_or_404(visible_trials(sight(request)), municipality__slug=path.municipality, slug=path.number)
        return brief(request, trial) | {
            "started_at": trial.started_at,
            "ended_at": trial.ended_at,
            "result": result(trial),
            "references": [reference.code for reference in references_of(trial)],
        }


@router.get(
    "/references",
    tags=["trials"],
    response=ReferenceRows,
    operation_id="list_references",
    summary=gettext_noop("List references"),
    description=gettext_noop("The public register of what was co-created, ended references too. A revoked one says so."),
)
def list_references(request: ApiRequest, query: Query[ReferenceQuery]) -> Any:
    with reading(query.municipality or ""):
        rows = query.narrow(public_references())
        return page_of(request, rows, GRANTED_LAST, lambda one: reference_out(request, one), after=query.after, size=query.size)


@router.get(
    "/references/{municipality}/{code}",
    tags=["trials"],
    response=ReferenceOut,
    operation_id="read_reference",
    summary=gettext_noop("Read a reference"),
    description=gettext_noop("How it stands today, and the credential that others can verify by themselves."),
)
def read_reference(request: ApiRequest, path: Path[ReferencePath]) -> Any:
    with reading(path.municipality):
        found = get_object_or_404(public_references(), municipality__slug=path.municipality, code=path.code)
        return reference_out(request, found)


def brief(request: ApiRequest, trial: Trial) -> dict[str, Any]:
    return {name: getattr(trial, name) for name in ("state", "users_role", "languages", "starts_on", "ends_on", "changed_at")} | {
        "number": trial.slug,
        "municipality": municipality_brief(trial.municipality),
        "title": text_of(trial.title),
        "summary": text_of(trial.summary),
        "unit": text_of(trial.unit.name),
        "organisation": trial.organisation.name,
        "page": page_address(request, trial.municipality, f"trials/{trial.slug}/"),
        "url": api_address(request, f"trials/{trial.municipality.slug}/{trial.slug}"),
    }


def result(trial: Trial) -> dict[str, Any] | None:
    found = published_results().filter(trial=trial).first()
    if found is None:
        return None
    return {name: text_of(getattr(found, name)) for name in ("summary", "what_changed", "next_step")} | {
        "outcome": found.outcome,
        "published_at": found.published_at,
        "evidence": found.evidence,
        "lessons": [{"title": text_of(lesson.title), "text": text_of(lesson.text)} for lesson in lessons_of(trial)],
        "quotes": [quote.text for quote in shown_quotes(trial)],
    }


def reference_out(request: ApiRequest, reference: Any) -> dict[str, Any]:
    plain = ("code", "standing", "name", "granted_at", "valid_until", "revoked_at", "credential")
    return {name: getattr(reference, name) for name in plain} | {
        "municipality": municipality_brief(reference.municipality),
        "organisation": reference.organisation_name,
        "wording": text_of(reference.wording),
        "trial": reference.trial.slug,
        "page": page_address(request, reference.municipality, f"trials/references/{reference.code}/"),
        "url": api_address(request, f"references/{reference.municipality.slug}/{reference.code}"),
    }
