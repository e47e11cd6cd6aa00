"""What an agreement still needs before it can be signed, and the values that the platform fills by itself."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.content.places import AUTOMATIC, label_of, places_in, unfilled
from talkoot.tools.agreements.content.states import Due
from talkoot.tools.agreements.content.text import complete_languages, rendered
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.permissions import signing_basis
from talkoot.tools.agreements.queries.agreements import annexes_of, open_version, parties_of

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def languages_of(version: AgreementVersion) -> list[str]:
    """The binding language first, then the others of the municipality in which no clause is missing."""
    agreement = version.agreement
    complete = complete_languages(version.template_version.clauses, agreement.municipality.languages)
    return [agreement.language, *(code for code in complete if code != agreement.language)]


def places_to_fill(version: AgreementVersion) -> list[str]:
    """Places that people fill: all but the automatic ones."""
    return [place for place in version.template_version.places if place not in AUTOMATIC]


def signatory_words(party: Party | None) -> str:
    if party is None:
        return ""
    name = party.signatory.name if party.signatory is not None else party.signatory_name
    return ", ".join(part for part in (name, party.title) if part)


def date_in(day: date | None, language: str) -> str:
    if day is None:
        return ""
    with translation.override(language):
        return date_format(day, "DATE_FORMAT")


def values_of(version: AgreementVersion, parties: list[Party] | None = None) -> dict[str, Any]:
    """All values: what people filled, and what follows from parties and dates. Filled by hand wins only where nothing follows."""
    agreement = version.agreement
    parties = parties if parties is not None else parties_of(agreement)
    city = next((party for party in parties if party.is_municipality), None)
    partners = [party for party in parties if not party.is_municipality]
    codes = [code for code, _name in settings.LANGUAGES]
    municipality = agreement.municipality
    automatic: dict[str, Any] = {
        "party_city": {code: municipality.name.in_language(code) for code in codes},
        "business_id_city": municipality.business_id,
        "party_partner": ", ".join(str(party.organisation) for party in partners),
        "business_id_partner": ", ".join(
            party.organisation.business_id for party in partners if party.organisation is not None and party.organisation.business_id
        ),
        "signatory_city": signatory_words(city),
        "signatory_partner": "; ".join(filter(None, map(signatory_words, partners))),
        "starts_on": {code: date_in(version.starts_on, code) for code in codes},
        "ends_on": {code: date_in(version.ends_on, code) for code in codes},
        "signed_on": signed_on_words(),
    }
    typed = {place: date_words_in(value, codes) for place, value in version.values.items()}
    return {**typed, **{name: value for name, value in automatic.items() if any_text(value)}}


def date_words_in(value: Any, codes: list[str]) -> Any:
    """A day typed into a place is kept as 2027-06-04 and read as each language writes it."""
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return {code: date_in(day, code) for code in codes}


def any_text(value: Any) -> bool:
    return any(value.values()) if isinstance(value, dict) else bool(value)


def signed_on_words() -> dict[str, str]:
    """The days of signing are not known when the text is frozen; the page of signatures tells them."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = _("the day stated on the signature page")
    return words


def texts_of(version: AgreementVersion, *, languages: list[str] | None = None) -> dict[str, dict[str, Any]]:
    """The frozen texts, or for a draft the text as it would be now. {language: {title, clauses, annexes}}."""
    if version.texts:
        return version.texts
    values = values_of(version)
    annexes = [annex_facts(annex) for annex in annexes_of(version)]
    template = version.template_version
    return {
        code: rendered(title=version.agreement.title, clauses=template.clauses, annexes=annexes, values=values, language=code)
        for code in languages or languages_of(version)
    }


def annex_facts(annex: Annex) -> dict[str, Any]:
    """What the text says of an annex: what it is, and the hash by which it can be recognised."""
    return {
        "key": annex.key,
        "title": dict(annex.title),
        "required": annex.is_required,
        "due": annex.due,
        "name": annex.file.name if annex.file is not None else "",
        "sha256": annex.sha256,
    }


def missing_for_offer(agreement: Agreement) -> list[Refusal]:
    """Everything that stands in the way of offering the open version for signing, each with what to do next."""
    version = open_version(agreement)
    if version is None:
        return [Refusal(_("There is no text to be signed."), mend=_("Begin an amendment."))]
    version.agreement = agreement
    found: list[Refusal] = []
    if agreement.language not in complete_languages(version.template_version.clauses, [agreement.language]):
        found.append(
            Refusal(
                _("The template lacks clauses in the binding language."),
                mend=_("Translate the template, or choose another language."),
                field="language",
            )
        )
    parties = parties_of(agreement)
    if not any(party.is_municipality for party in parties) or len(parties) < 2:
        found.append(
            Refusal(_("An agreement needs the municipality and at least one other party."), mend=_("Add the party."), field="parties")
        )
    found += [refusal for party in parties if (refusal := signatory_missing(party))]
    found += dates_missing(version)
    values = values_of(version, parties)
    used = [
        place
        for place in version.template_version.places
        if place not in ("signed_on", "signatory_city", "signatory_partner", "starts_on", "ends_on")
    ]
    used += [place for place in places_in(*agreement.title.values()) if place not in used]
    if empty := unfilled(used, values, languages_of(version)):
        found.append(
            Refusal(
                _("Not filled in yet: %(places)s.") % {"places": ", ".join(label_of(place) for place in empty)},
                mend=_("Fill in the places."),
                field="places",
            )
        )
    for annex in annexes_of(version):
        if annex.is_required and annex.due == Due.OFFER and not annex.is_in_place:
            found.append(
                Refusal(
                    _("The required annex “%(annex)s” is missing.") % {"annex": annex.title},
                    mend=_("Add the annex."),
                    field=f"annex-{annex.key}",
                )
            )
    if version.is_amendment and not version.changes.strip():
        found.append(Refusal(_("The amendment does not say what changes and why."), mend=_("Write it."), field="changes"))
    return found


def signatory_missing(party: Party) -> Refusal | None:
    """Somebody is named, and is one who may sign."""
    if party.signatory_id is None and not party.signatory_name:
        return Refusal(
            _("Nobody is named to sign for %(party)s.") % {"party": party}, mend=_("Name the signatory."), field=f"party-{party.pk}"
        )
    if party.signatory is not None and not signing_basis(party.signatory, party):
        return Refusal(
            _("%(person)s has no right to sign for %(party)s.") % {"person": party.signatory, "party": party},
            mend=_("Name somebody who has, or ask for the right to be given.")
            if party.is_municipality
            else _("Name somebody who acts for the organisation."),
            field=f"party-{party.pk}",
        )
    return None


def dates_missing(version: AgreementVersion) -> list[Refusal]:
    if version.starts_on is None or version.ends_on is None:
        return [Refusal(_("The first and the last day are not set."), mend=_("Set both dates."), field="dates")]
    if version.ends_on < version.starts_on:
        return [Refusal(_("The end must not be before the start."), mend=_("Change the dates."), field="dates")]
    if version.ends_on < timezone.localdate():
        return [Refusal(_("The last day has passed already."), mend=_("Set a later last day."), field="dates")]
    return []
