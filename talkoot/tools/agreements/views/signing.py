"""Signing, declining, recording a signed copy, amending, terminating."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.ui.pages import FormPage
from talkoot.tools.agreements.actions.signing import (
    amend_agreement,
    decline_agreement,
    record_signed_copy,
    sign_agreement,
    terminate_agreement,
)
from talkoot.tools.agreements.content.states import VersionState
from talkoot.tools.agreements.forms.agreements import AmendForm, CopyForm, ReasonForm, TerminateForm
from talkoot.tools.agreements.models.agreement import AgreementVersion, Party
from talkoot.tools.agreements.permissions import RECORD_COPY, SIGN, TERMINATE, WRITE, signing_basis
from talkoot.tools.agreements.queries.agreements import annexes_of, open_version, signatures_of, unsigned_parties
from talkoot.tools.agreements.queries.templates import newest_published
from talkoot.tools.agreements.views.agreements import AboutAgreement, asked_language, has_newer_template, text_languages


class PartyPage(AboutAgreement, FormPage):
    """A page about what one party does with the offered text. 404 when there is no such party or nothing is offered."""

    thing: Any

    def fetch(self) -> Any:
        agreement = super().fetch()
        version = open_version(agreement)
        if version is None or version.state != VersionState.OFFERED:
            raise Http404
        version.agreement = agreement
        party = next((party for party in unsigned_parties(version) if party.pk == self.kwargs["party"]), None)
        if party is None:
            raise Http404
        party.agreement = agreement
        self.version: AgreementVersion = version
        return party

    @property
    def agreement(self) -> Any:
        return self.thing.agreement

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        here = {"label": f"{self.agreement.code} {self.agreement.title}", "url": self.cancel_url()}
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, here, {"label": self.title, "url": ""}]

    def done_url(self, result: Any) -> str:
        return reverse("agreements:detail", args=[self.agreement.pk])

    def cancel_url(self) -> str:
        return reverse("agreements:detail", args=[self.agreement.pk])


class SignForm(forms.Form):
    """One button; the hash tells which text was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class SignPage(PartyPage):
    """Read the text, see on what the right rests, sign."""

    permission = SIGN
    template_name = "agreements/sign.html"
    submit_label = pgettext_lazy("agreement", "Sign")
    form_class = SignForm
    done_message = gettext_lazy("Signed. Thank you.")
    thing: Party

    @property
    def title(self) -> Any:
        return _("Sign: %(agreement)s") % {"agreement": self.agreement.title}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"seen": self.version.sha256}}

    def context(self) -> dict[str, Any]:
        language = asked_language(self, self.version)
        return super().context() | {
            "agreement": self.agreement,
            "version": self.version,
            "party": self.thing,
            "basis": signing_basis(self.person, self.thing),
            "text": self.version.texts[language],
            "language": language,
            "is_binding": language == self.agreement.language,
            "binding": language_named(self.agreement.language),
            "tabs": [
                {"label": language_named(code).capitalize(), "url": f"?text={code}", "is_current": code == language}
                for code in text_languages(self.version)
            ],
            "annexes": annexes_of(self.version),
            "signatures": signatures_of(self.version),
        }

    def act(self, form: Any) -> Any:
        return sign_agreement(actor=self.person, version=self.version, party=self.thing, seen_sha256=form.cleaned_data["seen"])


class DeclinePage(PartyPage):
    permission = SIGN
    title = gettext_lazy("Decline to sign")
    lead = gettext_lazy("The text goes back to those who prepare it, with your reason. They mend it and send it again.")
    submit_label = gettext_lazy("Send back with this reason")
    done_message = gettext_lazy("Sent back. The one who prepared it gets word.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return decline_agreement(actor=self.person, version=self.version, party=self.thing, reason=form.cleaned_data["reason"])


class CopyPage(PartyPage):
    permission = RECORD_COPY
    title = gettext_lazy("Add a signed copy")
    lead = gettext_lazy("For a party that signed on paper or in another service. Check that the copy is of this very text.")
    submit_label = gettext_lazy("Record the signature")
    done_message = gettext_lazy("Recorded.")
    form_class = CopyForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"party": self.thing}

    def act(self, form: Any) -> Any:
        return record_signed_copy(actor=self.person, version=self.version, party=self.thing, **form.cleaned_data)


class Amend(AboutAgreement, FormPage):
    permission = WRITE
    title = gettext_lazy("Amend the agreement")
    submit_label = gettext_lazy("Begin the amendment")
    form_class = AmendForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"has_newer": has_newer_template(self.thing)}

    def act(self, form: Any) -> Any:
        newest = newest_published(self.thing.template_version.template) if form.cleaned_data.get("newest") else None
        return amend_agreement(actor=self.person, agreement=self.thing, changes=form.cleaned_data["changes"], template_version=newest)

    def done_url(self, result: Any) -> str:
        return reverse("agreements:places", args=[self.thing.pk])


class Terminate(AboutAgreement, FormPage):
    permission = TERMINATE
    title = gettext_lazy("Terminate the agreement")
    lead = gettext_lazy("Either side may end the agreement before its time. All parties get word, with the reason.")
    submit_label = pgettext_lazy("agreement", "Terminate")
    done_message = gettext_lazy("The agreement has been terminated.")
    form_class = TerminateForm

    def act(self, form: Any) -> Any:
        return terminate_agreement(actor=self.person, agreement=self.thing, **form.cleaned_data)
