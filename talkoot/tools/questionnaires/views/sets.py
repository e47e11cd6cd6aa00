"""The editor: questionnaires, their versions, their questions, and how they look to those who answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.questionnaires.actions.sets import (
    change_questionnaire,
    draft_mark_of,
    publish_draft,
    save_questions,
    start_questionnaire,
)
from talkoot.tools.questionnaires.content.kinds import Audience, QuestionKind
from talkoot.tools.questionnaires.content.questions import languages_missing
from talkoot.tools.questionnaires.forms.answering import AnswerForm
from talkoot.tools.questionnaires.forms.sets import KindForm, QuestionForm, SetFilter, SetForm, key_of
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import Questionnaire
from talkoot.tools.questionnaires.permissions import OPEN, PUBLISH, READ_SETS, WRITE_SETS
from talkoot.tools.questionnaires.queries.sets import all_questionnaires, versions_of
from talkoot.tools.questionnaires.views.rounds import languages_of


class SetList(ListPage):
    permission = READ_SETS
    title = gettext_lazy("Questionnaires")
    lead = gettext_lazy("What is asked of pupils, teachers, companies and others, as versions that never change once they are published.")
    row_template = "questionnaires/set_row.html"
    filter_form_class = SetFilter
    sorts = (
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
    )

    def rows(self) -> Any:
        return all_questionnaires()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Make a questionnaire"), "url": reverse("questionnaires:start")} if self.allows(WRITE_SETS) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": _("Rounds of answers"), "url": reverse("questionnaires:rounds")}]

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No questionnaires yet"),
            "text": _("They come with an operating model that is taken into use, or you make your own."),
        }


class SetStart(FormPage):
    permission = WRITE_SETS
    title = gettext_lazy("Make a questionnaire")
    form_class = SetForm
    submit_label = gettext_lazy("Go on to the questions")

    def form_kwargs(self) -> dict[str, Any]:
        return {"languages": languages_of(self.municipality)}

    def act(self, form: Any) -> Questionnaire:
        title: Words = form.cleaned_data["title"]
        wanted = key_of(title.in_language(self.municipality.default_language)) or "questionnaire"
        taken = set(all_questionnaires().filter(key__startswith=wanted).values_list("key", flat=True))
        key = next(one for n in range(1, len(taken) + 2) if (one := wanted if n == 1 else f"{wanted}-{n}") not in taken)
        return start_questionnaire(actor=self.person, key=key, title=title, answered_by=form.cleaned_data["answered_by"])

    def done_url(self, result: Questionnaire) -> str:
        return reverse("questionnaires:set", args=[result.key])

    def cancel_url(self) -> str:
        return reverse("questionnaires:sets")


class OnSet(Page):
    permission = WRITE_SETS
    thing: Questionnaire

    def fetch(self) -> Questionnaire:
        return get_object_or_404(all_questionnaires(), key=self.kwargs["key"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Questionnaires"), "url": reverse("questionnaires:sets")},
            {"label": self.thing.title, "url": self.done_url(None)},
            {"label": self.title, "url": ""},
        ]

    def done_url(self, result: Any) -> str:
        return reverse("questionnaires:set", args=[self.thing.key])

    def cancel_url(self) -> str:
        return self.done_url(None)

    def edited(self) -> list[dict[str, Any]]:
        """The questions as they are being edited: of the draft, else of the newest version."""
        first = versions_of(self.thing).first()
        return list(first.content) if first else []

    def mark(self) -> str:
        return draft_mark_of(self.edited(), self.thing)

    def save(self, questions: list[dict[str, Any]]) -> Any:
        return save_questions(actor=self.person, questionnaire=self.thing, questions=questions, seen=self.request.POST.get("mark", "")[:16])


class SetDetail(OnSet):
    permission = READ_SETS
    template_name = "questionnaires/set_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return super().breadcrumbs[:-1]

    def context(self) -> dict[str, Any]:
        versions = list(versions_of(self.thing)[:50])
        draft = versions[0] if versions and versions[0].published_at is None else None
        questions = versions[0].content if versions else []
        kinds = dict(QuestionKind.choices)
        return super().context() | {
            "questionnaire": self.thing,
            "draft": draft,
            "published": [version for version in versions if version.published_at is not None],
            "questions": [
                {"key": question["key"], "text": Words(question["text"]), "kind": kinds[question["kind"]], "question": question}
                for question in questions
            ],
            "missing": [language_named(code) for code in languages_missing(questions, self.municipality.languages)],
            "mark": draft_mark_of(questions, self.thing),
            "may_write": self.allows(WRITE_SETS),
            "may_publish": self.allows(PUBLISH),
            "may_open": self.allows(OPEN),
        }


class SetChange(OnSet, FormPage):
    title = gettext_lazy("Change the questionnaire")
    form_class = SetForm
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        thing = self.thing
        return {
            "languages": languages_of(self.municipality),
            "is_new": False,
            "initial": {"title": thing.title, "is_retired": thing.is_retired},
        }

    def act(self, form: Any) -> Questionnaire:
        return change_questionnaire(actor=self.person, questionnaire=self.thing, **form.cleaned_data)


class KindChoice(OnSet):
    """The first step of a new question: what kind it is."""

    template_name = "ui/form_page.html"
    title = gettext_lazy("Add a question")
    submit_label = gettext_lazy("Go on")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(form=KindForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = KindForm(request.POST)
        if form.is_valid():
            return redirect(reverse("questionnaires:question_add", args=[self.thing.key, form.cleaned_data["kind"]]))
        return self.show(form=form, status=422)


class QuestionPage(OnSet, FormPage):
    """Add a question of a kind, or change one."""

    template_name = "questionnaires/question_page.html"

    @property
    def title(self) -> Any:
        return _("Change the question") if "question" in self.kwargs else _("Add a question")

    @property
    def lead(self) -> Any:
        return dict(QuestionKind.choices)[self.kind]

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs.get("kind", "text") not in QuestionKind.values:
            raise Http404
        return super().answer(request, *args, **kwargs)

    def place(self) -> int | None:
        """Where the question stands, None for a new one."""
        if "question" not in self.kwargs:
            return None
        for n, question in enumerate(self.edited()):
            if question["key"] == self.kwargs["question"]:
                return n
        raise Http404

    @property
    def kind(self) -> str:
        place = self.place()
        return self.kwargs["kind"] if place is None else self.edited()[place]["kind"]

    def form(self) -> forms.Form:
        place, questions = self.place(), self.edited()
        return QuestionForm(
            data=self.request.POST if self.request.method == "POST" else None,
            languages=languages_of(self.municipality),
            kind=self.kind,
            old=None if place is None else questions[place],
            before=questions[:place],
        )

    def context(self) -> dict[str, Any]:
        return super().context() | {"mark": self.request.POST.get("mark", "")[:16] or self.mark()}

    def act(self, form: Any) -> Any:
        place, questions = self.place(), self.edited()
        question = form.question({one["key"] for one in questions})
        return self.save([*questions, question] if place is None else [*questions[:place], question, *questions[place + 1 :]])


class QuestionMove(OnSet, ActPage):
    """One place up."""

    def act(self) -> Any:
        questions = self.edited()
        place = next((n for n, question in enumerate(questions) if question["key"] == self.kwargs["question"]), None)
        if place is None:
            raise Http404
        if place > 0:
            questions[place - 1], questions[place] = questions[place], questions[place - 1]
        return self.save(questions)


class QuestionRemove(OnSet, ActPage):
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        questions = [question for question in self.edited() if question["key"] != self.kwargs["question"]]
        return self.save(questions)


class SetPublish(OnSet, ActPage):
    permission = PUBLISH
    done_message = gettext_lazy("Published. Rounds can ask this version from now on.")

    def act(self) -> Any:
        return publish_draft(actor=self.person, questionnaire=self.thing)


class VersionPage(OnSet):
    """A version as those who answer see it; nothing can be sent."""

    permission = READ_SETS
    template_name = "questionnaires/version_page.html"

    @property
    def title(self) -> Any:
        return _("%(name)s, version %(number)d") % {"name": self.thing.title, "number": self.kwargs["number"]}

    def context(self) -> dict[str, Any]:
        version = get_object_or_404(versions_of(self.thing), number=self.kwargs["number"])
        # A round that is never saved: the form asks it for the questions alone.
        round = Round(version=version, title=self.thing.title, audience=self.thing.answered_by, is_anonymous=True)
        return super().context() | {
            "version": version,
            "form": AnswerForm(round=round),
            "is_young": self.thing.answered_by == Audience.PUPIL_YOUNG,
            "is_large": self.thing.answered_by == Audience.PUPIL_YOUNG,
            "missing": [language_named(code) for code in languages_missing(version.content, self.municipality.languages)],
        }
