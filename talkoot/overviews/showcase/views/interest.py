"""Interest of other municipalities, questions and answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.pages import ActPage, FormPage
from talkoot.overviews.showcase.actions.interest import answer_question, ask_question, change_answer, show_interest, withdraw_interest
from talkoot.overviews.showcase.forms.interest import AnswerForm, InterestForm, QuestionForm
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import ANSWER, ASK, SHOW_INTEREST
from talkoot.overviews.showcase.queries.interest import interest_of, municipalities_coordinated_by
from talkoot.overviews.showcase.queries.projects import published_projects


class AboutProject(FormPage):
    """A form that a reader sends about a published project."""

    thing: Project

    def fetch(self) -> Project:
        return get_object_or_404(published_projects(), slug=self.kwargs["slug"])

    def spoken_for(self) -> list[Municipality]:
        """Municipalities for which the person may speak, without the project's own."""
        if self.person is None:
            return []
        return [m for m in municipalities_coordinated_by(self.person) if m.pk != self.thing.municipality_id]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipalities": self.spoken_for()}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def done_url(self, result: Any) -> str:
        return reverse("showcase:detail", args=[self.thing.slug])

    def cancel_url(self) -> str:
        return reverse("showcase:detail", args=[self.thing.slug])


class InterestPage(AboutProject):
    permission = SHOW_INTEREST
    template_name = "showcase/interest_page.html"
    title = gettext_lazy("Our municipality is interested")
    lead = gettext_lazy("The project page counts who is interested and who has adopted. Your name and address are not shown.")
    submit_label = gettext_lazy("Tell it")
    done_message = gettext_lazy("Told. Thank you.")
    form_class = InterestForm

    def form_kwargs(self) -> dict[str, Any]:
        self.municipalities = self.spoken_for()
        self.told = list(interest_of(self.thing, self.municipalities))
        return {"municipalities": self.municipalities, "told": self.told}

    def show(self, *, status: int = 200, **more: Any) -> Any:
        return super().show(status=status, project=self.thing, speaks=bool(self.municipalities), told=self.told, **more)

    def act(self, form: Any) -> Any:
        return show_interest(
            actor=self.person,
            project=self.thing,
            by_municipality=form.cleaned_data["by_municipality"],
            stage=form.cleaned_data["stage"],
            note=form.words(),
        )


class InterestWithdraw(ActPage):
    """A municipality takes back what it has said."""

    permission = SHOW_INTEREST
    done_message = gettext_lazy("Withdrawn.")
    thing: Project

    def fetch(self) -> Project:
        return get_object_or_404(published_projects(), slug=self.kwargs["slug"])

    def act(self) -> Project:
        municipality = Municipality.objects.filter(slug=self.request.POST.get("by_municipality", "").replace("\0", "")).first()
        if municipality is None:
            raise Http404
        return withdraw_interest(actor=self.person, project=self.thing, by_municipality=municipality)

    def done_url(self, result: Any) -> str:
        return reverse("showcase:detail", args=[self.thing.slug])


class QuestionPage(AboutProject):
    permission = ASK
    title = gettext_lazy("Ask the contact")
    lead = gettext_lazy("The municipality's coordinators answer here, usually within five working days.")
    submit_label = gettext_lazy("Send the question")
    done_message = gettext_lazy("The question was sent. It is shown here when it has been answered, and you get the answer by e-mail.")
    form_class = QuestionForm

    def act(self, form: Any) -> Any:
        return ask_question(
            actor=self.person,
            project=self.thing,
            text=form.cleaned_data["text"],
            language=get_language() or "fi",
            by_municipality=form.cleaned_data.get("by_municipality"),
        )

    def done_url(self, result: Any) -> str:
        return super().done_url(result) + "#questions"


class AnswerPage(FormPage):
    """Answer a question, or mend the answer."""

    permission = ANSWER
    template_name = "showcase/answer_page.html"
    submit_label = gettext_lazy("Send the answer")
    done_message = gettext_lazy("The answer is shown on the project's page.")
    form_class = AnswerForm
    thing: Question

    def fetch(self) -> Question:
        return get_object_or_404(Question.objects.select_related("project", "by_municipality"), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return gettext_lazy("Change the answer") if self.thing.answered_at else gettext_lazy("Answer a question")

    @property
    def lead(self) -> str:
        return self.thing.text

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.project.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form(self) -> forms.Form:
        posted = self.request.method == "POST"
        return AnswerForm(self.request.POST if posted else None, initial={"answer": self.thing.answer})

    def act(self, form: Any) -> Question:
        # The page tells which of the two was meant: an answer that came meanwhile is not written over.
        is_change = self.request.POST.get("change") == "1"
        act = change_answer if is_change else answer_question
        return act(actor=self.person, question=self.thing, answer=form.cleaned_data["answer"], language=get_language() or "fi")

    def show(self, *, status: int = 200, **more: Any) -> Any:
        return super().show(status=status, is_change=bool(self.thing.answered_at), **more)

    def done_url(self, result: Any) -> str:
        return self.cancel_url() if self.request.POST.get("change") == "1" else reverse("home:queue")

    def cancel_url(self) -> str:
        return reverse("showcase:detail", args=[self.thing.project.slug]) + "#questions"
