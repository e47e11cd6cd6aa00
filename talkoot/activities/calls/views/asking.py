"""Asking about a call and following it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy

from talkoot.activities.calls.actions.questions import ask_question, follow_call, unfollow_call
from talkoot.activities.calls.forms.reading import QuestionForm
from talkoot.activities.calls.permissions import ASK, FOLLOW
from talkoot.activities.calls.views.reading import OnCall
from talkoot.kernel.ui.pages import ActPage, FormPage


class QuestionAsk(OnCall, FormPage):
    permission = ASK
    title = gettext_lazy("Ask about the call")
    lead = gettext_lazy("Everybody gets the same answer at the same time.")
    submit_label = gettext_lazy("Send the question")
    done_message = gettext_lazy("Your question has been sent. You get an e-mail when it has been answered.")
    form_class = QuestionForm

    def act(self, form: Any) -> Any:
        return ask_question(actor=self.person, call=self.thing, text=form.cleaned_data["text"], language=get_language() or "fi")  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return self.back() + "#questions"

    def cancel_url(self) -> str:
        return self.back() + "#questions"


class CallFollow(OnCall, ActPage):
    permission = FOLLOW
    done_message = gettext_lazy("You hear of answers and changes by e-mail.")

    def act(self) -> Any:
        return follow_call(actor=self.person, call=self.thing)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return self.back()


class CallUnfollow(CallFollow):
    done_message = gettext_lazy("You do not follow the call any more.")

    def act(self) -> Any:
        return unfollow_call(actor=self.person, call=self.thing)  # type: ignore[arg-type]
