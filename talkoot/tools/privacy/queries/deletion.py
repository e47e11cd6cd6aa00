"""Reads about retention clocks, deletion certificates and counts of consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Sum

from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate, RetentionClock
from talkoot.tools.privacy.models.settings import PrivacySettings
from talkoot.tools.privacy.models.subject import subject_fields
from talkoot.tools.privacy.permissions import SEES_ALL, roles_here

# Results about fewer people are not shown outside the unit.
FEWEST_SHOWN = 5


def settings_here() -> PrivacySettings:
    """The municipality's ages and times; unsaved defaults when it has set none."""
    return PrivacySettings.objects.first() or PrivacySettings()


def certificates_of(subject: models.Model) -> QuerySet[DeletionCertificate]:
    return DeletionCertificate.objects.filter(**subject_fields(subject)).select_related("organisation").order_by("-pk")


def certificate_of(subject: models.Model) -> DeletionCertificate | None:
    """The newest certificate, when no clock of the subject still runs; None while data may be left somewhere."""
    certificate = certificates_of(subject).first()
    return None if certificate is None or running_clocks_of(subject).exists() else certificate


def clocks_of(subject: models.Model) -> QuerySet[RetentionClock]:
    return (
        RetentionClock.objects.filter(**subject_fields(subject)).select_related("organisation", "certificate").order_by("runs_until", "pk")
    )


def running_clocks_of(subject: models.Model) -> QuerySet[RetentionClock]:
    return clocks_of(subject).filter(done_at=None)


def visible_clocks(person: Any) -> QuerySet[RetentionClock]:
    """All, for coordinators, the data protection officer and the controller's official; others see those held by their own."""
    rows = RetentionClock.objects.select_related("organisation", "certificate")
    if roles_here(person) & SEES_ALL:
        return rows
    if person is None:
        return rows.none()
    return rows.filter(organisation__in=Membership.objects.filter(person=person).values("organisation"))


def visible_certificates(person: Any) -> QuerySet[DeletionCertificate]:
    rows = DeletionCertificate.objects.select_related("organisation")
    if roles_here(person) & SEES_ALL:
        return rows
    if person is None:
        return rows.none()
    return rows.filter(organisation__in=Membership.objects.filter(person=person).values("organisation"))


def clocks_running_out(until: date) -> QuerySet[RetentionClock]:
    return RetentionClock.objects.filter(done_at=None, runs_until__lte=until).select_related("organisation").order_by("runs_until", "pk")


def consents_of(subject: models.Model) -> QuerySet[ConsentCount]:
    """Counts of each group, for the people of the unit."""
    return ConsentCount.objects.filter(**subject_fields(subject)).order_by("group_label", "pk")


@dataclass(frozen=True)
class ConsentTotal:
    """Over all groups. is_shown False: fewer than five people were asked, or given or refused would name a few."""

    asked: int
    given: int
    refused: int
    is_shown: bool
    lacks_alternative: bool

    @property
    def unanswered(self) -> int:
        return self.asked - self.given - self.refused


def consent_total(subject: models.Model) -> ConsentTotal:
    rows = consents_of(subject).order_by()
    sums = rows.aggregate(asked=Sum("asked_count"), given=Sum("given_count"), refused=Sum("refused_count"))
    asked, given, refused = (sums[name] or 0 for name in ("asked", "given", "refused"))
    shown = asked >= FEWEST_SHOWN and all(part == 0 or part >= FEWEST_SHOWN for part in (given, refused, asked - given - refused))
    without = rows.filter(Q(has_alternative=False) & Q(given_count__lt=F("asked_count")))
    return ConsentTotal(asked, given, refused, shown, without.exists())


def holders_of(subject: models.Model | None) -> QuerySet[Organisation]:
    """Who may hold data of the subject: organisations in use; those that hold some already come along."""
    rows = Organisation.objects.filter(is_active=True)
    if subject is not None:
        rows |= Organisation.objects.filter(pk__in=clocks_of(subject).order_by().values("organisation"))
    return rows.order_by("name_order", "pk")
