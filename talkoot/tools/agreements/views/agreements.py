"""The list of agreements, and the page of one: what it says, where it stands, what is missing, who signs next."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.ui.differences import PairForm
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.agreements.actions.drafting import draft_agreement
from talkoot.tools.agreements.content.comparison import text_sides
from talkoot.tools.agreements.content.places import fill
from talkoot.tools.agreements.content.states import State, VersionState
from talkoot.tools.agreements.forms.agreements import AgreementFilter, StartForm
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Party
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.permissions import (
    LIST,
    READ_RIGHTS,
    READ_TEMPLATES,
    RECORD_COPY,
    TERMINATE,
    VIEW,
    WRITE,
    signing_basis,
    subject_of,
)
from talkoot.tools.agreements.phases import LIFE
from talkoot.tools.agreements.queries.agreements import (
    annexes_of,
    is_in_force,
    parties_of,
    shown_version,
    signatures_of,
    versions_of,
    visible_agreements,
)
from talkoot.tools.agreements.queries.readiness import languages_of, missing_for_offer, signatory_words, texts_of, values_of
from talkoot.tools.agreements.queries.templates import newest_published

STATE_COLORS = {
    State.DRAFT: "neutral",
    State.OFFERED: "warning",
    State.SIGNED: "success",
    State.ENDED: "neutral",
    State.TERMINATED: "danger",
    State.WITHDRAWN: "neutral",
}


class SignedInPage(Page):
    """A visitor is led to sign in and back, whatever the page: links in mail lead here."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.person is None:
            return self.refused(Forbidden(_("Sign in to do this.")))
        return super().answer(request, *args, **kwargs)


class AgreementList(SignedInPage, ListPage):
    permission = VIEW
    title = gettext_lazy("Agreements")
    lead = gettext_lazy("What has been agreed with whom, what waits to be signed, and what ends soon.")
    row_template = "agreements/agreement_row.html"
    filter_form_class = AgreementFilter
    sorts = (
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("created_at"), is_descending=True),
    )
    columns = (
        Column(pgettext_lazy("agreement", "Number"), lambda row: row.code),
        Column(gettext_lazy("Name"), lambda row: row.title),
        Column(gettext_lazy("State"), lambda row: row.get_state_display()),
        Column(gettext_lazy("First day"), lambda row: row.starts_on),
        Column(gettext_lazy("Last day"), lambda row: row.ends_on),
        Column(gettext_lazy("Terminated as from"), lambda row: row.terminated_on),
    )

    def rows(self) -> QuerySet[Agreement]:
        return visible_agreements(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Draft an agreement"), "url": reverse("agreements:start")} if self.allows(WRITE) else None

    def downloads(self) -> list[dict[str, Any]]:
        ways = super().downloads()
        if self.allows(READ_TEMPLATES):
            ways = [
                {"label": _("Templates"), "url": reverse("agreements:templates")},
                {"label": _("Clause library"), "url": reverse("agreements:clauses")},
                *ways,
            ]
        return [{"label": _("Rights to sign"), "url": reverse("agreements:rights")}, *ways] if self.allows(READ_RIGHTS) else ways

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No agreements"),
            "text": _("An agreement appears here when one is drafted from a template, by hand or from a trial."),
        }


