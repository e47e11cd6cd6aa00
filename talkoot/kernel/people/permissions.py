"""Who may do what with people, organisations, invitations and roles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import is_contact_of
from talkoot.kernel.permissions.roles import ADMINISTRATOR, COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def contact_or_coordinator(person: Any, thing: Any) -> Refusal | None:
    """The contact persons of the organisation, and the coordinators of the municipality."""
    if COORDINATOR.code in roles_of(person, municipality_in_force()):
        return None
    organisation = thing if isinstance(thing, Organisation) else getattr(thing, "organisation", None)
    if organisation is not None and is_contact_of(person, organisation):
        return None
    return Forbidden(
        _("Only a contact person of the organisation or a coordinator of the municipality may do this."),
        mend=_("Ask one of them."),
    )


def may_remove_member(person: Any, thing: Any) -> Refusal | None:
    """Everybody may leave; the rest as contact_or_coordinator."""
    if getattr(thing, "person_id", None) == person.pk:
        return None
    return contact_or_coordinator(person, thing)


def is_operator(person: Any, thing: Any) -> Refusal | None:
    return None if person.is_operator else Forbidden(_("Only operators of this installation may do this."))


def own_session_or_administrator(person: Any, thing: Any) -> Refusal | None:
    """The operator ends her own session; the administrators of the municipality may end it for her."""
    if thing is not None and thing.operator_id == person.pk:
        return None
    if ADMINISTRATOR.code in roles_of(person, municipality_in_force()):
        return None
    return Forbidden(_("Only the operator herself and the administrators of the municipality may do this."))


def may_revoke_invitation(person: Any, thing: Any) -> Refusal | None:
    """Invitations to a role: administrators; to an organisation: as contact_or_coordinator."""
    if thing is not None and getattr(thing, "organisation_id", None) is not None:
        return contact_or_coordinator(person, thing)
    if ADMINISTRATOR.code in roles_of(person, municipality_in_force()):
        return None
    return Forbidden(_("Only administrators of the municipality may do this."))


CREATE_PERSON = permit("people.create_person", to=())
VIEW_PRIVACY = permit("people.view_privacy", to=EVERYONE)
OPEN_INVITATION = permit("people.open_invitation", to=EVERYONE)
USE_ACCOUNT = permit("people.use_account", to=SIGNED_IN)
ACCEPT_INVITATION = permit("people.accept_invitation", to=SIGNED_IN)
REGISTER_ORGANISATION = permit("people.register_organisation", to=SIGNED_IN)
ASK_TO_JOIN = permit("people.ask_to_join", to=SIGNED_IN)
VIEW_ORGANISATION = permit("people.view_organisation", to=SIGNED_IN)
LIST_ORGANISATIONS = permit("people.list_organisations", to=[READER])
CHANGE_ORGANISATION = permit("people.change_organisation", to=SIGNED_IN, rule=contact_or_coordinator)
INVITE_MEMBER = permit("people.invite_member", to=SIGNED_IN, rule=contact_or_coordinator)
ANSWER_JOIN_REQUEST = permit("people.answer_join_request", to=SIGNED_IN, rule=contact_or_coordinator)
REMOVE_MEMBER = permit("people.remove_member", to=SIGNED_IN, rule=may_remove_member)
ADD_MEMBER = permit("people.add_member", to=[COORDINATOR])
NAME_HEAD = permit("people.name_head", to=[COORDINATOR])
REVOKE_INVITATION = permit("people.revoke_invitation", to=SIGNED_IN, rule=may_revoke_invitation)
MANAGE_ROLES = permit("people.manage_roles", to=[ADMINISTRATOR])
INVITE_TO_ROLE = permit("people.invite_to_role", to=[ADMINISTRATOR])
VIEW_OPERATOR_SESSIONS = permit("people.view_operator_sessions", to=[ADMINISTRATOR])
OPERATE = permit("people.operate", to=SIGNED_IN, rule=is_operator)
END_OPERATOR_SESSION = permit("people.end_operator_session", to=SIGNED_IN, rule=own_session_or_administrator)
