"""The public register of references, the page of one, and the keys by which they are signed."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.commons.trials.actions.references import revoke_reference
from talkoot.commons.trials.actions.signing import change_signing_key
from talkoot.commons.trials.content.reference_words import Standing, read_code
from talkoot.commons.trials.forms.references import KeyChangeForm, ReferenceFilter, RevocationForm
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.permissions import DECIDE_REFERENCE, KEEP_KEYS, VIEW
from talkoot.commons.trials.queries.issuing import addresses_of, page_of, picture_words, signing_keys
from talkoot.commons.trials.queries.references import public_references
from talkoot.commons.trials.templatetags.trials_references import COLOURS
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page


class ReferenceList(PubliclyKept, ListPage):
    permission = VIEW
    title = gettext_lazy("References")
    lead = gettext_lazy(
        "Products that were co-created with the municipality. A reference says so, and nothing more: it is not an approval."
    )
    row_template = "trials/reference_row.html"
    filter_form_class = ReferenceFilter
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("granted_at"), is_descending=True),
        Sort("name", gettext_lazy("By name"), lambda language: F("name_order")),
    )
    columns = (
        Column(gettext_lazy("Verification code"), lambda row: row.code),
        Column(gettext_lazy("Product and version"), lambda row: row.name),
        Column(gettext_lazy("Organisation"), lambda row: row.organisation_name),
        Column(pgettext_lazy("reference", "Wording"), lambda row: row.wording),
        Column(gettext_lazy("Granted on"), lambda row: row.decision.decided_on),
        Column(gettext_lazy("Valid until"), lambda row: row.valid_until),
        Column(pgettext_lazy("reference", "How it stands"), lambda row: Standing(row.standing).label),
    )

    def rows(self) -> Any:
        return public_references()

    def empty(self) -> dict[str, Any]:
        if self.request.GET.get("q"):
            return super().empty() | {
                "title": _("No such reference"),
                "text": _(
                    "Nothing by this name or code is in the register. A reference that is not here was not given by this municipality."
                ),
            }
        return super().empty() | {
            "title": _("No references yet"),
            "text": _("A company may ask for one when its trial has been completed."),
        }


class ReferenceDetail(Page):
    # Kept by no browser: who looks again sees at once that it was revoked.
    permission = VIEW
    template_name = "trials/reference_detail.html"
    thing: Reference

    def fetch(self) -> Reference:
        return get_object_or_404(public_references(), code=read_code(self.kwargs["code"]))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Typed in small letters or without hyphens, it leads to the one address.
        if self.kwargs["code"] != self.thing.code:
            return redirect("trials:reference", self.thing.code, permanent=True)
        return super().get(request, *args, **kwargs)

    @property
    def title(self) -> str:
        return self.thing.name

    @property
    def lead(self) -> str:
        return f"{self.thing.wording} · {self.thing.organisation_name}"

    @property
    def badges(self) -> list[dict[str, Any]]:
        standing = Standing(self.thing.standing)  # type: ignore[attr-defined]
        return [{"label": standing.label, "color": COLOURS[standing]}]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("References"), "url": reverse("trials:references")}, {"label": self.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        reference, addresses = self.thing, addresses_of(self.thing.municipality)
        standing = Standing(reference.standing)  # type: ignore[attr-defined]
        language = self.request.LANGUAGE_CODE
        picture = addresses.part(reference.code, f"picture-{language}")
        page = page_of(reference)
        words = picture_words(reference, language)
        alternative = f"{words.wording}: {words.product}"
        return super().context() | {
            "reference": reference,
            "standing": standing,
            "is_valid": standing == Standing.VALID,
            "warning_colour": "danger" if standing == Standing.REVOKED else "warning",
            "address": page,
            "qr": reverse("trials:reference_qr", args=[reference.code]),
            "plain_picture": reverse("trials:reference_picture", args=[reference.code]),
            "picture_png": f"{picture}.png",
            "picture_svg": f"{picture}.svg",
            "alternative": alternative,
            "snippet": snippet_of(page, f"{picture}.png", alternative),
            "credential": addresses.credential(reference.code),
            "issuer": addresses.issuer,
            "keys": addresses.keys,
            "did": addresses.did,
            "status_list": addresses.status_list,
            "thread": thread_of(reference, self.person),
            "may_revoke": reference.revoked_at is None and self.allows(DECIDE_REFERENCE),
        }


def snippet_of(page: str, picture: str, alternative: str) -> str:
    """HTML to copy, as plain text: names are escaped in it once, and the page that shows it escapes it once more."""
    return "" + format_html('<a href="{}"><img src="{}" width="300" height="300" alt="{}"></a>', page, picture, alternative)


class ReferenceRevoke(FormPage):
    permission = DECIDE_REFERENCE
    template_name = "ui/confirm_page.html"
    title = gettext_lazy("Revoke the reference")
    submit_label = pgettext_lazy("reference", "Revoke")
    done_message = gettext_lazy("Revoked. The register, the picture and the status list say so.")
    form_class = RevocationForm
    color = "danger"
    thing: Reference

    def fetch(self) -> Reference:
        return get_object_or_404(public_references(), code=self.kwargs["code"])

    def what_happens(self) -> list[str]:
        return [
            _("%(name)s of %(organisation)s may no longer show the reference.")
            % {"name": self.thing.name, "organisation": self.thing.organisation_name},
            _("Whoever checks it sees at once that it was revoked, and why."),
            _("It cannot be taken back; a new decision can be made later."),
        ]

    def act(self, form: Any) -> Reference:
        return revoke_reference(actor=self.person, reference=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Any) -> str:
        return reverse("trials:reference", args=[self.thing.code])

    def cancel_url(self) -> str:
        return self.done_url(self.thing)


class SigningKeys(FormPage):
    """Which keys sign the references of the municipality; the one in use is changed here."""

    permission = KEEP_KEYS
    template_name = "trials/reference_keys.html"
    title = gettext_lazy("Signing keys of references")
    lead = gettext_lazy("References are signed with the municipality's key, so that anybody can check that they come from here.")
    submit_label = gettext_lazy("Change the key")
    done_message = gettext_lazy("The key was changed.")
    form_class = KeyChangeForm

    def act(self, form: Any) -> Any:
        return change_signing_key(actor=self.person, is_stolen=form.cleaned_data["why"] == "stolen")

    def done_url(self, result: Any) -> str:
        return reverse("trials:reference_keys")

    def context(self) -> dict[str, Any]:
        addresses = addresses_of(self.municipality)
        keys = list(signing_keys()[:50])
        return super().context() | {"keys": keys, "published_at": addresses.keys, "did": addresses.did, "has_key": bool(keys)}
