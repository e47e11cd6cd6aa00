"""Answering as a signed-in person, with a draft that is kept; and entering what somebody wrote on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import Page
from talkoot.tools.questionnaires.actions.answers import new_once_key, save_draft, submit_as_person, submit_from_paper
from talkoot.tools.questionnaires.content.questions import ready_answers
from talkoot.tools.questionnaires.forms.answering import PREFIX, AnswerForm, PaperForm
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.permissions import ANSWER, READ, WRITE, subject_of
from talkoot.tools.questionnaires.queries.rounds import codes_of, draft_of, has_answered, submission_of
from talkoot.tools.questionnaires.views.rounds import OnRound, round_or_404


class AnswerAsPerson(Page):
    permission = ANSWER
    template_name = "questionnaires/answer_as_person.html"
    thing: Round

    def fetch(self) -> Round:
        return round_or_404(self, ANSWER)

    @property
    def title(self) -> Any:
        return self.thing.title

    def state(self) -> str:
        """ "answered", "closed", or "" when it can be answered."""
        assert self.person is not None
        if has_answered(self.person, self.thing):
            return "answered"
        return "" if self.thing.is_open else "closed"

    def context(self) -> dict[str, Any]:
        assert self.person is not None
        submission = None if self.thing.is_anonymous else submission_of(self.person, self.thing)
        shown = AnswerForm(round=self.thing, answers=submission.answers if submission else {})
        return super().context() | {
            "round": self.thing,
            "state": self.state(),
            "given": own_words(shown, submission.answers) if submission else [],
            "may_read": self.allows(READ),
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert self.person is not None
        if self.state():
            return self.show()
        draft = draft_of(self.person, self.thing)
        return self.show(form=AnswerForm(round=self.thing, answers=draft.answers if draft else {}), draft=draft)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_draft = "later" in request.POST
        form = AnswerForm(request.POST, request.FILES, round=self.thing, is_draft=is_draft)
        if form.is_valid() or is_draft:
            try:
                return self.keep(form) if is_draft else self.send(form)
            except Refusal as refusal:
                form.add_error(PREFIX + refusal.field if PREFIX + refusal.field in form.fields else None, str(refusal))
        return self.show(form=form, status=422)

    def keep(self, form: AnswerForm) -> HttpResponseBase:
        save_draft(actor=self.person, round=self.thing, answers=form.answers)
        messages.success(self.request, _("Your answers so far are kept. Go on when it suits you."))
        return redirect(self.request.path)

    def send(self, form: AnswerForm) -> HttpResponseBase:
        submit_as_person(actor=self.person, round=self.thing, answers=form.answers, language=get_language() or "", files=form.uploads)
        messages.success(self.request, _("Thank you, your answer has come through."))
        return redirect(self.request.path)


def own_words(form: AnswerForm, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """What a person answered, question by question, in words."""
    rows = []
    for question in form.round.version.content:
        if question["key"] in answers:
            rows.append({"label": form.fields[PREFIX + question["key"]].label, "value": in_words(question, answers[question["key"]])})
    return rows


def in_words(question: dict[str, Any], value: Any) -> str:
    labels = {str(ready): str(label) for ready, label in ready_answers(question)}
    if isinstance(value, dict):
        rows = {row["key"]: str(Words(row["text"])) for row in question["rows"]}
        return "; ".join(f"{rows.get(key, key)}: {one}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))


class PaperEntry(OnRound):
    """One paper after another: the page comes back empty, with the group kept."""

    permission = WRITE
    template_name = "questionnaires/paper.html"
    title = gettext_lazy("Enter from paper")

    def groups(self) -> list[str]:
        return sorted(set(codes_of(self.thing).exclude(group="").values_list("group", flat=True)))

    def context(self) -> dict[str, Any]:
        return super().context() | {"round": self.thing, "subject": subject_of(self.thing)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PaperForm(round=self.thing, groups=self.groups())
        form.initial["group"] = request.GET.get("group", "")[:80]
        return self.show(form=form, once_key=new_once_key())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = PaperForm(request.POST, round=self.thing, groups=self.groups())
        if form.is_valid():
            try:
                submit_from_paper(
                    actor=self.person,
                    round=self.thing,
                    group=form.cleaned_data["group"],
                    answers=form.answers,
                    language=get_language() or "",
                    once_key=request.POST.get("once_key", ""),
                )
            except Refusal as refusal:
                form.add_error(PREFIX + refusal.field if PREFIX + refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("The answer is counted. The next paper?"))
                query = f"?group={form.cleaned_data['group']}" if form.cleaned_data["group"] else ""
                return redirect(reverse("questionnaires:paper", args=[self.thing.pk]) + query)
        return self.show(form=form, once_key=request.POST.get("once_key", "")[:64], status=422)
