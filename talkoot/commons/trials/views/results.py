"""The public result page and what leads to it: text, lessons, quotes, decision; and the follow-up."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.commons.trials.actions.closing import (
    decide,
    publish_result,
    remove_lesson,
    save_lesson,
    save_quote,
    set_quote_permission,
    tell_follow_up,
    write_result,
)
from talkoot.commons.trials.content.running import FeedbackSide
from talkoot.commons.trials.forms.closing import DecisionForm, FollowUpForm, LessonForm, QuoteForm, QuotePermissionForm, ResultForm
from talkoot.commons.trials.models.closing import FollowUp, Quote, ResultPage, TrialLesson
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import DECIDE, PUBLISH_RESULT, READ, TELL_FOLLOW_UP, VIEW, WRITE_RESULT
from talkoot.commons.trials.phases.closing import lesson_written, result_written
from talkoot.commons.trials.queries.closing import (
    decisions_on,
    lessons_of,
    published_results,
    quotes_of,
    result_of,
    shown_quotes,
)
from talkoot.commons.trials.queries.log import log_figures
from talkoot.commons.trials.queries.trials import inner_trials
from talkoot.commons.trials.views.inside import OfTrial, TrialForm
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, Page


class ResultList(ListPage):
    """What has come of trials, of those that failed too."""

    permission = VIEW
    title = gettext_lazy("Results of trials")
    lead = gettext_lazy("What was tried, what came of it and what was learnt. Trials that did not work teach as much.")
    row_template = "trials/result_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("published_at"), is_descending=True),)

    def rows(self) -> Any:
        return published_results()

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No result has been published yet"),
            "text": _("Everybody reads here what trials have led to."),
        }


class ResultDetail(Page):
    """For everybody, once it is published."""

    permission = VIEW
    template_name = "trials/result.html"
    thing: ResultPage

    def fetch(self) -> ResultPage:
        return get_object_or_404(published_results(), trial__slug=self.kwargs["slug"])

    @property
    def title(self) -> Any:
        return self.thing.trial.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Trials"), "url": reverse("trials:list")},
            {"label": _("Results of trials"), "url": reverse("trials:results")},
            {"label": self.title, "url": ""},
        ]

    def context(self) -> dict[str, Any]:
        trial = self.thing.trial
        return super().context() | {
            "result": self.thing,
            "trial": trial,
            "lessons": lessons_of(trial),
            "quotes": shown_quotes(trial),
            "decision": decisions_on(trial).first(),
            "figures": log_figures(trial),
            "evidence": shown_evidence(self.thing.evidence),
            "thread": thread_of(trial, self.person),
        }


def shown_evidence(evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kept figures in the reader's language, the share of each answer in whole per cents."""
    return [
        {
            "title": Words(entry["title"]),
            "side": FeedbackSide(entry["side"]).label,
            "count": entry["count"],
            "lines": [
                {
                    "text": Words(line["text"]),
                    "row": Words(line["row"]),
                    "count": line["count"],
                    "mean": line["mean"],
                    "bars": [
                        {"label": Words(bar["label"]), "count": bar["count"], "percent": round(bar["share"] * 100)} for bar in line["bars"]
                    ],
                }
                for line in entry["lines"]
            ],
        }
        for entry in evidence
    ]


class ResultWork(OfTrial):
    """Where the sides write the result together: what is there, what is missing, the button to publish."""

    permission = READ
    template_name = "trials/result_work.html"
    title = gettext_lazy("The result")

    def context(self) -> dict[str, Any]:
        trial = self.trial
        return super().context() | {
            "result": result_of(trial),
            "lessons": lessons_of(trial),
            "quotes": quotes_of(trial),
            "decisions": decisions_on(trial),
            "may_write": allowed(self.person, WRITE_RESULT, trial),
            "may_publish": allowed(self.person, PUBLISH_RESULT, trial),
            "may_decide": allowed(self.person, DECIDE, trial),
            "missing": [refusal for need in (result_written, lesson_written) if (refusal := need(trial))],
            "is_ready_to_decide": trial.state in ("closing", "completed", "stopped"),
        }


class ResultForms(TrialForm):
    permission = WRITE_RESULT

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def done_url(self, result: Any) -> str:
        return reverse("trials:result_work", args=[self.trial.slug])

    def cancel_url(self) -> str:
        return reverse("trials:result_work", args=[self.trial.slug])


class ResultEdit(ResultForms):
    title = gettext_lazy("Write the result")
    lead = gettext_lazy("Everybody reads it when the coordinator publishes it. Write also what did not work.")
    done_message = gettext_lazy("Saved.")
    form_class = ResultForm

    def form_kwargs(self) -> dict[str, Any]:
        result = result_of(self.trial)
        names = ("outcome", "summary", "what_changed", "next_step")
        initial = {name: getattr(result, name) for name in names} if result else {}
        if not initial and self.trial.state == "stopped":
            initial = {"outcome": "stopped"}
        return super().form_kwargs() | {"initial": initial}

    def act(self, form: Any) -> Any:
        return write_result(actor=self.person, trial=self.trial, **form.cleaned_data)


