"""The jury, the draft of the decision, its preview and release, the decision for everybody and for an applicant."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.activities.calls.actions.decisions import prepare_decision, release_decision, write_decision, write_line
from talkoot.activities.calls.actions.juries import set_up_jury
from talkoot.activities.calls.content.outcomes import LineOutcome
from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.forms.deciding import DraftForm, JuryForm, LineForm, ReleaseForm
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.decision import Decision, DecisionDraft, DecisionLine, DraftLine
from talkoot.activities.calls.permissions import (
    PREPARE_DECISION,
    READ_APPLICATION,
    READ_DECISION_DRAFT,
    RELEASE_DECISION,
    SET_UP_JURY,
    VIEW,
)
from talkoot.activities.calls.phases import all_checked, grounds_written, ranking_locked
from talkoot.activities.calls.queries.applications import own_applications
from talkoot.activities.calls.queries.calls import visible_calls
from talkoot.activities.calls.queries.decisions import (
    counts_of,
    decision_of,
    draft_lines_of,
    draft_of,
    hash_of,
    letters_of,
    line_of,
    public_lines_of,
)
from talkoot.activities.calls.queries.juries import jury_of, own_result_of, results_of
from talkoot.activities.calls.queries.kick_offs import bound_of, kick_off_of, kick_offs_of, room_in
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


def call_crumbs(call: Call, *more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [
        {"label": _("Calls"), "url": reverse("calls:list")},
        {"label": call.title, "url": reverse("calls:call", args=[call.slug])},
        *({"label": label, "url": url} for label, url in more),
    ]


class OfCall:
    """Pages whose thing is a call that is past its deadline."""

    person: Any
    kwargs: dict[str, Any]
    thing: Call

    def fetch(self) -> Call:
        return get_object_or_404(visible_calls(self.person).select_related("programme", "municipality"), slug=self.kwargs["slug"])

    def draft_url(self) -> str:
        return reverse("calls:decision_draft", args=[self.thing.slug])


class JurySetUp(OfCall, FormPage):
    """From the closed call to its assessment; once it is there, straight to it."""

    permission = SET_UP_JURY
    template_name = "calls/jury.html"
    title = gettext_lazy("Set up the jury")
    submit_label = gettext_lazy("Open the assessment")
    form_class = JuryForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (self.title, ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (jury := jury_of(self.thing)) is not None:
            return redirect("reviews:assessment", pk=jury.assessment_id)
        if self.thing.state not in (CallState.CLOSED, CallState.DECIDING):
            raise Http404
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return super().context() | {"call": self.thing, "in_the_way": all_checked(self.thing)}

    def act(self, form: Any) -> Any:
        return set_up_jury(actor=self.person, call=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("reviews:assessment", args=[result.assessment_id])

    def cancel_url(self) -> str:
        return reverse("calls:call", args=[self.thing.slug])


class DecisionDraftPage(OfCall, Page):
    """Ranking and what is proposed, by challenge, with what still stands in the way."""

    permission = READ_DECISION_DRAFT
    template_name = "calls/decision_draft.html"
    title = gettext_lazy("Draft of the decision")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (self.title, ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.thing.state == CallState.DECIDED:
            return redirect("calls:decision", slug=self.thing.slug)
        if self.thing.state not in (CallState.CLOSED, CallState.DECIDING):
            raise Http404
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        call, draft = self.thing, draft_of(self.thing)
        shown: dict[str, Any] = {
            "call": call,
            "draft": draft,
            "jury": jury_of(call),
            "may_prepare": self.allows(PREPARE_DECISION),
            "may_release": self.allows(RELEASE_DECISION),
        }
        if draft is None:
            return super().context() | shown | {"in_the_way": ranking_locked(call)}
        draft.call = call
        lines, results = list(draft_lines_of(draft)), results_of(call)
        chosen = [line.sum for line in lines if line.outcome == LineOutcome.CHOSEN and line.sum is not None]
        return (
            super().context()
            | shown
            | {
                "groups": grouped([(line, results.get(line.application_id)) for line in lines]),
                "missing": list(grounds_written(draft)),
                "chosen_sum": sum(chosen),
                "room": room_in(call),
                "bound": bound_of(call.programme),
            }
        )


def grouped(pairs: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """Lines with their results, under their challenges; the best total first."""
    groups: dict[int, dict[str, Any]] = {}
    for line, result in sorted(pairs, key=lambda pair: (pair[0].application.challenge_id, pair[1].position if pair[1] else 10**9)):
        group = groups.setdefault(line.application.challenge_id, {"challenge": line.application.challenge, "lines": []})
        group["lines"].append({"line": line, "result": result})
    return list(groups.values())


class DecisionPrepare(OfCall, ActPage):
    permission = PREPARE_DECISION

    def act(self) -> DecisionDraft:
        return prepare_decision(actor=self.person, call=self.thing)

    def done_url(self, result: Any) -> str:
        return self.draft_url()


class OfDraft(OfCall):
    """Pages in which the draft is written."""

    def draft(self) -> DecisionDraft:
        draft = draft_of(self.thing)
        if draft is None or self.thing.state != CallState.DECIDING:
            raise Http404
        return draft


class DraftWrite(OfDraft, FormPage):
    permission = PREPARE_DECISION
    title = gettext_lazy("Grounds and instructions for appeal")
    done_message = gettext_lazy("Saved.")
    form_class = DraftForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (DecisionDraftPage.title, self.draft_url()), (self.title, ""))

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "draft": self.draft()}

    def act(self, form: Any) -> Any:
        return write_decision(actor=self.person, call=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return self.draft_url()

    def cancel_url(self) -> str:
        return self.draft_url()


class LineWrite(OfDraft, FormPage):
    """What is decided on one application, with its scores beside."""

    permission = PREPARE_DECISION
    template_name = "calls/decision_line.html"
    done_message = gettext_lazy("Saved.")
    form_class = LineForm

    @property
    def title(self) -> Any:
        return str(self.line().application)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (DecisionDraftPage.title, self.draft_url()), (self.title, ""))

    def line(self) -> DraftLine:
        if not hasattr(self, "_line"):
            self._line = get_object_or_404(draft_lines_of(self.draft()), application__code=self.kwargs["code"])
        return self._line

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "line": self.line()}

    def context(self) -> dict[str, Any]:
        line = self.line()
        return super().context() | {"line": line, "result": results_of(self.thing).get(line.application_id)}

    def act(self, form: Any) -> Any:
        return write_line(actor=self.person, call=self.thing, application=self.line().application, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return self.draft_url()

    def cancel_url(self) -> str:
        return self.draft_url()


class DecisionPreview(OfDraft, FormPage):
    """Every letter as it will be sent, and the button that sends all at once."""

    permission = READ_DECISION_DRAFT
    template_name = "calls/decision_preview.html"
    title = gettext_lazy("Look at the letters and release the decision")
    submit_label = gettext_lazy("Decide and send all letters")
    done_message = gettext_lazy("Released. Every applicant has been written to.")
    form_class = ReleaseForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (DecisionDraftPage.title, self.draft_url()), (pgettext("letters", "Preview"), ""))

    def form_kwargs(self) -> dict[str, Any]:
        if self.request.method == "POST":
            return {}
        draft = self.draft()
        self.letters = letters_of(draft)
        return {"initial": {"seen": hash_of(draft, self.letters)}}

    def context(self) -> dict[str, Any]:
        draft = self.draft()
        draft.call = self.thing
        letters = self.letters if hasattr(self, "letters") else letters_of(draft)
        without = [line for line in draft_lines_of(draft) if line.application_id not in {one.application.pk for one in letters}]
        return super().context() | {
            "draft": draft,
            "letters": letters,
            "without": without,
            "missing": list(grounds_written(draft)),
            "may_release": self.allows(RELEASE_DECISION),
        }

    def act(self, form: Any) -> Decision:
        return release_decision(actor=self.person, call=self.thing, seen=form.cleaned_data["seen"])

    def done_url(self, result: Any) -> str:
        return reverse("calls:decision", args=[self.thing.slug])

    def cancel_url(self) -> str:
        return self.draft_url()


class DecisionPage(OfCall, Page):
    """For everybody: who was chosen with which sum, and why; how many were not, never who."""

    permission = VIEW
    template_name = "calls/decision.html"

    @property
    def title(self) -> Any:
        return _("Decision: %(call)s") % {"call": self.thing.title}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing, (_("Decision"), ""))

    def context(self) -> dict[str, Any]:
        decision = decision_of(self.thing)
        if decision is None:
            raise Http404
        may_read = self.person is not None and allowed(self.person, READ_DECISION_DRAFT, self.thing)
        begun = {one.line_id: one for one in kick_offs_of(self.thing)}
        return super().context() | {
            "call": self.thing,
            "decision": decision,
            "lines": [{"line": line, "kick_off": begun.get(line.pk), "may_open": may_read} for line in public_lines_of(decision)],
            "promoted": [one for one in begun.values() if one.promoted_from_id is not None],
            "counts": counts_of(decision),
            "may_read": may_read,
            "everything": self.all_lines(decision) if may_read else [],
        }

    def all_lines(self, decision: Decision) -> list[dict[str, Any]]:
        """For those who prepared it: reserve and not chosen too."""
        rows: QuerySet[DecisionLine] = DecisionLine.objects.filter(decision=decision).select_related(
            "application__organisation", "application__challenge"
        )
        results = results_of(self.thing)
        return grouped([(line, results.get(line.application_id)) for line in rows])


class OwnDecision(Page):
    """An applicant's own: what was decided, its scores and grounds, and how to appeal. Nobody else's."""

    permission = READ_APPLICATION
    template_name = "calls/own_decision.html"
    title = gettext_lazy("Decision on your application")

    def fetch(self) -> DecisionLine:
        application = get_object_or_404(own_applications(self.person), code=self.kwargs["code"]) if self.person else None
        line = line_of(application) if application is not None else None
        if self.person is not None and line is None:
            raise Http404
        return line  # type: ignore[return-value]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return call_crumbs(self.thing.decision.call, (self.title, ""))

    def context(self) -> dict[str, Any]:
        application = self.thing.application
        return super().context() | {
            "line": self.thing,
            "decision": self.thing.decision,
            "application": application,
            "own": own_result_of(application),
            "kick_off": kick_off_of(application),
        }
