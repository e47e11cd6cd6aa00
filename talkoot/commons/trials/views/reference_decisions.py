"""A reference for the product of a trial: what is missing, asking for it, and the official's decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.references import ask_for_reference, grant_reference, refuse_reference
from talkoot.commons.trials.forms.references import GrantForm, ReferenceApplicationForm, RefusalForm
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import ASK_FOR_REFERENCE, DECIDE_REFERENCE, READ_REFERENCE
from talkoot.commons.trials.queries.references import (
    missing_for_reference,
    open_application_of,
    reference_decisions_of,
    references_of,
    terms_of,
    trials_to_decide_on,
    version_tried,
    versions_for_reference,
)
from talkoot.kernel.ui.pages import FormPage, Page


class OfTrial:
    """The trial, for those who read its inside and for the officials who decide on it."""

    kwargs: dict[str, Any]
    person: Any
    thing: Trial
    title: ClassVar[Any] = ""

    def fetch(self) -> Trial:
        return get_object_or_404(trials_to_decide_on(self.person), slug=self.kwargs["slug"])

    def here(self) -> str:
        return reverse("trials:trial_reference", args=[self.thing.slug])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        trial = {"label": self.thing.title, "url": reverse("trials:detail", args=[self.thing.slug])}
        return [trial, {"label": self.title, "url": ""}]

    def done_url(self, result: Any) -> str:
        return self.here()

    def cancel_url(self) -> str:
        return self.here()


class TrialReference(OfTrial, Page):
    permission = READ_REFERENCE
    template_name = "trials/reference_of_trial.html"
    title = gettext_lazy("Reference of the trial")

    def context(self) -> dict[str, Any]:
        version = version_tried(self.thing)
        references = list(references_of(self.thing))
        terms, terms_version = terms_of(self.thing)
        return super().context() | {
            "trial": self.thing,
            "version": version,
            "missing": missing_for_reference(self.thing, version) if version else [],
            "application": open_application_of(self.thing),
            "references": references,
            "decisions": list(reference_decisions_of(self.thing)[:20]),
            "terms": terms,
            "terms_version": terms_version,
            "may_ask": self.allows(ASK_FOR_REFERENCE),
            "may_decide": self.allows(DECIDE_REFERENCE),
        }


class ReferenceAsk(OfTrial, FormPage):
    permission = ASK_FOR_REFERENCE
    title = gettext_lazy("Ask for a reference")
    lead = gettext_lazy("An official of the municipality decides. You are told by e-mail.")
    submit_label = gettext_lazy("Ask for it")
    done_message = gettext_lazy("Asked for. The official decides.")
    form_class = ReferenceApplicationForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"versions": versions_for_reference(self.thing)}

    def act(self, form: Any) -> Any:
        return ask_for_reference(
            actor=self.person, trial=self.thing, version=form.cleaned_data["version"], message=form.cleaned_data["message"]
        )


class ReferenceGrant(OfTrial, FormPage):
    permission = DECIDE_REFERENCE
    title = gettext_lazy("Decide on the reference")
    lead = gettext_lazy("Your decision is signed with the municipality's key and shown in the public register.")
    submit_label = gettext_lazy("Grant the reference")
    done_message = gettext_lazy("Granted. The reference is in the public register.")
    form_class = GrantForm

    def form_kwargs(self) -> dict[str, Any]:
        application = open_application_of(self.thing)
        return {
            "versions": versions_for_reference(self.thing),
            "municipality": self.municipality,
            "chosen": application.product_version if application else version_tried(self.thing),
        }

    def act(self, form: Any) -> Any:
        return grant_reference(actor=self.person, trial=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("trials:reference", args=[result.code])


class ReferenceRefuse(OfTrial, FormPage):
    permission = DECIDE_REFERENCE
    title = gettext_lazy("Refuse the reference")
    lead = gettext_lazy("The partner may ask again when what was missing has been mended.")
    submit_label = gettext_lazy("Refuse it")
    done_message = gettext_lazy("Refused. The partner is told, with the reason.")
    form_class = RefusalForm

    def act(self, form: Any) -> Any:
        return refuse_reference(actor=self.person, trial=self.thing, reason=form.cleaned_data["reason"])
