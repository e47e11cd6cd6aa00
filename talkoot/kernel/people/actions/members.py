"""Who acts for an organisation: adding, leaving, asking to join."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.events import MemberJoined
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import members_of
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("people.add_member", permission="people.add_member", of="organisation")
def add_member(
    *, actor: Actor, organisation: Organisation, person: Person, unit: Unit | None = None, title: str = "", is_contact: bool = False
) -> Membership:
    """For coordinators and imports; everybody else is invited or asks to join. Refuses a second membership."""
    if unit is not None and unit.organisation_id != organisation.pk:
        raise Refusal(_("The unit belongs to another organisation."), field="unit")
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, organisation=organisation, unit=unit, title=title.strip(), is_contact=is_contact
            )
    except IntegrityError as taken:
        raise Refusal(_("The person already acts for this organisation."), field="person") from taken
    publish(MemberJoined(organisation_id=organisation.pk, person_id=person.pk))
    return membership


@action("people.change_member", permission="people.change_organisation", of="membership")
def change_member(
    *, actor: Actor, membership: Membership, unit: Unit | None, title: str, is_contact: bool, is_head: bool | None = None
) -> Membership:
    """is_head None: as it was. Who moves to another unit is not its head until a coordinator says so."""
    if unit is not None and unit.organisation_id != membership.organisation_id:
        raise Refusal(_("The unit belongs to another organisation."), field="unit")
    if not is_contact:
        _refuse_last_contact(membership)
    if membership.unit_id != (unit.pk if unit else None):
        membership.is_head = False
    membership.unit, membership.title, membership.is_contact = unit, title.strip(), is_contact
    membership.save(update_fields=["unit", "title", "is_contact", "is_head"])
    return membership if is_head in (None, membership.is_head) else name_head(actor=actor, membership=membership, is_head=is_head)


@action("people.name_head", permission="people.name_head", of="membership", label=_("Named or released a head of unit"))
def name_head(*, actor: Actor, membership: Membership, is_head: bool) -> Membership:
    """Heads give their unit's go-ahead; so a coordinator names them, not the organisation's own contact persons."""
    if is_head and membership.unit_id is None:
        raise Refusal(_("A head has a unit."), mend=_("Choose the unit first."), field="unit")
    membership.is_head = is_head
    membership.save(update_fields=["is_head"])
    return membership


@action("people.remove_member", permission="people.remove_member", of="membership")
def remove_member(*, actor: Actor, membership: Membership) -> Membership:
    """Take the person off the organisation, or leave it oneself. The last contact person stays while others act for it."""
    _refuse_last_contact(membership)
    if not Membership.objects.filter(pk=membership.pk).delete()[0]:
        raise Refusal(_("The person has already left the organisation."))
    return membership


def _refuse_last_contact(membership: Membership) -> None:
    """Locks the organisation: two contact persons who leave at once are seen one after another."""
    Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    others = Membership.objects.filter(organisation=membership.organisation_id).exclude(pk=membership.pk)
    is_contact = Membership.objects.filter(pk=membership.pk, is_contact=True).exists()
    if is_contact and others.exists() and not others.filter(is_contact=True).exists():
        raise Refusal(
            _("The last contact person cannot leave while others act for the organisation."), mend=_("Choose another contact person first.")
        )


@action("people.ask_to_join", permission="people.ask_to_join")
def ask_to_join(*, actor: Person, organisation: Organisation, title: str = "", message: str = "") -> JoinRequest:
    """Ask the contact persons, who answer on the organisation's page. The asker learns nobody's name."""
    if Membership.objects.filter(person=actor, organisation=organisation).exists():
        raise Refusal(_("You already act for this organisation."))
    try:
        with transaction.atomic():
            asked = JoinRequest.objects.create(person=actor, organisation=organisation, title=title.strip(), message=message.strip())
    except IntegrityError as taken:
        raise Refusal(_("You have already asked; the answer comes by e-mail.")) from taken
    for membership in members_of(organisation).filter(is_contact=True):
        post(
            to=membership.person,
            event="people.asked_to_join",
            thing=asked,
            template="people/mail/asked_to_join",
            context={"asked": asked, "organisation": organisation, "url": mail_address("people:organisation", organisation.pk)},
        )
    return asked


@action("people.answer_join_request", permission="people.answer_join_request", of="asked")
def answer_join_request(*, actor: Actor, asked: JoinRequest, is_accepted: bool) -> JoinRequest:
    """Yes makes the asker a member; either way the answer goes out by mail. Answered once."""
    locked = JoinRequest.objects.select_for_update(of=["self"]).select_related("person", "organisation").get(pk=asked.pk)
    if locked.answered_at is not None:
        raise Refusal(_("The request has already been answered."))
    locked.answered_at, locked.is_accepted = timezone.now(), is_accepted
    locked.save(update_fields=["answered_at", "is_accepted"])
    if is_accepted:
        _membership, is_new = Membership.objects.get_or_create(
            person=locked.person, organisation=locked.organisation, defaults={"title": locked.title}
        )
        if is_new:
            publish(MemberJoined(organisation_id=locked.organisation_id, person_id=locked.person_id))
    post(
        to=locked.person,
        event="people.join_request_answered",
        thing=locked,
        template="people/mail/join_request_answered",
        context={
            "asked": locked,
            "organisation": locked.organisation,
            "url": mail_address("people:organisation", locked.organisation_id) if is_accepted else mail_address("people:me"),
        },
    )
    return locked