class AgreementStart(SignedInPage, FormPage):
    permission = WRITE
    title = gettext_lazy("Draft an agreement")
    lead = gettext_lazy("Choose the template and the other party. Nobody else sees the draft before you send it to be signed.")
    submit_label = gettext_lazy("Save and go on")
    form_class = StartForm
    template_name = "agreements/start.html"

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "initial": {"template": self.request.GET.get("template", "")}}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, {"label": self.title, "url": ""}]

    def act(self, form: Any) -> Agreement:
        typed = form.cleaned_data
        return draft_agreement(
            actor=self.person,
            template_version=form.versions[typed["template"]],
            language=typed["language"],
            parties=[typed["organisation"]],
            values={},
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )

    def done_url(self, result: Agreement) -> str:
        return reverse("agreements:detail", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("agreements:list")


class AboutAgreement(SignedInPage):
    """Base of all pages about one agreement; who may not see it finds nothing."""

    permission = VIEW
    thing: Agreement

    def fetch(self) -> Agreement:
        return get_object_or_404(visible_agreements(self.person), pk=self.kwargs["pk"])

    @property
    def sees_drafts(self) -> bool:
        """What is being written is not shown to the other side before it is sent to be signed. Whoever sees an agreement that
        was never sent is on the side that writes it."""
        return self.allows(WRITE) or allowed(self.person, LIST) or self.thing.offered_at is None

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        here = [{"label": f"{self.thing.code} {self.thing.title}", "url": reverse("agreements:detail", args=[self.thing.pk])}]
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, *here, {"label": self.title, "url": ""}]

    def done_url(self, result: Any) -> str:
        return reverse("agreements:detail", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("agreements:detail", args=[self.thing.pk])


def mend_url(agreement: Agreement, refusal: Refusal) -> str:
    """The page on which what a refusal names is put right."""
    name = refusal.field
    if name.startswith("annex-"):
        return reverse("agreements:annex", args=[agreement.pk, name.removeprefix("annex-")])
    if name.startswith("party-"):
        return reverse("agreements:signatory", args=[agreement.pk, int(name.removeprefix("party-"))])
    if name == "parties":
        return reverse("agreements:party_add", args=[agreement.pk])
    if name == "language":
        return reverse("agreements:basics", args=[agreement.pk])
    return reverse("agreements:places", args=[agreement.pk])


class AgreementDetail(AboutAgreement):
    template_name = "agreements/agreement_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def badges(self) -> list[dict[str, Any]]:
        badges = [{"label": self.thing.get_state_display(), "color": STATE_COLORS[State(self.thing.state)]}]
        if self.thing.state == State.TERMINATED and is_in_force(self.thing):
            badges.append({"label": _("In force until %(day)s") % {"day": date_words(self.thing.terminated_on)}, "color": "info"})
        return [{"label": self.thing.code, "color": "neutral"}, *badges]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, {"label": self.thing.code, "url": ""}]

    def context(self) -> dict[str, Any]:
        agreement, versions = self.thing, list(versions_of(self.thing))
        if not self.sees_drafts:
            versions = [version for version in versions if version.offered_at is not None]
        version = shown_version(versions)
        version.agreement = agreement
        parties = parties_of(agreement)
        signing = self.signing(version, parties)
        missing = missing_for_offer(agreement) if self.may_write and version.state == VersionState.DRAFT else []
        subject = subject_of(agreement)
        return super().context() | {
            "agreement": agreement,
            "version": version,
            "versions": versions if len(versions) > 1 else [],
            "stages": [
                {"label": stage.label, "state": stage.standing} for stage in LIFE.stages(agreement) if is_on_the_way(stage.name, agreement)
            ],
            "in_short": self.in_short(version, parties),
            "facts": self.facts(version, subject),
            "signing": signing,
            "next": next((line for line in signing if line["signature"] is None), None),
            "mine": next((line for line in signing if line["may_sign"]), None),
            "missing": [{"refusal": refusal, "url": mend_url(agreement, refusal)} for refusal in missing],
            "annexes": annexes_of(version),
            "may_write": self.may_write,
            "may_record": self.allows(RECORD_COPY) and version.state == VersionState.OFFERED,
            "may_terminate": agreement.state == State.SIGNED and self.allows(TERMINATE),
            "text_languages": [{"code": code, "name": language_named(code)} for code in text_languages(version)],
            "thread": thread_of(agreement, self.person),
            "panels": panels_of(agreement, self.person),
        }

    @property
    def may_write(self) -> bool:
        return self.allows(WRITE)

    def in_short(self, version: AgreementVersion, parties: list[Party]) -> str:
        """The template's plain words in the reader's language, its places filled; Markdown."""
        summary: Words = version.template_version.summary
        language = summary.shown_language() or get_language() or version.agreement.language
        return fill(summary.in_language(), values_of(version, parties), language)

    def facts(self, version: AgreementVersion, subject: Any) -> list[dict[str, Any]]:
        agreement = self.thing
        facts = [
            {"label": pgettext("agreement", "Number"), "value": agreement.code},
            {"label": _("Valid"), "value": " – ".join(date_words(day) for day in (version.starts_on, version.ends_on) if day)},
            {"label": _("Language of the binding text"), "value": language_named(agreement.language).capitalize()},
            {"label": _("Template"), "value": f"{version.template_version.title} ({version.template_version.number})"},
        ]
        if agreement.terminated_on:
            facts.append({"label": _("Terminated as from"), "value": date_words(agreement.terminated_on)})
        if subject is not None and url_of(subject):
            facts.append({"label": _("About"), "value": title_of(subject), "url": url_of(subject)})
        return [fact for fact in facts if fact["value"]]

    def signing(self, version: AgreementVersion, parties: list[Party]) -> list[dict[str, Any]]:
        """A line for each party: who signs, whether it has, and whether the reader may."""
        signatures: dict[int, Signature] = {signature.party_id: signature for signature in signatures_of(version)}
        lines = []
        for party in parties:
            party.agreement = self.thing
            signature = signatures.get(party.pk)
            waits = version.state == VersionState.OFFERED and signature is None
            lines.append(
                {
                    "party": party,
                    "who": signatory_words(party),
                    "signature": signature,
                    "may_sign": waits and bool(signing_basis(self.person, party)),
                }
            )
        return lines


