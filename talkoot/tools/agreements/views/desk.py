"""Preparing an agreement: name, places, parties, annexes, sending it to be signed."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.ui.pages import ActPage, FormPage
from talkoot.tools.agreements.actions.drafting import (
    NamedParty,
    add_party,
    attach_annex,
    change_basics,
    fill_places,
    name_signatory,
    remove_party,
    set_annex,
    withdraw_agreement,
)
from talkoot.tools.agreements.actions.signing import offer_agreement, recall_agreement
from talkoot.tools.agreements.content.states import VersionState
from talkoot.tools.agreements.forms.agreements import (
    AnnexForm,
    AnnexNeedForm,
    BasicsForm,
    PartyForm,
    PlacesForm,
    ReasonForm,
    SignatoryForm,
)
from talkoot.tools.agreements.models.agreement import AgreementVersion, Annex, Party
from talkoot.tools.agreements.permissions import WRITE
from talkoot.tools.agreements.queries.agreements import annexes_of, open_version, parties_of, version_in_force
from talkoot.tools.agreements.views.agreements import AboutAgreement


class DeskPage(AboutAgreement, FormPage):
    """A form over a part of the agreement; back to its page."""

    permission = WRITE
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")

    def version(self) -> AgreementVersion:
        """The open version, or 404 when nothing can be changed."""
        version = open_version(self.thing)
        if version is None:
            raise Http404
        version.agreement = self.thing
        return version

    def party(self) -> Party:
        found = next((party for party in parties_of(self.thing) if party.pk == self.kwargs["party"]), None)
        if found is None:
            raise Http404
        found.agreement = self.thing
        return found


class Basics(DeskPage):
    title = gettext_lazy("Name and language")
    form_class = BasicsForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"agreement": self.thing}

    def act(self, form: Any) -> Any:
        return change_basics(actor=self.person, agreement=self.thing, **form.cleaned_data)


class Places(DeskPage):
    title = gettext_lazy("Dates and places to fill")
    lead = gettext_lazy("What you write here goes into the text. Names of the parties and who signs come by themselves.")
    form_class = PlacesForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"version": self.version()}

    def act(self, form: Any) -> Any:
        return fill_places(
            actor=self.person,
            agreement=self.thing,
            values=form.values(),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            changes=form.cleaned_data.get("changes"),
        )


class PartyAdd(DeskPage):
    title = gettext_lazy("Add a party")
    form_class = PartyForm

    def act(self, form: Any) -> Any:
        return add_party(actor=self.person, agreement=self.thing, party=NamedParty(form.cleaned_data["organisation"]))

    def done_url(self, result: Any) -> str:
        return reverse("agreements:signatory", args=[self.thing.pk, result.pk])


class Signatory(DeskPage):
    form_class = SignatoryForm

    @property
    def title(self) -> Any:
        return _("Who signs for %(party)s") % {"party": self.party()}

    def form_kwargs(self) -> dict[str, Any]:
        return {"party": self.party()}

    def act(self, form: Any) -> Any:
        typed = form.cleaned_data
        return name_signatory(
            actor=self.person,
            party=self.party(),
            signatory=typed["signatory"],
            signatory_name=typed.get("signatory_name", ""),
            title=typed["title"],
        )


class AnnexPage(DeskPage):
    """Put an annex in place, also after signing when it is due later."""

    form_class = AnnexForm
    template_name = "agreements/annex_page.html"

    def annex(self) -> Annex:
        version = open_version(self.thing) or version_in_force(self.thing)
        if version is None:
            raise Http404
        return get_object_or_404(Annex.objects.select_related("file"), version=version, key=self.kwargs["key"])

    @property
    def title(self) -> Any:
        return self.annex().title

    def form_kwargs(self) -> dict[str, Any]:
        return {"annex": self.annex()}

    def context(self) -> dict[str, Any]:
        version = open_version(self.thing)
        return super().context() | {
            "annex": self.annex(),
            "agreement": self.thing,
            "may_set_need": version is not None and version.state == VersionState.DRAFT,
        }

    def act(self, form: Any) -> Any:
        typed = form.cleaned_data
        return attach_annex(
            actor=self.person, agreement=self.thing, key=self.kwargs["key"], upload=typed["upload"] or None, reference=typed["reference"]
        )


class AnnexNeed(DeskPage):
    title = gettext_lazy("Is the annex needed, and when")
    form_class = AnnexNeedForm

    def form_kwargs(self) -> dict[str, Any]:
        annex = next((annex for annex in annexes_of(self.version()) if annex.key == self.kwargs["key"]), None)
        if annex is None:
            raise Http404
        return {"initial": {"is_required": annex.is_required, "due": annex.due}}

    def act(self, form: Any) -> Any:
        return set_annex(actor=self.person, agreement=self.thing, key=self.kwargs["key"], **form.cleaned_data)


class DeskButton(AboutAgreement, ActPage):
    permission = WRITE


class PartyRemove(DeskButton):
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        party = next((party for party in parties_of(self.thing) if party.pk == self.kwargs["party"]), None)
        if party is None:
            raise Http404
        return remove_party(actor=self.person, party=party)


class Offer(DeskButton):
    done_message = gettext_lazy("Sent. Whoever signs next gets word by e-mail.")

    def act(self) -> Any:
        return offer_agreement(actor=self.person, agreement=self.thing)


class Recall(DeskPage):
    title = gettext_lazy("Take back to change it")
    lead = gettext_lazy("Signatures given so far do not count for the changed text: all sign it anew. Say why, the parties see it.")
    submit_label = gettext_lazy("Take back")
    done_message = gettext_lazy("The text can be changed again.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return recall_agreement(actor=self.person, agreement=self.thing, reason=form.cleaned_data["reason"])


class Withdraw(DeskPage):
    title = gettext_lazy("Withdraw")
    lead = gettext_lazy("Nobody is bound by it. An agreement that is in force already stays in force as it was signed.")
    submit_label = gettext_lazy("Withdraw")
    done_message = gettext_lazy("Withdrawn.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return withdraw_agreement(actor=self.person, agreement=self.thing, reason=form.cleaned_data["reason"])
