"""Inviting by e-mail to a role or to an organisation. The answer never tells whether the address has an account."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.mail.outbox import checked_address, post
from talkoot.kernel.people.actions.roles import refuse_operator_herself
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.people.events import MemberJoined, RoleGranted
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person, PersonManager
from talkoot.kernel.people.queries import hash_of_token, invitation_of_token
from talkoot.kernel.permissions.roles import ROLES
from talkoot.kernel.permissions.rules import Actor, require
from talkoot.kernel.refusals import Forbidden, Refusal

IN_FORCE = timedelta(days=14)
# Anyone may register an organisation, so its invitations must not become a way to send mail to strangers.
MOST_A_DAY = 30


@action("people.invite_person", permission=None)
def invite_person(
    *, actor: Actor, email: str, role: str = "", organisation: Organisation | None = None, is_contact: bool = False, language: str = ""
) -> Invitation:
    """Invite to exactly one: a role of the municipality (administrators) or an organisation (its contacts, coordinators).

    A new invitation to the same thing replaces the earlier one, whose link stops working.
    """
    if (organisation is None) == (not role):
        raise ValueError("Invite to a role or to an organisation.")
    if organisation is None:
        require(actor, "people.invite_to_role")
    else:
        require(actor, "people.invite_member", organisation)
    if role and role not in ROLES:
        raise Refusal(_("There is no such role."), field="role")
    email = PersonManager.normalize_email(email)
    try:
        checked_address(email)
    except ValidationError as error:
        raise Refusal(_("Write one plain e-mail address."), field="email") from error
    if isinstance(actor, Person) and email == actor.email:
        raise Refusal(_("This is your own address."), field="email")
    now = timezone.now()
    recent = Invitation.objects.filter(organisation=organisation, invited_at__gt=now - timedelta(days=1))
    if organisation is not None and recent.count() >= MOST_A_DAY:
        raise Refusal(_("%(count)d invitations have been sent today.") % {"count": MOST_A_DAY}, mend=_("Go on tomorrow."))
    Invitation.objects.filter(email=email, role=role, organisation=organisation, accepted_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                organisation=organisation,
                is_contact=is_contact,
                token_hash=hash_of_token(token),
                invited_by=actor if isinstance(actor, Person) else None,
                expires_at=now + IN_FORCE,
            )
    except IntegrityError as rival:
        raise Refusal(_("Somebody has just sent the same invitation."), field="email") from rival
    post(
        to=email,
        event="people.invited",
        thing=invitation,
        template="people/mail/invitation",
        context={
            "invitation": invitation,
            "role": ROLES[role].label if role else "",
            "organisation": organisation,
            "invited_by": actor if isinstance(actor, Person) else None,
            "url": mail_address("people:invitation", token),
        },
        language=language or None,
    )
    return invitation


@action("people.accept_invitation", permission="people.accept_invitation")
def accept_invitation(*, actor: Person, token: str) -> Invitation:
    """Take up the role or the membership. Exactly once, and only with the account of the invited address."""
    found = invitation_of_token(token)
    if found is None:
        raise Refusal(_("This invitation does not exist."), mend=_("Check that you opened the whole link of the mail."))
    # The same link may be opened twice at once: the second waits here and sees it accepted.
    invitation = Invitation.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=found.pk)
    refuse_unless_open(invitation)
    if actor.email != invitation.email:
        raise Forbidden(
            _("This invitation was sent to another address than that of your account."),
            mend=_("Sign in with the account of that address, or ask for an invitation to this one."),
        )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), actor
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    if invitation.organisation is not None:
        membership, is_new = Membership.objects.get_or_create(
            person=actor, organisation=invitation.organisation, defaults={"is_contact": invitation.is_contact}
        )
        if invitation.is_contact and not membership.is_contact:
            membership.is_contact = True
            membership.save(update_fields=["is_contact"])
        if is_new:
            publish(MemberJoined(organisation_id=invitation.organisation.pk, person_id=actor.pk))
    else:
        refuse_operator_herself(invitation.invited_by, actor)
        Grant.objects.update_or_create(person=actor, role=invitation.role, defaults={"until": None})
        publish(RoleGranted(person_id=actor.pk, role=invitation.role))
    actor.forget_roles()
    return invitation


@action("people.revoke_invitation", permission="people.revoke_invitation", of="invitation")
def revoke_invitation(*, actor: Actor, invitation: Invitation) -> Invitation:
    """The link stops working. An accepted invitation is not revoked: revoke the role or the membership."""
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    invitation.refresh_from_db()
    if not changed and invitation.accepted_at:
        raise Refusal(_("The invitation has already been accepted."), mend=_("Remove the role or the membership instead."))
    return invitation


def refuse_unless_open(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise Refusal(_("This invitation has already been accepted."))
    if invitation.revoked_at:
        raise Refusal(_("This invitation has been revoked."), mend=_("Ask for a new one, if you need it."))
    if not invitation.is_open(timezone.now()):
        raise Refusal(_("This invitation has expired."), mend=_("Ask the person who invited you for a new one."))
