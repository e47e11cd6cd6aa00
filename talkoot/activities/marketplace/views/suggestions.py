"""The door of guardians and associations: suggesting a need without an account, reading what came of it, answering it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talkoot.activities.marketplace.actions.suggestions import decline_suggestion, suggest_need, take_up_suggestion
from talkoot.activities.marketplace.content.kinds import SuggestionState
from talkoot.activities.marketplace.forms.suggestions import DeclineForm, SuggestForm, SuggestionFilter, TakeUpForm
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.permissions import ANSWER_SUGGESTION, SUGGEST, is_coordinator
from talkoot.activities.marketplace.queries.listings import host_units
from talkoot.activities.marketplace.queries.suggestions import Outcome, outcome_of, suggestion_of_receipt, visible_suggestions
from talkoot.commons.trials.forms.running import ReceiptForm
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.receipts import read_receipt, spaced
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page

# A family or a school behind one address suggests a few. Held in each web process, nothing is stored.
SUGGESTIONS_IN_A_MINUTE = 4
SUGGESTION_BRAKE = Brake()
MOST_UNITS = 1_000


@method_decorator(never_cache, name="dispatch")
class SuggestNeed(FormPage):
    """Of the whole marketplace, or of one unit."""

    permission = SUGGEST
    template_name = "marketplace/suggest.html"
    title = gettext_lazy("Suggest a need")
    lead = gettext_lazy(
        "For guardians, parents' associations and hobby clubs. You need no account and no name. Every suggestion is read and answered."
    )
    submit_label = pgettext_lazy("suggested need", "Send the suggestion")
    form_class = SuggestForm
    thing: Unit | None

    def fetch(self) -> Unit | None:
        return get_object_or_404(host_units(), pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": self.thing.name if self.thing else _("Marketplace"), "url": self.cancel_url()},
            {"label": self.title, "url": ""},
        ]

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": [] if self.thing else list(host_units().order_by("name_order", "pk")[:MOST_UNITS])}

    def act(self, form: Any) -> Suggestion:
        if SUGGESTION_BRAKE.seconds_to_wait(client_address(self.request), SUGGESTIONS_IN_A_MINUTE):
            raise Refusal(
                _("Several suggestions have just come from your connection."),
                mend=_("Wait a minute and send again; what you wrote is kept."),
            )
        clean = dict(form.cleaned_data)
        self.receipt = read_receipt(clean["receipt"])
        # Nobody is named, also when she happens to be signed in.
        return suggest_need(actor=None, unit=self.thing or clean.pop("unit", None), language=get_language() or "fi", **clean)

    def done_url(self, result: Suggestion) -> str:
        return reverse("marketplace:suggested", args=[self.receipt])

    def cancel_url(self) -> str:
        return reverse("marketplace:unit", args=[self.thing.pk]) if self.thing else reverse("marketplace:front")


@method_decorator(never_cache, name="dispatch")
class SuggestionFind(Page):
    """Where somebody types the code that she got."""

    permission = SUGGEST
    template_name = "marketplace/suggestion_find.html"
    title = gettext_lazy("What came of your suggestion")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        typed = request.GET.get("code", "")
        form = ReceiptForm(request.GET if typed else None)
        if typed and form.is_valid():
            receipt = read_receipt(form.cleaned_data["code"])
            if receipt and suggestion_of_receipt(receipt):
                return redirect("marketplace:suggested", receipt=receipt)
            form.add_error("code", _("There is no such code. Check the letters and numbers."))
        return self.show(form=form, status=422 if form.errors else 200)


@method_decorator(never_cache, name="dispatch")
class SuggestionReceipt(Page):
    """The suggestion and what came of it, for whoever has the code."""

    permission = SUGGEST
    template_name = "marketplace/suggested.html"
    title = gettext_lazy("Your suggestion")
    thing: Suggestion

    def fetch(self) -> Suggestion:
        suggestion = suggestion_of_receipt(read_receipt(self.kwargs["receipt"]))
        if suggestion is None:
            raise Http404
        return suggestion

    def context(self) -> dict[str, Any]:
        outcome = outcome_of(self.thing)
        return super().context() | {
            "suggestion": self.thing,
            "receipt": spaced(read_receipt(self.kwargs["receipt"])),
            "outcome": outcome,
            "stages": stages_of(self.thing, outcome),
        }


def stages_of(suggestion: Suggestion, outcome: Outcome) -> list[dict[str, Any]]:
    """How far it has come; one that was not taken up has no way before it."""
    if suggestion.state == SuggestionState.DECLINED or (outcome.has_ended and not outcome.trials):
        return []
    names = [_("Suggested"), _("A need is being written"), _("Looking for a partner"), _("A trial")]
    here = 3 if outcome.trials else 2 if outcome.was_shown else 1 if suggestion.state == SuggestionState.TAKEN else 0
    return [
        {"label": name, "state": "done" if place < here else "current" if place == here else "next"} for place, name in enumerate(names)
    ]


class SuggestionList(ListPage):
    """For the people of units and for coordinators."""

    permission = ANSWER_SUGGESTION
    title = gettext_lazy("Suggested needs")
    lead = gettext_lazy("What guardians, parents' associations and hobby clubs have suggested, and what came of it.")
    row_template = "marketplace/suggestion_row.html"
    filter_form_class = SuggestionFilter
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("suggested_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_suggestions(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return {
            "title": _("No suggested needs"),
            "text": _("Guardians and associations suggest them on the page of the school, without an account."),
            "action": {"label": _("See the form"), "url": reverse("marketplace:suggest")},
        }


class OnSuggestion(FormPage):
    permission = ANSWER_SUGGESTION
    thing: Suggestion

    def fetch(self) -> Suggestion:
        return get_object_or_404(visible_suggestions(self.person), pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return super().context() | {"suggestion": self.thing}

    def cancel_url(self) -> str:
        return reverse("marketplace:suggestions")


class SuggestionPage(OnSuggestion):
    """Read it, and make a need of it."""

    template_name = "marketplace/suggestion.html"
    submit_label = gettext_lazy("Make a need of it")
    done_message = gettext_lazy("A draft has been made of it. Mend it, and send it to be checked.")
    form_class = TakeUpForm

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": SuggestionList.title, "url": reverse("marketplace:suggestions")}, {"label": self.title, "url": ""}]

    @cached_property
    def units(self) -> list[Unit]:
        """To choose among, when the suggestion names none; only coordinators see such."""
        if self.thing.unit_id is not None or not self.thing.is_waiting or not is_coordinator(self.person):
            return []
        return list(host_units().order_by("name_order", "pk")[:MOST_UNITS])

    def form_kwargs(self) -> dict[str, Any]:
        return {"units": self.units}

    def act(self, form: Any) -> Any:
        return take_up_suggestion(actor=self.person, suggestion=self.thing, language=get_language() or "fi", **form.values())

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:edit_basics", args=[result.pk])


class SuggestionDecline(OnSuggestion):
    template_name = "marketplace/suggestion_decline.html"
    title = gettext_lazy("Answer with a reason")
    submit_label = gettext_lazy("Send the answer")
    done_message = gettext_lazy("Answered.")
    form_class = DeclineForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def act(self, form: Any) -> Any:
        reason = form.cleaned_data["reason"]
        return decline_suggestion(actor=self.person, suggestion=self.thing, reason=reason, language=get_language() or "fi")

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:suggestions")

    def cancel_url(self) -> str:
        return reverse("marketplace:suggestion", args=[self.thing.pk])
