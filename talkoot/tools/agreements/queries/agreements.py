"""Reads about agreements. visible_agreements() is the one rule of who sees what: page, list, search, thread, print form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.permissions.rules import allowed
from talkoot.tools.agreements.content.states import Due, State, VersionState
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.permissions import KEEPERS, LIST, SIGNATORY, has_role, rights_in_force

FOR_PAGES = ("municipality", "template_version__template")
# In these states an agreement has been signed by all.
WAS_SIGNED = (State.SIGNED, State.ENDED, State.TERMINATED)


def visible_agreements(person: Any) -> QuerySet[Agreement]:
    """Readers of the municipality see all. Others see, once it was offered, what they are a party to or may sign; and what
    the keeper of the subject lets them read as a queryset."""
    agreements = Agreement.objects.select_related(*FOR_PAGES)
    if person is None:
        return agreements.none()
    if allowed(person, LIST):
        return agreements
    parties = Party.objects.filter(agreement=OuterRef("pk"))
    own = Membership.objects.filter(person=person).values("organisation")
    rights = rights_in_force().filter(person=person)
    theirs = Q(organisation__in=own) | Q(signatory=person) | Q(organisation__in=rights.exclude(organisation=None).values("organisation"))
    if has_role(person, SIGNATORY) or rights.filter(organisation=None).exists():
        theirs |= Q(is_municipality=True)
    seen = Q(Exists(parties.filter(theirs)), offered_at__isnull=False)
    for kind, keeper in KEEPERS.items():
        if keeper.readable is not None:
            seen |= Q(subject_kind=kind, subject_id__in=keeper.readable(person).values("pk"))
    return agreements.filter(seen)


def agreements_of(subject: models.Model) -> QuerySet[Agreement]:
    """All agreements about the thing, newest first. The caller has asked whether the reader may see the thing."""
    return Agreement.objects.filter(subject_kind=kind_of(subject), subject_id=subject.pk).select_related(*FOR_PAGES).order_by("-pk")


def is_in_force(agreement: Agreement, on: date | None = None) -> bool:
    """Signed by all on or before the day, and the day lies within its time; a termination ends it with the end of its day."""
    day = on or timezone.localdate()
    if agreement.signed_at is None or agreement.state not in WAS_SIGNED or timezone.localdate(agreement.signed_at) > day:
        return False
    ends = [end for end in (agreement.ends_on, agreement.terminated_on) if end is not None]
    return (agreement.starts_on is None or agreement.starts_on <= day) and all(day <= end for end in ends)


def in_force(on: date | None = None) -> Q:
    """is_in_force() as a condition, but for the day of signing."""
    day = on or timezone.localdate()
    return (
        Q(state__in=WAS_SIGNED)
        & (Q(starts_on=None) | Q(starts_on__lte=day))
        & (Q(ends_on=None) | Q(ends_on__gte=day))
        & (Q(terminated_on=None) | Q(terminated_on__gte=day))
    )


def agreement_in_force_for(subject: models.Model, on: date | None = None) -> Agreement | None:
    """The newest agreement about the thing that is in force on the day (today)."""
    return next((agreement for agreement in agreements_of(subject).filter(in_force(on)) if is_in_force(agreement, on)), None)


def signed_agreement_for(subject: models.Model) -> Agreement | None:
    """The newest agreement about the thing that all have signed, whether its time has begun or not: what a start waits for."""
    return agreements_of(subject).filter(state=State.SIGNED).first()


def parties_of(agreement: Agreement) -> list[Party]:
    """In the order of signing."""
    return list(
        Party.objects.filter(agreement=agreement).select_related("municipality", "organisation", "signatory").order_by("order", "pk")
    )


def versions_of(agreement: Agreement) -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.filter(agreement=agreement).select_related("template_version").order_by("-pk")


def open_version(agreement: Agreement) -> AgreementVersion | None:
    """The version that is being written or signed, or None."""
    return versions_of(agreement).filter(state__in=[VersionState.DRAFT, VersionState.OFFERED]).first()


def version_in_force(agreement: Agreement) -> AgreementVersion | None:
    """The newest version that all have signed."""
    return versions_of(agreement).filter(state=VersionState.SIGNED).order_by("-number").first()


def shown_version(versions: Iterable[AgreementVersion]) -> AgreementVersion:
    """Which of an agreement's versions (newest first) its page shows: the open one, else the one in force, else the newest."""
    rows = list(versions)
    for states in ((VersionState.DRAFT, VersionState.OFFERED), (VersionState.SIGNED,)):
        if found := next((version for version in rows if version.state in states), None):
            return found
    return rows[0]