def is_on_the_way(state: str, agreement: Agreement) -> bool:
    """The bar shows the usual way, and what ended it otherwise only when it did."""
    if state in (State.TERMINATED, State.WITHDRAWN):
        return agreement.state == state
    if state == State.ENDED:
        return agreement.state not in (State.TERMINATED, State.WITHDRAWN)
    return state != State.SIGNED or agreement.state != State.WITHDRAWN


def text_languages(version: AgreementVersion) -> list[str]:
    """The binding one first; PostgreSQL gives the keys of the frozen texts in an order of its own."""
    agreement = version.agreement
    there = version.texts or languages_of(version)
    return [code for code in dict.fromkeys([agreement.language, *agreement.municipality.languages]) if code in there]


def asked_language(page: Page, version: AgreementVersion) -> str:
    """The language of the text that the reader asked for, else the reader's own, else the binding one."""
    there = text_languages(version)
    for code in (page.request.GET.get("text", ""), get_language() or ""):
        if code in there:
            return code
    return version.agreement.language


class AgreementText(AboutAgreement):
    """The whole text, in one language at a time; of any version that the reader may see."""

    template_name = "agreements/agreement_text.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    def version(self) -> AgreementVersion:
        versions = [v for v in versions_of(self.thing) if v.offered_at is not None or self.sees_drafts]
        wanted = self.request.GET.get("version", "")
        chosen = next((v for v in versions if str(v.pk) == wanted), None) or shown_version(versions)
        chosen.agreement = self.thing
        return chosen

    def context(self) -> dict[str, Any]:
        version = self.version()
        language = asked_language(self, version)
        return super().context() | {
            "agreement": self.thing,
            "version": version,
            "text": texts_of(version)[language],
            "language": language,
            "is_binding": language == self.thing.language,
            "binding": language_named(self.thing.language),
            "tabs": [
                {"label": language_named(code).capitalize(), "url": f"?text={code}&version={version.pk}", "is_current": code == language}
                for code in text_languages(version)
            ],
        }


def has_newer_template(agreement: Agreement) -> bool:
    newest = newest_published(agreement.template_version.template)
    return newest is not None and newest.pk != agreement.template_version_id


class AgreementCompare(AboutAgreement):
    """Two versions of the text side by side, in one language at a time; of those that the reader may see."""

    template_name = "agreements/agreement_compare.html"
    title = gettext_lazy("What changed in the agreement")

    def fetch(self) -> Agreement:
        self.thing = agreement = super().fetch()
        seen = [version for version in versions_of(agreement) if version.offered_at is not None or self.sees_drafts]
        self.versions = {str(version.pk): version for version in reversed(seen)}
        if len(self.versions) < 2:
            raise Http404
        for version in seen:
            version.agreement = agreement
        return agreement

    def context(self) -> dict[str, Any]:
        form = PairForm(self.request.GET, choices=[(key, version_words(version)) for key, version in self.versions.items()])
        before, after = (self.versions[key] for key in form.pair)
        codes = [code for code in text_languages(after) if code in text_languages(before)] or [self.thing.language]
        asked = self.request.GET.get("text", "") or get_language() or ""
        language = asked if asked in codes else codes[0]
        query = f"before={before.pk}&after={after.pk}"
        old, new = (texts_of(version).get(language) or {"title": "", "clauses": [], "annexes": []} for version in (before, after))
        return super().context() | {
            "agreement": self.thing,
            "form": form,
            "before": version_words(before),
            "after": version_words(after),
            "changes": after.changes,
            "rows": text_sides(old, new, title_label=_("Title"), annex_label=_("Annexes")),
            "language": language,
            "tabs": [
                {"label": language_named(code).capitalize(), "url": f"?{query}&text={code}", "is_current": code == language}
                for code in codes
            ],
        }


def version_words(version: AgreementVersion) -> str:
    name = _("First text") if version.number == 1 else _("Amendment %(number)d") % {"number": version.number - 1}
    return name if version.state == VersionState.SIGNED else f"{name}, {version.get_state_display()}"
