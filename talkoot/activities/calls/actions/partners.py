"""The consortium: asking, confirming, declining, letting go."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.actions.applications import locked_application, refuse_unless_writable
from talkoot.activities.calls.events import PartnerAnswered, PartnerAsked
from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.permissions import ANSWER_AS_PARTNER, SUBMIT_APPLICATION
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_PARTNERS = 12


@action("calls.ask_partner", permission=SUBMIT_APPLICATION, of="application", label=_("Asked a partner into an application"))
def ask_partner(*, actor: Actor, application: Application, organisation: Organisation, task: str) -> Partner:
    """The lead asks. Who had declined may be asked again."""
    if not task.strip():
        raise Refusal(_("Tell what the partner does."), field="task")
    current = locked_application(application.pk)
    refuse_unless_writable(current)
    if organisation.pk == current.organisation_id:
        raise Refusal(_("This is the lead applicant itself."), mend=_("Choose another organisation."), field="business_id")
    if not organisation.is_active:
        raise Refusal(_("This organisation is not active any more."), mend=_("Choose another organisation."), field="business_id")
    before = Partner.objects.filter(application=current, organisation=organisation).first()
    if before is not None and before.declined_at is None:
        raise Refusal(_("This partner has been asked already."), field="business_id")
    if Partner.objects.filter(application=current, declined_at=None).count() >= MOST_PARTNERS:
        raise Refusal(_("There are %(count)d partners already.") % {"count": MOST_PARTNERS}, mend=_("Let one go first."))
    if before is not None:
        before.delete()
    try:
        with transaction.atomic():
            partner = Partner.objects.create(
                application=current, organisation=organisation, task=task.strip(), asked_by=actor if isinstance(actor, Person) else None
            )
    except IntegrityError:
        raise Refusal(_("This partner has been asked already."), field="business_id") from None
    current.save(update_fields=["changed_at"])
    publish(PartnerAsked(partner_id=partner.pk))
    return partner


@action("calls.confirm_partner", permission=ANSWER_AS_PARTNER, of="partner", label=_("Confirmed for a partner"))
def confirm_partner(*, actor: Person, partner: Partner) -> Partner:
    """By a person of the partner itself. Twice changes nothing."""
    current = held_partner(partner)
    if current.confirmed_at is not None:
        return current
    current.confirmed_at, current.confirmed_by, current.declined_at = timezone.now(), actor, None
    current.save(update_fields=["confirmed_at", "confirmed_by", "declined_at"])
    publish(PartnerAnswered(partner_id=current.pk))
    return current


@action("calls.decline_partner", permission=ANSWER_AS_PARTNER, of="partner", label=_("Declined for a partner"))
def decline_partner(*, actor: Person, partner: Partner) -> Partner:
    """Also after having confirmed, until the deadline. What was sent before names the partner until it is sent again."""
    current = held_partner(partner)
    current.declined_at, current.confirmed_at, current.confirmed_by = timezone.now(), None, None
    current.save(update_fields=["confirmed_at", "confirmed_by", "declined_at"])
    publish(PartnerAnswered(partner_id=current.pk))
    return current


@action("calls.let_partner_go", permission=SUBMIT_APPLICATION, of="application", label=_("Let a partner go from an application"))
def let_partner_go(*, actor: Actor, application: Application, partner: Partner) -> None:
    current = locked_application(application.pk)
    refuse_unless_writable(current)
    Partner.objects.filter(application=current, pk=partner.pk).delete()
    current.save(update_fields=["changed_at"])


def held_partner(partner: Partner) -> Partner:
    """Application first, then partner: one order of locks everywhere."""
    refuse_unless_writable(locked_application(partner.application_id))
    found = Partner.objects.select_for_update().filter(pk=partner.pk).first()
    if found is None:
        raise Refusal(_("You are not asked into this application any more."), mend=_("Speak with the lead applicant."))
    return found
