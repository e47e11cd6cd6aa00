from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.operating_models.actions.adopting import adopt_model, adoption_refusal, settle_part
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.permissions import ADOPT, CHOOSE, EDIT
from talkoot.commons.operating_models.queries.changes import shown_changes
from talkoot.commons.operating_models.queries.models import own_models, working_version
from talkoot.commons.operating_models.queries.upstream import Offer, offer_of, possible_adopters, standing_of
from talkoot.commons.operating_models.views.model import ModelPage
from talkoot.commons.operating_models.views.workbench import WorkPage
from talkoot.kernel.links.registry import address_elsewhere
from talkoot.kernel.ui.pages import ActPage, FormPage


class ChooseAdopter(ModelPage):
    """For which municipality? Visitors are led to sign in; whoever coordinates one municipality goes straight on."""

    permission = CHOOSE
    template_name = "operating_models/choose_adopter.html"

    @property
    def title(self) -> str:
        return _("Adopt “%(name)s”") % {"name": self.thing}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.thing.is_published or not self.thing.is_public:
            raise Http404
        assert self.person is not None
        choices = []
        for adopter in possible_adopters(self.person, self.thing):
            own = adopter.own_model
            name, args = ("work", [own.slug]) if own else ("adopt", [self.thing.pk])  # type: ignore[assignment]
            url = address_elsewhere(lambda n=name, a=args: reverse(f"operating_models:{n}", args=a), adopter.municipality)  # type: ignore[misc]
            choices.append({"municipality": adopter.municipality, "own_model": own, "url": url})
        if len(choices) == 1:
            return redirect(choices[0]["url"])  # type: ignore[arg-type]
        return self.show(choices=choices)


class AdoptModel(FormPage):
    """In the adopting municipality: what will happen, and one button."""

    permission = ADOPT
    template_name = "operating_models/adopt.html"
    form_class = forms.Form
    submit_label = gettext_lazy("Adopt this model")
    done_message = gettext_lazy("The model is yours. Adapt what differs in your municipality, then publish it.")
    thing: Offer

    def fetch(self) -> Offer:
        offer = offer_of(self.kwargs["origin_id"])
        if offer is None:
            raise Http404
        return offer

    @property
    def title(self) -> str:
        return _("Adopt “%(name)s”") % {"name": self.thing.model}

    def cancel_url(self) -> str:
        return address_elsewhere(lambda: reverse("operating_models:model", args=[self.thing.model.slug]), self.thing.municipality)

    def context(self) -> dict[str, Any]:
        refusal = adoption_refusal(self.thing)
        own = own_models().filter(adopted_from_model_id=self.thing.model.pk).first() if refusal else None
        return super().context() | {
            "offer": self.thing,
            "refusal": refusal,
            "own_url": reverse("operating_models:work", args=[own.slug]) if own else "",
            "origin_url": self.cancel_url(),
            "part_count": len(self.thing.parts) - 1,
        }

    def act(self, form: forms.Form) -> OperatingModel:
        return adopt_model(actor=self.person, origin_id=self.thing.model.pk)

    def done_url(self, result: OperatingModel) -> str:
        return reverse("operating_models:work", args=[result.slug])


class Upstream(WorkPage):
    """What the origin has changed since: each part with its choice. Nothing is taken without one."""

    template_name = "operating_models/upstream.html"

    @property
    def title(self) -> str:
        return _("“%(name)s” beside its origin") % {"name": self.thing}

    def context(self) -> dict[str, Any]:
        standing = standing_of(self.thing, working_version(self.thing))
        changes = shown_changes(standing.asking) if standing else []
        asking = [{"change": change, "settle_url": self.url("settle_part", change.key)} for change in changes]
        settled = [c for c in standing.comparisons if not c.asks] if standing else []
        origin_url = (
            address_elsewhere(lambda: reverse("operating_models:model", args=[standing.offer.model.slug]), standing.offer.municipality)
            if standing and self.thing.adopted_from_model_id
            else ""
        )
        return super().context() | {
            "standing": standing,
            "asking": asking,
            "settled": settled,
            "unchanged_count": sum(c.status == "unchanged" for c in settled),
            "origin_url": origin_url,
        }


class SettlePart(WorkPage, ActPage):
    permission = EDIT

    def act(self) -> Any:
        self.choice, _edit, self.then_edit = self.request.POST.get("choice", "").partition("-")
        return settle_part(
            actor=self.person,
            model=self.thing,
            key=self.kwargs["key"],
            choice=self.choice,
            seen_hash=self.request.POST.get("seen_hash", ""),
        )

    def done_url(self, result: Any) -> str:
        if result is not self.thing and getattr(self, "then_edit", ""):  # type: ignore[arg-type]
            return self.url("part", self.kwargs["key"])
        return self.url("upstream")