def annexes_of(version: AgreementVersion) -> list[Annex]:
    return list(Annex.objects.filter(version=version).select_related("file").order_by("order", "pk"))


def annexes_missing_at_end(agreement: Agreement) -> list[Annex]:
    """Required annexes of the version in force that are due when the work has ended and have not come."""
    version = version_in_force(agreement)
    if version is None:
        return []
    return [annex for annex in annexes_of(version) if annex.is_required and annex.due == Due.END and not annex.is_in_place]


def signatures_of(version: AgreementVersion) -> list[Signature]:
    return list(
        Signature.objects.filter(version=version).select_related("party__organisation", "party__municipality", "file").order_by("pk")
    )


def unsigned_parties(version: AgreementVersion) -> list[Party]:
    """Parties whose signature is missing, the next to sign first."""
    signed = Signature.objects.filter(version=version).values("party")
    return list(
        Party.objects.filter(agreement=version.agreement_id)
        .exclude(pk__in=signed)
        .select_related("municipality", "organisation", "signatory", "agreement__template_version")
        .order_by("order", "pk")
    )


def next_signatory(version: AgreementVersion) -> Party | None:
    return next(iter(unsigned_parties(version)), None)


def number_taken_last(year: int) -> int:
    return Agreement.objects.filter(year=year).aggregate(last=models.Max("number"))["last"] or 0


def past_their_last_day(day: date) -> QuerySet[Agreement]:
    """Signed agreements that ended before the day."""
    return Agreement.objects.filter(state=State.SIGNED, ends_on__lt=day).order_by("pk")


def waiting_for_signatures(since: datetime) -> QuerySet[AgreementVersion]:
    """Versions that were sent to be signed at that time or before and still wait."""
    return AgreementVersion.objects.filter(state=VersionState.OFFERED, offered_at__lte=since).select_related("agreement").order_by("pk")


def waiting_for_signature_of(person: Any) -> QuerySet[Party]:
    """Parties for which the person is named to sign, in agreements that are out to be signed and lack it. `version_id` of each."""
    return unsigned_in_offered().filter(signatory=person)


def waiting_for_signed_copy() -> QuerySet[Party]:
    """Parties whose signatory has no account: somebody must add the copy that was signed elsewhere."""
    return unsigned_in_offered().filter(signatory=None)


def unsigned_in_offered() -> QuerySet[Party]:
    offered = AgreementVersion.objects.filter(agreement=OuterRef("agreement"), state=VersionState.OFFERED)
    signed = Signature.objects.filter(party=OuterRef("pk"), version__state=VersionState.OFFERED)
    return (
        Party.objects.filter(~Exists(signed))
        .annotate(version_id=Subquery(offered.values("pk")[:1]), sent_at=Subquery(offered.values("offered_at")[:1]))
        .filter(version_id__isnull=False)
        .select_related("agreement__municipality", "agreement__template_version", "organisation", "municipality", "signatory")
        .order_by("sent_at", "pk")
    )


def ended_with_annexes_missing() -> QuerySet[Agreement]:
    """Agreements whose work has ended while a required annex that was due then has not come."""
    missing = Annex.objects.filter(
        version__agreement=OuterRef("pk"), version__state=VersionState.SIGNED, is_required=True, due=Due.END, in_place_at=None
    )
    newest = AgreementVersion.objects.filter(agreement=OuterRef("pk"), state=VersionState.SIGNED).order_by("-number").values("pk")[:1]
    return (
        Agreement.objects.annotate(newest=Subquery(newest))
        .filter(Exists(missing.filter(version=OuterRef("newest"))), state__in=(State.ENDED, State.TERMINATED))
        .select_related(*FOR_PAGES)
        .order_by("ends_on", "pk")
    )
