"""Answering by a code, without an account: the page that a QR poster opens, thirty phones at once.

No cookie is set and none is needed: nobody is signed in, so there is no session that a foreign site could misuse. What
keeps an answer from counting twice is the form's own key.

Kiosk (`?kiosk=1`): a screen that stands in a hall and is answered by one passer-by after another. Large, a question at a time, and
after the thanks it returns to its beginning by itself.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import Page
from talkoot.tools.questionnaires.actions.answers import ONCE_KEY, new_once_key, submit_by_code
from talkoot.tools.questionnaires.content.kinds import Audience
from talkoot.tools.questionnaires.forms.answering import PREFIX, AnswerForm, CodeForm, plain_answers
from talkoot.tools.questionnaires.models.rounds import AccessCode
from talkoot.tools.questionnaires.permissions import ANSWER_BY_CODE
from talkoot.tools.questionnaires.queries.rounds import code_of_secret

KIOSK = "kiosk"
# So long the thanks stand before the next person finds the beginning. Nothing is typed there that could be lost.
THANKS_SECONDS = 12


def is_kiosk(page: Page) -> bool:
    return page.request.GET.get(KIOSK) == "1"


def address(page: Page, name: str, code: AccessCode) -> str:
    """The page of the code, still as a kiosk when this one is."""
    return reverse(f"questionnaires:{name}", args=[code.secret]) + (f"?{KIOSK}=1" if is_kiosk(page) else "")


class CodePage(Page):
    """Where somebody types the code from a poster."""

    permission = ANSWER_BY_CODE
    template_name = "questionnaires/code_page.html"
    title = gettext_lazy("Answer by code")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = request.GET.get("code", "")
        form = CodeForm(request.GET if typed else None)
        if typed and form.is_valid():
            code = code_of_secret(form.cleaned_data["code"])
            if code is not None:
                return redirect("questionnaires:by_code", code=code.secret)
            form.add_error("code", _("There is no such code. Check the letters and numbers."))
        return self.show(form=form, status=422 if form.errors else 200)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AnswerByCode(Page):
    permission = ANSWER_BY_CODE
    template_name = "questionnaires/answer_by_code.html"
    thing: AccessCode

    def fetch(self) -> AccessCode:
        code = code_of_secret(self.kwargs["code"])
        if code is None:
            raise Http404
        return code

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().answer(request, *args, **kwargs)
        except Http404:
            form = CodeForm({"code": self.kwargs["code"][:20]})
            form.add_error("code", _("There is no such code. Check the letters and numbers."))
            self.thing = None  # type: ignore[assignment]
            self.template_name = CodePage.template_name
            return self.show(form=form, status=404)

    @property
    def title(self) -> Any:
        return self.thing.round.title if self.thing else CodePage.title

    def is_young(self) -> bool:
        return self.thing.round.audience == Audience.PUPIL_YOUNG

    def in_the_way(self) -> str:
        """Why nothing can be answered now, or ""."""
        code, round = self.thing, self.thing.round
        if round.state == "planned":
            return _("This questionnaire has not opened yet.")
        if not round.is_open:
            return _("This questionnaire is closed. Thank you for wanting to answer.")
        if code.is_stopped or code.is_used:
            return _("This code is no longer in use. Ask for a new one where you got it.")
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if reason := self.in_the_way():
            return self.show(reason=reason)
        return self.show(form=AnswerForm(round=self.thing.round), once_key=new_once_key())

    def context(self) -> dict[str, Any]:
        round = self.thing.round if self.thing else None
        return super().context() | {
            "round": round,
            "is_kiosk": is_kiosk(self),
            "is_large": round is not None and (self.is_young() or is_kiosk(self)),
            "is_young": round is not None and self.is_young(),
            "again_url": address(self, "by_code", self.thing) if round is not None else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = request.POST.get("once_key", "")
        once_key = given if ONCE_KEY.match(given) else new_once_key()
        answers = plain_answers(request.POST, self.thing.round)
        if answers is not None and self.take(answers, once_key) is None:
            return redirect(address(self, "thanks", self.thing))
        form = AnswerForm(request.POST, round=self.thing.round)
        if form.is_valid():
            refusal = self.take(form.answers, once_key)
            if refusal is None:
                return redirect(address(self, "thanks", self.thing))
            form.add_error(PREFIX + refusal.field if PREFIX + refusal.field in form.fields else None, str(refusal))
        # A repeated sending of what was taken has been thanked above; for all else the questions show only while they are asked.
        if reason := self.in_the_way():
            return self.show(reason=reason, status=422)
        return self.show(form=form, once_key=once_key, status=422)

    def take(self, answers: dict[str, Any], once_key: str) -> Refusal | None:
        try:
            submit_by_code(actor=None, code=self.thing, once_key=once_key, language=get_language() or "", answers=answers)
        except Refusal as refusal:
            return refusal
        return None


class Thanks(Page):
    """After the answer. On a device that a class shares the next one begins from here."""

    permission = ANSWER_BY_CODE
    template_name = "questionnaires/thanks.html"
    title = gettext_lazy("Thank you for answering")
    thing: AccessCode

    def fetch(self) -> AccessCode:
        code = code_of_secret(self.kwargs["code"])
        if code is None:
            raise Http404
        return code

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "round": self.thing.round,
            "is_kiosk": is_kiosk(self),
            "again_url": address(self, "by_code", self.thing) if self.goes_on() else "",
        }

    def goes_on(self) -> bool:
        return self.thing.is_shared and self.thing.round.is_open

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = super().get(request, *args, **kwargs)
        if is_kiosk(self) and self.goes_on():
            # As a header: it needs no script, and nothing on the page moves while it is read.
            page["Refresh"] = f"{THANKS_SECONDS}; url={address(self, 'by_code', self.thing)}"
        return page
