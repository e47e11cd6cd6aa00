"""Retention clocks, deletion certificates, counts of consents, and the note that a record was looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.events import DeletionCertified
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate, RetentionClock
from talkoot.tools.privacy.models.subject import subject_fields
from talkoot.tools.privacy.permissions import CERTIFY, COUNT, KEEP_CLOCK, VIEW

LARGEST_COUNT = 100_000


@action("privacy.start_clock", permission=KEEP_CLOCK, of="subject", label=_("Started a retention clock"))
def start_clock(
    *, actor: Actor, subject: models.Model, what: str, runs_until: date, organisation: Organisation | None = None
) -> RetentionClock:
    """Until when these data may be held. The same data of the same holder again: the clock is set to the new day."""
    type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    clock = RetentionClock.objects.filter(**subject_fields(subject), what=what, organisation=organisation, done_at=None).first()
    if clock is not None:
        clock.runs_until = runs_until
        clock.save(update_fields=["runs_until"])
        return clock
    return RetentionClock.objects.create(**subject_fields(subject), what=what, organisation=organisation, runs_until=runs_until)


@action("privacy.change_clock", permission=KEEP_CLOCK, of="clock", label=_("Changed a retention clock"))
def change_clock(*, actor: Actor, clock: RetentionClock, runs_until: date) -> RetentionClock:
    current = RetentionClock.objects.select_for_update().get(pk=clock.pk)
    if current.done_at is not None:
        raise Refusal(_("The data have already been deleted."), mend=_("Reload the page to see the certificate."))
    current.runs_until = runs_until
    current.save(update_fields=["runs_until"])
    return current


@action("privacy.certify_deletion", permission=CERTIFY, of="subject", label=_("Certified the deletion of data"))
def certify_deletion(
    *,
    actor: Actor,
    subject: models.Model,
    deleted_on: date,
    what: str = "",
    where: str = "",
    how: str = "",
    kept: str = "",
    organisation: Organisation | None = None,
    is_nothing_collected: bool = False,
) -> DeletionCertificate:
    """State that the data are deleted, or that none arose. Ends the running clocks of the organisation (without one: all).

    Certificates are never changed; a mistake is mended by a new one, and the newest counts.
    """
    if deleted_on > timezone.localdate():
        raise Refusal(_("The day of deletion is still ahead."), mend=_("Certify when the data are gone."), field="deleted_on")
    if not is_nothing_collected:
        for field, value in (("what", what), ("where", where), ("how", how)):
            if not value.strip():
                raise Refusal(_("The certificate must say what was deleted, from where and how."), mend=_("Write it."), field=field)
    clocks = RetentionClock.objects.select_for_update(of=("self",)).filter(**subject_fields(subject), done_at=None)
    if organisation is not None:
        clocks = clocks.filter(models.Q(organisation=organisation) | models.Q(organisation=None))
    running = list(clocks)
    certificate = DeletionCertificate.objects.create(
        **subject_fields(subject),
        organisation=organisation,
        is_nothing_collected=is_nothing_collected,
        what=what.strip(),
        where=where.strip(),
        how=how.strip(),
        kept=kept.strip(),
        deleted_on=deleted_on,
        certified_by_id=getattr(actor, "pk", None),
    )
    RetentionClock.objects.filter(pk__in=[clock.pk for clock in running]).update(done_at=timezone.now(), certificate=certificate)
    publish(DeletionCertified(certificate_id=certificate.pk, **subject_fields(subject)))
    return certificate


@action("privacy.count_consents", permission=COUNT, of="subject", label=_("Counted the consents of a group"))
def count_consents(
    *,
    actor: Actor,
    subject: models.Model,
    group_label: str,
    asked: int,
    given: int = 0,
    refused: int = 0,
    has_alternative: bool = False,
) -> ConsentCount:
    """Counts of one group, set or changed. No pupil is named anywhere: the unit keeps the forms."""
    counts: dict[str, int] = {"asked": asked, "given": given, "refused": refused}
    for field, number in counts.items():
        if not 0 <= number <= LARGEST_COUNT:
            raise Refusal(_("Give a number from 0 up."), field=field)
    if given + refused > asked:
        raise Refusal(_("More have answered than were asked."), mend=_("Check the three numbers."), field="given")
    if refused and not has_alternative:
        raise Refusal(
            _("Those who do not take part need an equal activity that sets nobody apart."),
            mend=_("Arrange it and mark it here."),
            field="has_alternative",
        )
    values: dict[str, Any] = {
        "asked_count": asked,
        "given_count": given,
        "refused_count": refused,
        "has_alternative": has_alternative,
        "counted_by_id": getattr(actor, "pk", None),
    }
    count, _is_new = ConsentCount.objects.update_or_create(**subject_fields(subject), group_label=group_label.strip(), defaults=values)
    return count


@action("privacy.view_record", permission=VIEW, of="thing", label=_("Looked at the record"))
def note_view(*, actor: Actor, thing: models.Model) -> models.Model:
    """Every look at a record of lane B or C leaves a line in the audit. Called by the pages that show it."""
    return thing
