"""Rounds of places for coordinators: making, offers, steps, applications."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.marketplace.actions.allocation import (
    ask_allocation,
    ask_replay,
    change_round,
    close_round,
    make_round,
    open_round,
    publish_round,
    remove_offer,
    reopen_round,
    save_offer,
    take_back_places,
)
from talkoot.activities.marketplace.content.reasons import reason_words
from talkoot.activities.marketplace.forms.allocation import OfferForm, RoundForm
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundOffer
from talkoot.activities.marketplace.permissions import COORDINATE
from talkoot.activities.marketplace.queries.allocation import applications_of, offers_of
from talkoot.activities.marketplace.queries.areas import areas_of_units
from talkoot.activities.marketplace.views.rounds import OnRound, rounds_crumbs
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage

STEP_ACTIONS = {
    "open": open_round,
    "close": close_round,
    "allocate": ask_allocation,
    "publish": publish_round,
    "reopen": reopen_round,
    "take_back": take_back_places,
}


class RoundMake(FormPage):
    permission = COORDINATE
    title = gettext_lazy("Make a round of places")
    lead = gettext_lazy("First the round, then its offers. Groups see it when you open it.")
    submit_label = gettext_lazy("Save and add offers")
    form_class = RoundForm  # type: ignore[assignment]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return rounds_crumbs((self.title, ""))

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> AllocationRound:
        return make_round(actor=self.person, **form.values())

    def done_url(self, result: AllocationRound) -> str:
        return reverse("marketplace:round", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:rounds")


class WorksOnRound(FormPage, OnRound):
    permission = COORDINATE
    done_message = gettext_lazy("Saved.")
    submit_label = gettext_lazy("Save")

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:round", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:round", args=[self.thing.pk])


class RoundEdit(WorksOnRound):
    title = gettext_lazy("Change the round")
    form_class = RoundForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        # A row of its own: checking the form writes what was typed into it.
        return {"municipality": self.municipality, "instance": AllocationRound.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> AllocationRound:
        return change_round(actor=self.person, round=self.thing, **form.values())


class OfferPage(WorksOnRound):
    """Add or change an offer."""

    form_class = OfferForm  # type: ignore[assignment]

    @property
    def title(self) -> Any:
        return _("Change the offer") if "offer" in self.kwargs else _("Add an offer")

    def form_kwargs(self) -> dict[str, Any]:
        offer = (
            get_object_or_404(offers_of(self.thing), pk=self.kwargs["offer"]) if "offer" in self.kwargs else RoundOffer(round=self.thing)
        )
        return {"municipality": self.municipality, "areas": areas_of_units(), "instance": offer}

    def act(self, form: Any) -> RoundOffer:
        return save_offer(actor=self.person, round=self.thing, offer=form.instance)


class OfferRemove(OnRound, ActPage):
    permission = COORDINATE
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        return remove_offer(actor=self.person, offer=get_object_or_404(offers_of(self.thing), pk=self.kwargs["offer"]))

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:round", args=[self.thing.pk])


class RoundStep(OnRound, ActPage):
    permission = COORDINATE
    done_message = gettext_lazy("Done.")

    def act(self) -> Any:
        step = STEP_ACTIONS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        return step(actor=self.person, round=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:round", args=[self.thing.pk])


class RoundReplay(OnRound, ActPage):
    permission = COORDINATE
    done_message = gettext_lazy("It is being computed again. Reload the page in a moment.")

    def act(self) -> Any:
        return ask_replay(actor=self.person, round=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:round_proof", args=[self.thing.pk])


class ApplicationList(ListPage):
    """All applications of a round, with what each got and why; as a file too."""

    permission = COORDINATE
    row_template = "marketplace/application_row.html"
    sorts = (Sort("oldest", gettext_lazy("In the order of coming"), lambda language: F("created_at")),)
    columns = (
        Column(gettext_lazy("Unit"), lambda row: row.unit.name),
        Column(gettext_lazy("Group"), lambda row: row.group_label),
        Column(gettext_lazy("Learners"), lambda row: row.headcount),
        Column(gettext_lazy("Age from"), lambda row: row.age_from),
        Column(gettext_lazy("Age to"), lambda row: row.age_to),
        Column(gettext_lazy("Language"), lambda row: row.language),
        Column(gettext_lazy("Place given"), lambda row: row.offer.title if row.offer else ""),
        Column(gettext_lazy("Which wish"), lambda row: row.rank or ""),
        Column(gettext_lazy("Why"), lambda row: " | ".join(f"{answer['rank']}. {reason_words(answer)}" for answer in row.answers)),
    )
    thing: AllocationRound

    def fetch(self) -> AllocationRound:
        return get_object_or_404(AllocationRound.objects.defer("input", "result"), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return _("Applications: %(round)s") % {"round": self.thing.title}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return rounds_crumbs((self.thing.title, reverse("marketplace:round", args=[self.thing.pk])), (_("Applications"), ""))

    def rows(self) -> Any:
        return applications_of(self.thing)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}
