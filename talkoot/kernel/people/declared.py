"""The personal fields of this app and of the libraries below it: what is kept, why, how long, and what erasing does."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.models.organisation import JoinRequest, Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.personal import CONTRACT, DELETE, KEEP, LEGAL_OBLIGATION, PUBLIC_TASK, Retention, declare_personal, not_personal

AS_LONG_AS_ACCOUNT = Retention(_("As long as you have an account."))

not_personal(
    Municipality, "contact_email", "name", "hostname", reason="The registry's address and the names of the municipality, not of a person."
)

declare_personal(
    Person,
    title=_("Account"),
    fields={
        "email": _("You sign in with it, and mail about your own matters is sent there."),
        "name": _("Others see who wrote, decided or answered."),
        "language": _("Pages and mail come in your language."),
        "last_login": _("Accounts that nobody uses are found by it."),
        "created_at": _("Shows since when the account has been here."),
        "is_operator": _("Tells that you maintain this installation."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_ACCOUNT,
    person_lookup=lambda person: Q(pk=person.pk),
    # The row stays as a nameless end of others' references; actions/accounts.py empties it.
    erase=KEEP,
)
declare_personal(
    EmailAddress,
    title=_("Confirmed e-mail addresses"),
    fields={"email": _("You sign in with it."), "verified": _("Tells that the address is yours.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_ACCOUNT,
    person_lookup="user",
    erase=DELETE,
)
declare_personal(
    SocialAccount,
    title=_("National identification"),
    fields={
        "provider": _("Tells with which service you identify yourself."),
        "uid": _("You are recognised by it when you sign in; it is not your identity code."),
        "extra_data": _("What the identification service told when you signed in: your name."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_ACCOUNT,
    person_lookup="user",
    erase=DELETE,
)
declare_personal(
    Authenticator,
    title=_("Passkeys and recovery codes"),
    fields={
        "type": _("You sign in with it without a password."),
        "created_at": _("Helps you to tell your passkeys apart."),
        "last_used_at": _("Helps you to notice if somebody else uses your passkey."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_ACCOUNT,
    person_lookup="user",
    erase=DELETE,
)
declare_personal(
    AccessAttempt,
    title=_("Failed attempts to sign in"),
    fields={
        "username": _("Guessing of passwords is slowed down for each address."),
        "ip_address": _("Guessing of passwords is slowed down for each connection."),
        "user_agent": _("Helps to tell an attack from a mistake."),
        "attempt_time": _("Old attempts are forgotten."),
    },
    basis=LEGAL_OBLIGATION,
    retention=Retention(_("30 days."), days=30, after="attempt_time"),
    person_lookup=lambda person: Q(username__iexact=person.email),
    erase=DELETE,
)
declare_personal(
    Grant,
    fields={
        "person": _("Tells who holds the role."),
        "role": _("Decides what you may do in the municipality."),
        "granted_at": _("Shows since when you have held the role."),
        "until": _("Tells when the role ends."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("One year after the role has ended."), days=365, after="until"),
    erase=DELETE,
)
declare_personal(
    Membership,
    fields={
        "person": _("Tells who acts for the organisation."),
        "title": _("Tells in which capacity you act."),
        "is_contact": _("Tells whom the municipality turns to."),
        "is_head": _("Tells who decides for the unit."),
        "joined_at": _("Shows since when you have acted for the organisation."),
    },
    basis=CONTRACT,
    retention=Retention(_("As long as you act for the organisation.")),
    erase=DELETE,
)
declare_personal(
    JoinRequest,
    fields={
        "person": _("Tells who asks to act for the organisation."),
        "title": _("Helps the contact persons to decide."),
        "message": _("Helps the contact persons to decide."),
        "asked_at": _("The oldest request is answered first."),
    },
    basis=CONTRACT,
    retention=Retention(_("180 days after the answer."), days=180, after="answered_at"),
    erase=DELETE,
)
declare_personal(
    Invitation,
    fields={
        "email": _("The invitation is sent there, and only its holder can accept it."),
        "accepted_by": _("Tells who took up the invitation."),
        "invited_by": _("Tells who invited."),
    },
    basis=CONTRACT,
    retention=Retention(_("180 days after the invitation has expired."), days=180, after="expires_at"),
    person_lookup=lambda person: Q(email=person.email) | Q(accepted_by=person),
    erase=DELETE,
)
declare_personal(
    OperatorSession,
    fields={
        "operator": _("The municipality sees who has worked inside it."),
        "reason": _("The municipality sees why."),
        "started_at": _("The municipality sees when."),
    },
    basis=LEGAL_OBLIGATION,
    retention=Retention(_("As long as the municipality uses the platform.")),
    person_lookup="operator",
    erase=KEEP,
)
declare_personal(
    AuditLine,
    title=_("Log of actions"),
    fields={
        "actor": _("It can be found out afterwards who did what."),
        "action": _("It can be found out afterwards what was done."),
        "at": _("It can be found out afterwards when it was done."),
    },
    basis=LEGAL_OBLIGATION,
    retention=Retention(_("As long as the municipality uses the platform.")),
    person_lookup="actor",
    erase=KEEP,
)