class ResultPublish(OfTrial, ActPage):
    permission = PUBLISH_RESULT
    done_message = gettext_lazy("Published. Everybody can now read it.")

    def act(self) -> Any:
        return publish_result(actor=self.person, trial=self.trial)

    def done_url(self, result: Any) -> str:
        return reverse("trials:result_work", args=[self.trial.slug])


class LessonPage(ResultForms):
    title = gettext_lazy("A lesson")
    done_message = gettext_lazy("Saved.")
    form_class = LessonForm

    def lesson(self) -> TrialLesson | None:
        return get_object_or_404(lessons_of(self.trial), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def form_kwargs(self) -> dict[str, Any]:
        lesson = self.lesson()
        return super().form_kwargs() | {"initial": {"title": lesson.title, "text": lesson.text} if lesson else {}}

    def act(self, form: Any) -> Any:
        return save_lesson(actor=self.person, trial=self.trial, lesson=self.lesson(), **form.cleaned_data)


class LessonRemove(OfTrial, ActPage):
    permission = WRITE_RESULT
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        remove_lesson(actor=self.person, trial=self.trial, lesson=get_object_or_404(lessons_of(self.trial), pk=self.kwargs["pk"]))

    def done_url(self, result: Any) -> str:
        return reverse("trials:result_work", args=[self.trial.slug])


class QuoteAdd(ResultForms):
    title = gettext_lazy("A quote")
    lead = gettext_lazy("It is shown only when the permission has been given, and never with a name.")
    done_message = gettext_lazy("Saved. It is shown when the permission has been given.")
    form_class = QuoteForm

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"initial": {"language": get_language()}}

    def act(self, form: Any) -> Any:
        return save_quote(actor=self.person, trial=self.trial, **form.cleaned_data)


class QuotePermissionPage(ResultForms):
    title = gettext_lazy("Permission for a quote")
    done_message = gettext_lazy("Noted.")
    form_class = QuotePermissionForm
    thing: Quote

    def fetch(self) -> Quote:
        quotes = Quote.objects.select_related("trial__unit", "trial__organisation", "trial__municipality")
        return get_object_or_404(quotes.filter(trial__in=inner_trials(self.person)), pk=self.kwargs["pk"])

    @property
    def lead(self) -> str:
        return f"“{self.thing.text}”"

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"permission": self.thing.permission, "permitted_on": self.thing.permitted_on}}

    def act(self, form: Any) -> Any:
        return set_quote_permission(actor=self.person, quote=self.thing, **form.cleaned_data)


class Decide(ResultForms):
    permission = DECIDE
    title = gettext_lazy("Decide on the trial")
    lead = gettext_lazy("An official decides what follows. Buying is always decided in a procurement of its own.")
    submit_label = gettext_lazy("Decide")
    done_message = gettext_lazy("Decided. The decision is shown on the result page.")
    form_class = DecisionForm

    def fetch(self) -> Trial:
        # An official decides on trials of which she is no side; her role lets her read what she decides on.
        trials = inner_trials(self.person) if not allowed(self.person, DECIDE) else Trial.objects.all()
        return get_object_or_404(trials.select_related("unit__organisation", "organisation", "municipality"), slug=self.kwargs["slug"])

    def act(self, form: Any) -> Any:
        return decide(actor=self.person, trial=self.trial, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("trials:detail", args=[self.trial.slug])

    def cancel_url(self) -> str:
        return reverse("trials:detail", args=[self.trial.slug])


class FollowUpPage(TrialForm):
    permission = TELL_FOLLOW_UP
    title = gettext_lazy("What has become of it?")
    submit_label = gettext_lazy("Tell it")
    done_message = gettext_lazy("Told. Thank you: the next trials learn from it.")
    form_class = FollowUpForm
    thing: FollowUp

    def fetch(self) -> FollowUp:
        follow_ups = FollowUp.objects.select_related("trial__unit", "trial__organisation", "trial__municipality")
        found: FollowUp = get_object_or_404(follow_ups.filter(trial__in=inner_trials(self.person)), pk=self.kwargs["pk"])
        if found.answered_at:
            raise Http404
        return found

    @property
    def lead(self) -> str:
        return _("%(months)d months after “%(title)s”: two minutes are enough.") % {
            "months": self.thing.months,
            "title": self.thing.trial.title,
        }

    def form_kwargs(self) -> dict[str, Any]:
        return {"side": self.thing.side}

    def act(self, form: Any) -> Any:
        return tell_follow_up(actor=self.person, follow_up=self.thing, language=get_language() or "fi", **form.cleaned_data)
