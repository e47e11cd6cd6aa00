"""Mail to those whose turn it is, and to those who should know. Each may be called twice: mail has a unique key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from talkoot.kernel.events import on
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.models.person import Person
from talkoot.tools.agreements.content.states import VersionState
from talkoot.tools.agreements.events import (
    AgreementAmended,
    AgreementDeclined,
    AgreementOffered,
    AgreementSigned,
    AgreementTerminated,
    SignatureGiven,
)
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Party
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.queries.agreements import next_signatory, parties_of


@on(AgreementOffered)
def tell_first_signatory(event: AgreementOffered) -> None:
    tell_next(event.version_id)


@on(SignatureGiven)
def tell_following_signatory(event: SignatureGiven) -> None:
    if (signature := Signature.objects.filter(pk=event.signature_id).first()) is not None:
        tell_next(signature.version_id)


@on(AgreementSigned)
def tell_that_it_is_signed(event: AgreementSigned) -> None:
    tell_all(event.agreement_id, "signed")


@on(AgreementAmended)
def tell_that_it_is_amended(event: AgreementAmended) -> None:
    tell_all(event.agreement_id, "amended", period=str(event.version_id))


@on(AgreementTerminated)
def tell_that_it_is_terminated(event: AgreementTerminated) -> None:
    tell_all(event.agreement_id, "terminated")


@on(AgreementDeclined)
def tell_drafter_of_refusal(event: AgreementDeclined) -> None:
    version = (
        AgreementVersion.objects.select_related("agreement__municipality", "agreement__drafted_by").filter(pk=event.version_id).first()
    )
    party = Party.objects.select_related("organisation", "municipality").filter(pk=event.party_id).first()
    if version is None or party is None or version.agreement.drafted_by is None:
        return
    tell(version.agreement.drafted_by, version.agreement, "declined", period=str(version.pk), party=party, reason=version.withdrawn_because)


def tell_next(version_id: int, *, period: str = "") -> None:
    """Mail to the person whose signature is next. Who signs on paper gets none: the coordinator sees it in the queue."""
    version = AgreementVersion.objects.select_related("agreement__municipality").filter(pk=version_id).first()
    if version is None or version.state != VersionState.OFFERED:
        return
    party = next_signatory(version)
    if party is not None and party.signatory is not None:
        tell(party.signatory, version.agreement, "sign", period=f"{version.pk}{period}", party=party, changes=version.changes)


def tell_all(agreement_id: int, event: str, *, period: str = "") -> None:
    """Mail to all who sign for a party and to the drafter, each once."""
    agreement = Agreement.objects.select_related("municipality", "drafted_by").filter(pk=agreement_id).first()
    if agreement is None:
        return
    people = {party.signatory.pk: party.signatory for party in parties_of(agreement) if party.signatory is not None}
    if agreement.drafted_by is not None:
        people.setdefault(agreement.drafted_by.pk, agreement.drafted_by)
    for person in people.values():
        tell(person, agreement, event, period=period)


def tell(to: Person, agreement: Agreement, event: str, *, period: str = "", **context: Any) -> None:
    municipality = agreement.municipality
    language = to.language if to.language in municipality.languages else municipality.default_language
    party: Party | None = context.get("party")

    def page() -> str:
        if event == "sign" and party is not None:
            return reverse("agreements:sign", args=[agreement.pk, party.pk])
        return reverse("agreements:detail", args=[agreement.pk])

    post(
        to=to,
        event=f"agreements.{event}",
        template=f"agreements/mail/{event}",
        thing=agreement,
        period=period,
        language=language,
        context=context | {"agreement": agreement, "page_url": settings.SITE_URL + reversed_under(f"{municipality.path}{language}/", page)},
    )
