"""Roles of the municipality and invitations to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.actions.invitations import accept_invitation, invite_person, refuse_unless_open, revoke_invitation
from talkoot.kernel.people.actions.roles import grant_role, revoke_role
from talkoot.kernel.people.forms import GrantForm, InviteToRoleForm, RoleFilter
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.queries import granted_people, invitation_of_token, people_known_here, role_invitations
from talkoot.kernel.permissions.roles import ROLES
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage


def tabs_of_roles(current: str) -> list[dict[str, Any]]:
    pages = [
        ("people:roles", _("Roles")),
        ("people:invitations", _("Invitations")),
        ("people:operator_sessions", _("Operator sessions")),
    ]
    return [{"label": label, "url": reverse(name), "is_current": name == current} for name, label in pages]


class RoleList(ListPage):
    permission = "people.manage_roles"
    template_name = "people/list_with_tabs.html"
    title = _("People and roles")
    lead = _("Who may do what in the municipality. A role of an organisation's people is on the page of the organisation.")
    row_template = "people/grant_row.html"
    filter_form_class = RoleFilter
    sorts = [
        Sort("newest", _("Newest first"), lambda language: F("granted_at"), is_descending=True),
        Sort("name", _("By name"), lambda language: F("person__name")),
    ]
    columns = [
        Column(_("Name"), lambda row: row.person.name),
        Column(_("E-mail address"), lambda row: row.person.email),
        Column(_("Role"), lambda row: row.role_label),
        Column(_("Until"), lambda row: row.until.date().isoformat() if row.until else ""),
    ]

    def rows(self) -> Any:
        return granted_people()

    def primary_action(self) -> dict[str, Any]:
        return {"label": _("Invite to a role"), "url": reverse("people:invite")}

    def context(self) -> dict[str, Any]:
        return super().context() | {"tabs": tabs_of_roles("people:roles"), "layout": "rows", "now": timezone.now()}


class GrantRole(FormPage):
    permission = "people.manage_roles"
    title = _("Give a role")
    submit_label = _("Give the role")
    done_message = _("The role has been given.")
    form_class = GrantForm

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "people": people_known_here(),
            "municipality": self.municipality,
            "initial": {"person": self.request.GET.get("person", "")[:20]},
        }

    def act(self, form: Any) -> Grant:
        return grant_role(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("people:roles")

    def cancel_url(self) -> str:
        return reverse("people:roles")


class RevokeRole(FormPage):
    permission = "people.manage_roles"
    template_name = "ui/confirm_page.html"
    submit_label = _("Revoke the role")
    color = "danger"
    done_message = _("The role has been revoked.")
    form_class = forms.Form
    thing: Grant

    def fetch(self) -> Grant:
        return get_object_or_404(granted_people(), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:
        return gettext("Revoke the role of %(person)s") % {"person": self.thing.person}

    def what_happens(self) -> list[str]:
        return [
            gettext("%(person)s is no longer %(role)s here.") % {"person": self.thing.person, "role": str(self.thing.role_label).lower()},
            gettext("It takes effect at once. What has been done stays, and so does the history."),
        ]

    def act(self, form: Any) -> Grant:
        return revoke_role(actor=self.person, grant=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("people:roles")

    def cancel_url(self) -> str:
        return reverse("people:roles")


class InvitationList(ListPage):
    permission = "people.invite_to_role"
    template_name = "people/list_with_tabs.html"
    title = _("Invitations")
    lead = _("Invitations to roles of the municipality, with where each stands.")
    row_template = "people/invitation_row.html"
    sorts = [Sort("newest", _("Newest first"), lambda language: F("invited_at"), is_descending=True)]

    def rows(self) -> Any:
        return role_invitations()

    def primary_action(self) -> dict[str, Any]:
        return {"label": _("Invite to a role"), "url": reverse("people:invite")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No invitations yet"),
            "text": _("Invite a colleague by e-mail; the role is hers when she accepts."),
        }

    def context(self) -> dict[str, Any]:
        return super().context() | {"tabs": tabs_of_roles("people:invitations"), "layout": "rows"}

    def show(self, *, status: int = 200, **more: Any) -> Any:
        now = timezone.now()
        for invitation in more["rows"]:
            invitation.standing = standing_of(invitation, now)
            invitation.role_label = ROLES[invitation.role].label if invitation.role in ROLES else invitation.role
        return super().show(status=status, **more)


def standing_of(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """Where the invitation stands, in words and a colour; `is_open` while it can be revoked."""
    if invitation.accepted_at:
        return {"label": _("Accepted"), "color": "success", "is_open": False}
    if invitation.revoked_at:
        return {"label": _("Revoked"), "color": "neutral", "is_open": False}
    if not invitation.is_open(now):
        return {"label": _("Expired"), "color": "warning", "is_open": False}
    return {"label": _("Waiting"), "color": "info", "is_open": True}


class InviteToRole(FormPage):
    permission = "people.invite_to_role"
    title = _("Invite to a role")
    lead = _("The person gets a link by e-mail. The role is theirs when they have signed in and accepted.")
    submit_label = _("Send the invitation")
    done_message = _("The invitation has been sent.")
    form_class = InviteToRoleForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "initial": {"language": self.municipality.default_language}}

    def act(self, form: Any) -> Invitation:
        return invite_person(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("people:invitations")

    def cancel_url(self) -> str:
        return reverse("people:invitations")


class RevokeInvitation(ActPage):
    permission = "people.revoke_invitation"
    done_message = _("The invitation has been revoked.")
    thing: Invitation

    def fetch(self) -> Invitation:
        return get_object_or_404(Invitation.objects.select_related("organisation"), pk=self.kwargs["pk"])

    def act(self) -> Invitation:
        return revoke_invitation(actor=self.person, invitation=self.thing)

    def done_url(self, result: Any) -> str:
        if self.thing.organisation_id:
            return reverse("people:organisation", args=[self.thing.organisation_id])
        return reverse("people:invitations")


class OpenInvitation(FormPage):
    """Where the mail's link leads. It looks the same whether or not the invited address has an account."""

    permission = "people.open_invitation"
    template_name = "people/invitation.html"
    title = _("Invitation")
    submit_label = _("Accept the invitation")
    done_message = _("Welcome! The invitation has been accepted.")
    form_class = forms.Form
    thing: Invitation | None

    def fetch(self) -> Invitation | None:
        return invitation_of_token(self.kwargs["token"][:200])

    def refusal(self) -> Refusal | None:
        if self.thing is None:
            return Refusal(_("This invitation does not exist."), mend=_("Check that you opened the whole link of the mail."))
        try:
            refuse_unless_open(self.thing)
        except Refusal as refusal:
            return refusal
        return None

    def context(self) -> dict[str, Any]:
        invitation = self.thing
        return super().context() | {
            "invitation": invitation,
            "refusal": self.refusal(),
            "role": ROLES[invitation.role] if invitation and invitation.role in ROLES else None,
            "is_for_me": bool(invitation and self.person and self.person.email == invitation.email),
            "here": self.request.path,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().get(request, *args, **kwargs)
        # The secret in the address must not travel on, nor lie in a cache.
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        if self.refusal():
            response.status_code = 404 if self.thing is None else 410
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.person is None:
            return redirect_to_login(request.get_full_path(), login_url=reverse("account_login"))
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Invitation:
        return accept_invitation(actor=self.person, token=self.kwargs["token"])  # type: ignore[arg-type]

    def done_url(self, result: Invitation) -> str:
        return reverse("people:organisation", args=[result.organisation_id]) if result.organisation_id else reverse("people:me")
