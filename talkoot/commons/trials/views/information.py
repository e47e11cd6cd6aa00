"""The page for guardians and participants: written inside, read by everybody with the code; concerns and their answers."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talkoot.commons.trials.actions.concerns import answer_concern, raise_concern
from talkoot.commons.trials.actions.information import publish_information, write_information
from talkoot.commons.trials.forms.running import AnswerConcernForm, ConcernForm, InformationForm, ReceiptForm
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.permissions import ANSWER_CONCERN, INFORM, RAISE_CONCERN, READ, VIEW
from talkoot.commons.trials.queries.concerns import concern_of_receipt
from talkoot.commons.trials.queries.information import information_page_of, public_information_pages
from talkoot.commons.trials.queries.trials import inner_trials, material_in
from talkoot.commons.trials.views.inside import OfTrial, TrialForm
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.people.receipts import read_receipt, spaced
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of

POSTER = Path(__file__).parents[1] / "print" / "information_poster.typ"
QUESTIONS = ("what", "why", "who", "data", "rights", "contact")
# A person writes one concern; a family or a school behind one address a few. Held in each web process, nothing is stored.
CONCERNS_IN_A_MINUTE = 4
CONCERN_BRAKE = Brake()


class InformationEdit(TrialForm):
    permission = INFORM
    template_name = "trials/information_form.html"
    title = gettext_lazy("Page for guardians and participants")
    lead = gettext_lazy("Plain language, short sentences. Everybody who has the code reads it, and may raise a concern there.")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = InformationForm

    def form_kwargs(self) -> dict[str, Any]:
        self.page_written = information_page_of(self.trial)
        initial = {name: getattr(self.page_written, name) for name in (*QUESTIONS, "is_voluntary")} if self.page_written else {}
        return {"municipality": self.municipality, "initial": initial or {"is_voluntary": True}}

    def act(self, form: Any) -> Any:
        return write_information(actor=self.person, trial=self.trial, **form.cleaned_data)

    def context(self) -> dict[str, Any]:
        return super().context() | {"model_text": material_in(self.trial, "notice")}

    def done_url(self, result: Any) -> str:
        return reverse("trials:information", args=[self.trial.slug])

    def cancel_url(self) -> str:
        return reverse("trials:information", args=[self.trial.slug]) if self.page_written else self.back()


class InformationPreview(OfTrial):
    """As readers will see it, with what is missing and the button."""

    permission = READ
    template_name = "trials/information_preview.html"
    title = gettext_lazy("Page for guardians and participants")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if information_page_of(self.trial) is None:
            return redirect("trials:information_edit", slug=self.trial.slug)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        page = information_page_of(self.trial)
        return super().context() | {
            "information": page,
            "answers": answers_of(page),
            "may_inform": allowed(self.person, INFORM, self.trial),
            "public_url": self.request.build_absolute_uri(reverse("trials:notice", args=[page.code])) if page else "",
        }


class InformationPublish(OfTrial, ActPage):
    permission = INFORM
    done_message = gettext_lazy("Published. Send the address to guardians, and put the poster on the wall.")

    def act(self) -> Any:
        return publish_information(actor=self.person, trial=self.trial)

    def done_url(self, result: Any) -> str:
        return reverse("trials:information", args=[self.trial.slug])


def answers_of(page: InformationPage | None) -> list[dict[str, Any]]:
    """Question and answer, those without an answer left out."""
    if page is None:
        return []
    found = [(InformationPage._meta.get_field(name).verbose_name, getattr(page, name)) for name in QUESTIONS]  # type: ignore[union-attr]
    return [{"question": question, "answer": answer} for question, answer in found if answer]


class ForReaders(Page):
    """Mixin: a published information page, by its code."""

    permission = VIEW
    thing: InformationPage

    def fetch(self) -> InformationPage:
        return get_object_or_404(public_information_pages(), code=self.kwargs["code"].lower())


class Information(ForReaders):
    template_name = "trials/information.html"

    @property
    def title(self) -> Any:
        return self.thing.trial.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"information": self.thing, "trial": self.thing.trial, "answers": answers_of(self.thing)}


@method_decorator(never_cache, name="dispatch")
class ConcernRaise(ForReaders, FormPage):
    permission = RAISE_CONCERN
    template_name = "trials/concern_form.html"
    title = gettext_lazy("Raise a concern")
    lead = gettext_lazy("You need no account and no name. Each concern is read by the municipality and answered.")
    submit_label = gettext_lazy("Send")
    form_class = ConcernForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.trial.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {"information": self.thing, "trial": self.thing.trial}

    def act(self, form: Any) -> Any:
        if CONCERN_BRAKE.seconds_to_wait(client_address(self.request), CONCERNS_IN_A_MINUTE):
            raise Refusal(
                _("Several concerns have just come from your connection."),
                mend=_("Wait a minute and send again; what you wrote is kept. In a hurry, call the contact on the page before."),
            )
        clean = form.cleaned_data
        self.receipt = read_receipt(clean["receipt"])
        # Nobody is named, also when she happens to be signed in: a known sender gives her address.
        return raise_concern(actor=None, page=self.thing, language=get_language() or "fi", **clean)

    def done_url(self, result: Any) -> str:
        return reverse("trials:concern", args=[self.receipt])

    def cancel_url(self) -> str:
        return reverse("trials:notice", args=[self.thing.code])


@method_decorator(never_cache, name="dispatch")
class ConcernFind(Page):
    """Where somebody types the code that she got."""

    permission = RAISE_CONCERN
    template_name = "trials/concern_find.html"
    title = gettext_lazy("Read the answer to your concern")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = request.GET.get("code", "")
        form = ReceiptForm(request.GET if typed else None)
        if typed and form.is_valid():
            receipt = read_receipt(form.cleaned_data["code"])
            if receipt and concern_of_receipt(receipt):
                return redirect("trials:concern", receipt=receipt)
            form.add_error("code", _("There is no such code. Check the letters and numbers."))
        return self.show(form=form, status=422 if form.errors else 200)


@method_decorator(never_cache, name="dispatch")
class ConcernReceipt(Page):
    """The concern and its answer, for whoever has the code."""

    permission = RAISE_CONCERN
    template_name = "trials/concern.html"
    title = gettext_lazy("Your concern")
    thing: Concern

    def fetch(self) -> Concern:
        concern = concern_of_receipt(read_receipt(self.kwargs["receipt"]))
        if concern is None:
            raise Http404
        return concern

    def context(self) -> dict[str, Any]:
        page = information_page_of(self.thing.trial)
        return super().context() | {
            "concern": self.thing,
            "receipt": spaced(read_receipt(self.kwargs["receipt"])),
            "information": page if page and page.published_at else None,
        }


class ConcernAnswer(TrialForm):
    """For the coordinator and the head of the unit."""

    permission = ANSWER_CONCERN
    template_name = "trials/concern_answer.html"
    title = gettext_lazy("Answer a concern")
    submit_label = gettext_lazy("Send the answer")
    done_message = gettext_lazy("Answered.")
    form_class = AnswerConcernForm
    thing: Concern

    def fetch(self) -> Concern:
        concerns = Concern.objects.select_related("trial__unit", "trial__organisation", "trial__municipality", "answered_by")
        return get_object_or_404(concerns.filter(trial__in=inner_trials(self.person)), pk=self.kwargs["pk"])

    def refused(self, refusal: Refusal) -> HttpResponseBase:
        # That there is a concern is nobody else's business.
        if self.person is not None:
            raise Http404
        return super().refused(refusal)

    def context(self) -> dict[str, Any]:
        return super().context() | {"concern": self.thing}

    def act(self, form: Any) -> Any:
        return answer_concern(actor=self.person, concern=self.thing, answer=form.cleaned_data["answer"], language=get_language() or "fi")


class InformationPoster(OfTrial):
    """A poster with a QR code for the wall and for the letter home: tagged PDF in all languages of the municipality."""

    permission = READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = information_page_of(self.trial)
        if page is None or page.published_at is None:
            raise Http404
        try:
            response = HttpResponse(print_form(POSTER, self.data(page)), content_type="application/pdf")
        except Refusal as refusal:
            later = render(request, "403.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response["Content-Disposition"] = f'inline; filename="{self.trial.slug}.pdf"'
        return response

    def data(self, page: InformationPage) -> dict[str, Any]:
        municipality = self.municipality
        first = municipality.default_language
        path = reversed_under(f"{municipality.path}{first}/", lambda: reverse("trials:notice", args=[page.code]))
        address = self.request.build_absolute_uri(path)
        qr = BytesIO()
        segno.make(address, error="m").save(qr, kind="svg", border=0, scale=10, xmldecl=False, svgns=True)
        brand = theme_of(municipality).brand
        parts = []
        for code in municipality.languages:
            with translation.override(code):
                parts.append(
                    {
                        "language": code,
                        "title": page.trial.title.in_language(code),
                        "what": page.what.in_language(code),
                        "more": _("Read more, and raise a concern without giving your name."),
                    }
                )
        with translation.override(first):
            return {
                "title": page.trial.title.in_language(first),
                "language": first,
                "author": str(municipality),
                "colour": at_luminance(brand, min(luminance(brand), 0.15)),
                "footer": address,
                "address": address,
                "qr": qr.getvalue().decode(),
                "qr_alt": _("QR code to the address %(address)s") % {"address": address},
                "parts": parts,
            }
