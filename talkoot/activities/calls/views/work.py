"""Coordinators' work on calls: list, making, publishing, extending, cancelling; questions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.activities.calls.actions.calls import (
    cancel_call,
    change_call,
    close_call,
    extend_deadline,
    make_call,
    publish_call,
    remove_call,
    remove_criterion,
    set_criterion,
)
from talkoot.activities.calls.actions.questions import answer_question, set_question_aside
from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.forms.reading import WorkFilter
from talkoot.activities.calls.forms.work import AnswerForm, CallForm, CriterionForm, DeadlineForm, ReasonForm
from talkoot.activities.calls.models.call import Call, CallCriterion
from talkoot.activities.calls.models.questions import Question
from talkoot.activities.calls.permissions import COORDINATE
from talkoot.activities.calls.queries.calls import challenges_in, criteria_of, questions_waiting, visible_calls
from talkoot.activities.calls.views.reading import OnCall, OnProgramme, crumbs
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

# As the operating model says: a call is open for at least four weeks.
OPEN_WEEKS = 4


class WorkList(ListPage):
    """All calls, drafts too."""

    permission = COORDINATE
    title = gettext_lazy("Calls in the works")
    lead = gettext_lazy("Drafts, open calls and those that are being decided.")
    row_template = "calls/work_row.html"
    filter_form_class = WorkFilter
    sorts = (Sort("changed", gettext_lazy("Changed last"), lambda language: F("changed_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_calls(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Programmes"), "url": reverse("calls:programmes")}

    def empty(self) -> dict[str, Any]:
        return {
            "title": _("No calls yet"),
            "text": _("A call is made in its programme, from challenges that have been checked."),
            "action": {"label": _("Programmes"), "url": reverse("calls:programmes")},
        }


def usual_times() -> dict[str, Any]:
    """A proposal: open for four weeks from the next morning, questions until a week before the end, on the hour when offices are open."""
    morning = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = (morning + timedelta(weeks=OPEN_WEEKS)).replace(hour=16)
    return {"opens_at": morning, "questions_until": end - timedelta(weeks=1), "closes_at": end}


class CallMake(OnProgramme, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Make a call")
    lead = gettext_lazy(
        "Terms come from the programme, criteria and questions from the operating model. Nobody sees it before you publish it."
    )
    submit_label = gettext_lazy("Save the draft")
    form_class = CallForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        programme = self.thing
        begin = Call(
            programme=programme, ceiling=programme.ceiling, shortest_days=programme.shortest_days, longest_days=programme.longest_days
        )
        return {"municipality": self.municipality, "programme": programme, "instance": begin, "initial": usual_times()}

    def act(self, form: Any) -> Call:
        values = form.values()
        # Left empty, the draft of the agreement is that of the operating model.
        if values["agreement"] is None:
            del values["agreement"]
        return make_call(actor=self.person, programme=self.thing, **values)

    def done_url(self, result: Call) -> str:
        return reverse("calls:call", args=[result.slug])

    def cancel_url(self) -> str:
        return self.back()


class CallEdit(OnCall, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Change the call")
    form_class = CallForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        call = self.thing
        return {
            "municipality": self.municipality,
            "programme": call.programme,
            "instance": call,
            "initial": {"challenges": challenges_in(call)},
        }

    def act(self, form: Any) -> Call:
        return change_call(actor=self.person, call=self.thing, **form.values())

    def done_url(self, result: Call) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class CallCriteria(OnCall):
    permission = COORDINATE
    template_name = "calls/criteria.html"
    title = gettext_lazy("Criteria of the call")
    lead = gettext_lazy("They may be weighed until the call is published; then they stand still.")

    def context(self) -> dict[str, Any]:
        rows = criteria_of(self.thing)
        return super().context() | {
            "call": self.thing,
            "criteria": rows,
            "weights": sum(row.weight for row in rows),
            "is_draft": self.thing.state == CallState.DRAFT,
        }


class OnCriterion(OnCall):
    permission = COORDINATE

    def criterion(self) -> CallCriterion:
        return get_object_or_404(CallCriterion.objects.filter(call=self.thing), key=self.kwargs["key"])

    def back(self) -> str:
        return reverse("calls:criteria", args=[self.thing.slug])


class CriterionEdit(OnCriterion, FormPage):
    form_class = CriterionForm  # type: ignore[assignment]

    @property
    def title(self) -> Any:
        return self.criterion().title

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.criterion()}

    def act(self, form: Any) -> Any:
        return set_criterion(actor=self.person, call=self.thing, key=self.kwargs["key"], **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class CriterionRemove(OnCriterion, ActPage):
    def act(self) -> Any:
        return remove_criterion(actor=self.person, call=self.thing, key=self.criterion().key)

    def done_url(self, result: Any) -> str:
        return self.back()


class CallStep(OnCall, ActPage):
    permission = COORDINATE

    def act(self) -> Any:
        steps = {"publish": publish_call, "close": close_call}
        if self.kwargs["step"] not in steps:
            raise Http404
        return steps[self.kwargs["step"]](actor=self.person, call=self.thing)

    def done_url(self, result: Any) -> str:
        return self.back()


class CallExtend(OnCall, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Extend the deadline")
    lead = gettext_lazy("For all and publicly, before it has passed. A deadline never moves earlier.")
    submit_label = gettext_lazy("Move the deadline and tell everybody")
    done_message = gettext_lazy("The deadline has been moved. Everybody who follows the call is told.")
    form_class = DeadlineForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "initial": {"closes_at": timezone.localtime(self.thing.closes_at)}}

    def act(self, form: Any) -> Any:
        chosen = form.cleaned_data
        return extend_deadline(actor=self.person, call=self.thing, closes_at=chosen["closes_at"], reason=chosen["reason"])

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class CallCancel(OnCall, FormPage):
    permission = COORDINATE
    title = pgettext_lazy("call", "Cancel the call")
    lead = gettext_lazy("Everybody who follows it is told why. Applications that were sealed are never opened.")
    submit_label = pgettext_lazy("call", "Cancel the call")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return cancel_call(actor=self.person, call=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class CallRemove(OnCall, ActPage):
    permission = COORDINATE
    done_message = gettext_lazy("The draft has been removed.")

    def act(self) -> Any:
        self.programme = self.thing.programme
        return remove_call(actor=self.person, call=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("calls:programme", args=[self.programme.slug])

    def refused_url(self) -> str:
        return self.back()


class QuestionList(Page):
    """Questions that wait for an answer, oldest first."""

    permission = COORDINATE
    template_name = "calls/questions.html"
    title = gettext_lazy("Questions about calls")
    lead = gettext_lazy("Everybody gets the same answer at the same time, in the same place.")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.title, ""))

    def context(self) -> dict[str, Any]:
        return super().context() | {"questions": questions_waiting()[:100]}


class OnQuestion(Page):
    permission = COORDINATE
    thing: Question

    def fetch(self) -> Question:
        return get_object_or_404(Question.objects.select_related("call__programme"), pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((_("Questions about calls"), reverse("calls:questions")), (self.title, ""))

    def cancel_url(self) -> str:
        return reverse("calls:questions")

    def done_url(self, result: Any) -> str:
        return reverse("calls:questions")


class QuestionAnswer(OnQuestion, FormPage):
    template_name = "calls/answer.html"
    title = gettext_lazy("Answer for everybody")
    submit_label = gettext_lazy("Publish the answer")
    done_message = gettext_lazy("Question and answer have been published.")
    form_class = AnswerForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "question": self.thing}

    def context(self) -> dict[str, Any]:
        return super().context() | {"question": self.thing}

    def act(self, form: Any) -> Any:
        chosen = form.cleaned_data
        public_text: Words | None = chosen["public_text"] or None
        return answer_question(actor=self.person, question=self.thing, answer=chosen["answer"], public_text=public_text)


class QuestionSetAside(OnQuestion, FormPage):
    title = gettext_lazy("Set the question aside")
    lead = gettext_lazy("It is no question about the call, or it has been answered before. The asker gets your reason.")
    submit_label = gettext_lazy("Set it aside")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return set_question_aside(actor=self.person, question=self.thing, reason=form.cleaned_data["reason"])
