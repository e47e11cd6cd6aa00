"""Drafting an agreement: parties, places, dates, annexes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.kernel.actions import action
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.links.relations import ABOUT
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.agreements.content.places import LONGEST_VALUE, label_of
from talkoot.tools.agreements.content.states import Due, State, VersionState
from talkoot.tools.agreements.content.text import complete_languages, hash_of
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.permissions import WRITE
from talkoot.tools.agreements.phases import LIFE
from talkoot.tools.agreements.queries.agreements import number_taken_last, open_version, version_in_force
from talkoot.tools.agreements.queries.readiness import places_to_fill

# Last in the order of signing.
MUNICIPALITY_SIGNS = 100


@dataclass(frozen=True)
class NamedParty:
    """A party as the drafter names it. organisation None: the municipality. Who signs may be named later."""

    organisation: Organisation | None
    signatory: Person | None = None
    signatory_name: str = ""
    title: str = ""


def locked(agreement: Agreement) -> Agreement:
    """The row as it is now, held until the transaction ends: every change of an agreement queues here."""
    return (
        Agreement.objects.select_related("municipality", "template_version__template").select_for_update(of=("self",)).get(pk=agreement.pk)
    )


def open_draft(agreement: Agreement) -> AgreementVersion:
    """The version that is being written; refused while it is out for signing or when there is none."""
    version = open_version(agreement)
    if version is None:
        raise Refusal(_("The agreement is not open for changes."), mend=_("Begin an amendment to change it."))
    if version.state != VersionState.DRAFT:
        raise Refusal(_("The text is out to be signed and cannot be changed."), mend=_("Take it back first."))
    version.agreement = agreement
    return version


def next_number(year: int) -> int:
    """The next number of the year; rivals wait until this transaction has ended, so no number is lost or given twice."""
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("An agreement belongs to a municipality.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('agreements.number'), %s::int)", [municipality.pk])
    return number_taken_last(year) + 1


def clean_values(values: Mapping[str, Any], places: Collection[str], *, is_strict: bool) -> dict[str, Any]:
    """Values of known places, as texts or as {language: text}. Strict: an unknown place is refused, else it is left out."""
    kept: dict[str, Any] = {}
    for place, value in values.items():
        if place not in places:
            if is_strict:
                raise Refusal(_("The text has no place “%(place)s”.") % {"place": str(place)[:60]}, mend=_("Reload the page."))
            continue
        texts = dict(value) if isinstance(value, Mapping) else {"": value}
        clean = {code: "" if text is None else str(text).replace("\0", "").strip() for code, text in texts.items()}
        if any(len(text) > LONGEST_VALUE for text in clean.values()):
            raise Refusal(
                _("“%(place)s” is longer than %(limit)d characters.") % {"place": label_of(place), "limit": LONGEST_VALUE},
                mend=_("Shorten it, and put the rest into an annex."),
                field=place,
            )
        kept[place] = clean[""] if set(clean) == {""} else clean
    return kept


def refuse_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(_("The end must not be before the start."), mend=_("Change the dates."), field="ends_on")


@action("agreements.draft_agreement", permission=WRITE, of="subject", label=gettext_lazy("Drafted the agreement"))
def draft_agreement(
    *,
    actor: Actor,
    template_version: TemplateVersion,
    language: str,
    parties: Sequence[NamedParty | Organisation],
    values: Mapping[str, Any],
    subject: models.Model | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    title: Words | None = None,
    annexes_required: Collection[str] = (),
    annexes_not_needed: Collection[str] = (),
    annexes_at_end: Collection[str] = (),
) -> Agreement:
    """A new draft from a published template. The municipality becomes a party by itself when it is not named.

    values: texts of places, or {language: text}; what the template does not ask is left out, so an entrance may hand in all
    it knows. annexes_…: keys whose requirement or time differs from the template. Raises Refusal (field "language").
    """
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("An agreement belongs to a municipality.")
    if template_version.is_draft:
        raise Refusal(
            _("This version of the template is not published yet."), mend=_("Publish it first, or choose another."), field="template"
        )
    if language not in complete_languages(template_version.clauses, municipality.languages):
        raise Refusal(
            _("The template lacks clauses in the binding language."),
            mend=_("Translate the template, or choose another language."),
            field="language",
        )
    refuse_dates(starts_on, ends_on)
    year = timezone.localdate().year
    agreement = Agreement.objects.create(
        year=year,
        number=next_number(year),
        title=title or template_version.title,
        template_version=template_version,
        language=language,
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        starts_on=starts_on,
        ends_on=ends_on,
        drafted_by_id=getattr(actor, "pk", None),
    )
    version = AgreementVersion(agreement=agreement, number=1, template_version=template_version, starts_on=starts_on, ends_on=ends_on)
    agreement.values = version.values = clean_values(values, places_to_fill(version), is_strict=False)
    agreement.save(update_fields=["values"])
    version.save()
    named = [party if isinstance(party, NamedParty) else NamedParty(party) for party in parties]
    if all(party.organisation is not None for party in named):
        named.append(NamedParty(None))
    add_parties(agreement, named)
    Annex.objects.bulk_create(
        Annex(
            version=version,
            key=annex["key"],
            title=Words(annex["title"]),
            order=order,
            is_required=(annex["required"] or annex["key"] in annexes_required) and annex["key"] not in annexes_not_needed,
            due=Due.END if annex["key"] in annexes_at_end else annex.get("due", Due.OFFER),
        )
        for order, annex in enumerate(template_version.annexes)
    )
    if subject is not None and getattr(subject, "municipality_id", None) == municipality.pk:
        link(actor=actor, source=agreement, relation=ABOUT, target=subject)
    index(agreement)
    return agreement


def add_parties(agreement: Agreement, named: Sequence[NamedParty]) -> None:
    keys = [party.organisation.pk if party.organisation else None for party in named]
    if len(keys) != len(set(keys)):
        raise Refusal(_("The same party is named twice."), mend=_("Name each party once."), field="parties")
    for order, party in enumerate(named, start=1):
        Party.objects.create(
            agreement=agreement,
            is_municipality=party.organisation is None,
            organisation=party.organisation,
            signatory=party.signatory,
            signatory_name="" if party.signatory else party.signatory_name[:160],
            title=party.title[:160],
            order=MUNICIPALITY_SIGNS if party.organisation is None else order,
        )


@action("agreements.fill_places", permission=WRITE, of="agreement", label=gettext_lazy("Filled in the agreement"))
def fill_places(
    *,
    actor: Actor,
    agreement: Agreement,
    values: Mapping[str, Any],
    starts_on: date | None = None,
    ends_on: date | None = None,
    changes: str | None = None,
) -> Agreement:
    """Fill places of the open draft (the first text or an amendment). What is not named stays; a date None stays too."""
    current = locked(agreement)
    version = open_draft(current)
    version.values = version.values | clean_values(values, places_to_fill(version), is_strict=True)
    version.starts_on, version.ends_on = starts_on or version.starts_on, ends_on or version.ends_on
    refuse_dates(version.starts_on, version.ends_on)
    if changes is not None:
        version.changes = changes.replace("\0", "").strip()[:4000]
    version.save(update_fields=["values", "starts_on", "ends_on", "changes"])
    if not version.is_amendment:
        current.values, current.starts_on, current.ends_on = version.values, version.starts_on, version.ends_on
    current.save(update_fields=["values", "starts_on", "ends_on", "changed_at"])
    index(current)
    return current


@action("agreements.change_basics", permission=WRITE, of="agreement", label=gettext_lazy("Changed the name or language of the agreement"))
def change_basics(*, actor: Actor, agreement: Agreement, title: Words, language: str) -> Agreement:
    """The name and the binding language, while the first text is a draft."""
    current = locked(agreement)
    version = open_draft(current)
    if version.is_amendment:
        raise Refusal(_("The name and the language of a signed agreement stay."), mend=_("Make a new agreement instead."))
    if language not in complete_languages(version.template_version.clauses, current.municipality.languages):
        raise Refusal(
            _("The template lacks clauses in the binding language."),
            mend=_("Translate the template, or choose another language."),
            field="language",
        )
    current.title, current.language = title, language
    current.save(update_fields=["title", "language", "changed_at"])
    index(current)
    return current


@action("agreements.add_party", permission=WRITE, of="agreement", label=gettext_lazy("Added a party to the agreement"))
def add_party(*, actor: Actor, agreement: Agreement, party: NamedParty) -> Party:
    """One more organisation, while the first text is a draft."""
    current = locked(agreement)
    if open_draft(current).is_amendment:
        raise Refusal(_("The parties of a signed agreement stay."), mend=_("Make a new agreement with the new party."))
    there = Party.objects.filter(agreement=current)
    if party.organisation is None or there.filter(organisation=party.organisation).exists():
        raise Refusal(_("The same party is named twice."), mend=_("Name each party once."), field="organisation")
    return Party.objects.create(
        agreement=current,
        organisation=party.organisation,
        signatory=party.signatory,
        signatory_name="" if party.signatory else party.signatory_name[:160],
        title=party.title[:160],
        order=there.filter(is_municipality=False).count() + 1,
    )


@action("agreements.remove_party", permission=WRITE, of="party", label=gettext_lazy("Removed a party from the agreement"))
def remove_party(*, actor: Actor, party: Party) -> Agreement:
    current = locked(party.agreement)
    if open_draft(current).is_amendment:
        raise Refusal(_("The parties of a signed agreement stay."), mend=_("Terminate the agreement instead."))
    if party.is_municipality:
        raise Refusal(_("The municipality is always a party."), mend=_("Withdraw the agreement instead."))
    if Party.objects.filter(pk=party.pk).delete()[0] == 0:
        raise Refusal(_("The party has been removed already."), mend=_("Reload the page."))
    return current


@action("agreements.name_signatory", permission=WRITE, of="party", label=gettext_lazy("Named who signs the agreement"))
def name_signatory(*, actor: Actor, party: Party, signatory: Person | None, signatory_name: str = "", title: str = "") -> Party:
    """Who signs for the party: a person here, or a name when a signed copy will be added."""
    current = locked(party.agreement)
    open_draft(current)
    row = Party.objects.get(pk=party.pk)
    row.signatory, row.signatory_name = signatory, "" if signatory else signatory_name.strip()[:160]
    row.title = title.strip()[:160]
    row.save(update_fields=["signatory", "signatory_name", "title"])
    return row


@action("agreements.attach_annex", permission=WRITE, of="agreement", label=gettext_lazy("Added an annex"))
def attach_annex(
    *,
    actor: Actor,
    agreement: Agreement,
    key: str,
    upload: File[bytes] | None = None,
    file: StoredFile | None = None,
    reference: str = "",
    sha256: str = "",
) -> Annex:
    """Put an annex in place: a file, or a text or reference. sha256: of what the reference names, when the caller knows it.

    In a draft it may be replaced; after signing only one that has not come yet may be added. Raises Refusal (field "upload").
    """
    current = locked(agreement)
    version = open_version(current) or version_in_force(current)
    annex = Annex.objects.filter(version=version, key=key).first() if version else None
    if version is None or annex is None:
        raise Refusal(_("The agreement has no such annex."), mend=_("Reload the page."))
    if version.state != VersionState.DRAFT and annex.is_in_place:
        raise Refusal(
            _("The annex is part of a text that was sent to be signed."),
            mend=_("Take the text back, or begin an amendment, to replace it."),
        )
    if version.state == VersionState.OFFERED:
        raise Refusal(_("The text is out to be signed and cannot be changed."), mend=_("Take it back first."))
    reference = reference.replace("\0", "").strip()[:20_000]
    if upload is not None:
        is_picture = (getattr(upload, "content_type", "") or "").startswith("image/")
        file = store_file(actor=actor, upload=upload, alt_text=annex.title if is_picture else None)
    if file is None and not reference:
        raise Refusal(_("There is no file and no text."), mend=_("Choose a file, or write what the annex is."), field="upload")
    annex.file, annex.reference = file, reference
    annex.sha256 = sha256 or (file.sha256 if file is not None else hash_of(reference))
    annex.in_place_at, annex.placed_by_id = timezone.now(), getattr(actor, "pk", None)
    annex.save(update_fields=["file", "reference", "sha256", "in_place_at", "placed_by"])
    current.save(update_fields=["changed_at"])
    return annex


@action("agreements.set_annex", permission=WRITE, of="agreement", label=gettext_lazy("Changed which annexes are needed"))
def set_annex(*, actor: Actor, agreement: Agreement, key: str, is_required: bool, due: str) -> Annex:
    """Whether the annex is needed in this agreement, and when."""
    current = locked(agreement)
    version = open_draft(current)
    annex = Annex.objects.filter(version=version, key=key).first()
    if annex is None or due not in Due.values:
        raise Refusal(_("The agreement has no such annex."), mend=_("Reload the page."))
    annex.is_required, annex.due = is_required, due
    annex.save(update_fields=["is_required", "due"])
    return annex


@action("agreements.withdraw_agreement", permission=WRITE, of="agreement", label=pgettext_lazy("agreement", "Withdrew the agreement"))
def withdraw_agreement(*, actor: Actor, agreement: Agreement, reason: str = "") -> Agreement:
    """Give up an agreement that nobody is bound by yet, or an open amendment: then what was signed stays in force."""
    current = locked(agreement)
    version = open_version(current)
    if version is None:
        raise Refusal(_("There is nothing to withdraw."), mend=_("A signed agreement is terminated, not withdrawn."))
    if current.state != State.SIGNED:
        LIFE.take("withdraw", current, actor)
    version.state, version.withdrawn_at = VersionState.WITHDRAWN, timezone.now()
    version.withdrawn_because = reason.replace("\0", "").strip()[:2000]
    version.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    current.save(update_fields=["state", "changed_at"])
    return current
