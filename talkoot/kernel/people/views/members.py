"""Who acts for an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.actions.invitations import invite_person
from talkoot.kernel.people.actions.members import answer_join_request, ask_to_join, change_member, remove_member
from talkoot.kernel.people.forms import InviteMemberForm, JoinForm, MemberForm
from talkoot.kernel.people.joining import offered_organisation
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation
from talkoot.kernel.people.queries import units_of, visible_organisations
from talkoot.kernel.people.views.organisations import OrganisationPage
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


class AskToJoin(FormPage):
    """Shows the name of the organisation alone: who acts for it is not told."""

    permission = "people.ask_to_join"
    lead = _("The contact persons of the organisation or a coordinator of the municipality answer by e-mail.")
    submit_label = _("Ask to join")
    done_message = _("Your request has been sent. The answer comes by e-mail.")
    form_class = JoinForm
    thing: Organisation

    def fetch(self) -> Organisation | None:
        # A visitor is led to sign in before she learns whether the organisation exists.
        if self.person is None:
            return None
        return get_object_or_404(Organisation, pk=offered_organisation(self.kwargs["offer"], self.person), is_active=True)

    @property
    def title(self) -> str:
        return gettext("Ask to join %(organisation)s") % {"organisation": self.thing}

    def act(self, form: Any) -> JoinRequest:
        return ask_to_join(actor=self.person, organisation=self.thing, **form.cleaned_data)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return reverse("people:me")

    def cancel_url(self) -> str:
        return reverse("people:me")


class AnswerJoinRequest(ActPage):
    permission = "people.answer_join_request"
    done_message = _("The answer has been sent.")
    thing: JoinRequest

    def fetch(self) -> JoinRequest:
        mine = visible_organisations(self.person, sees_all=allowed(self.person, "people.list_organisations"))
        requests = JoinRequest.objects.select_related("person", "organisation").filter(organisation__in=mine)
        return get_object_or_404(requests, pk=self.kwargs["pk"])

    def act(self) -> JoinRequest:
        return answer_join_request(actor=self.person, asked=self.thing, is_accepted=self.request.POST.get("answer") == "yes")

    def done_url(self, result: Any) -> str:
        return reverse("people:organisation", args=[self.thing.organisation_id])


class InviteMember(OrganisationPage, FormPage):
    permission = "people.invite_member"
    title = _("Invite a colleague")
    submit_label = _("Send the invitation")
    done_message = _("The invitation has been sent.")
    form_class = InviteMemberForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "initial": {"language": self.municipality.default_language}}

    def act(self, form: Any) -> Invitation:
        return invite_person(actor=self.person, organisation=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("people:organisation", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("people:organisation", args=[self.thing.pk])


class MemberPage(Page):
    thing: Membership

    def fetch(self) -> Membership:
        mine = visible_organisations(self.person, sees_all=allowed(self.person, "people.list_organisations"))
        members = Membership.objects.select_related("person", "organisation", "unit").filter(organisation__in=mine)
        return get_object_or_404(members, pk=self.kwargs["pk"])

    def done_url(self, result: Any) -> str:
        return reverse("people:organisation", args=[self.thing.organisation_id])

    def cancel_url(self) -> str:
        return reverse("people:organisation", args=[self.thing.organisation_id])


class ChangeMember(MemberPage, FormPage):
    permission = "people.change_organisation"
    done_message = _("Saved.")
    form_class = MemberForm

    @property
    def title(self) -> str:
        return str(self.thing.person)

    def form_kwargs(self) -> dict[str, Any]:
        names = ("unit", "title", "is_contact", "is_head")
        may_name_head = allowed(self.person, "people.name_head")
        return {
            "units": units_of(self.thing.organisation),
            "may_name_head": may_name_head,
            "initial": {name: getattr(self.thing, name) for name in names},
        }

    def act(self, form: Any) -> Membership:
        return change_member(actor=self.person, membership=self.thing, **form.cleaned_data)


class RemoveMember(MemberPage, FormPage):
    permission = "people.remove_member"
    template_name = "ui/confirm_page.html"
    color = "danger"
    form_class = forms.Form

    @property
    def is_oneself(self) -> bool:
        return self.thing.person_id == getattr(self.person, "pk", None)

    @property
    def title(self) -> str:
        if self.is_oneself:
            return gettext("Leave %(organisation)s") % {"organisation": self.thing.organisation}
        return gettext("Remove %(person)s from %(organisation)s") % {"person": self.thing.person, "organisation": self.thing.organisation}

    @property
    def submit_label(self) -> str:
        return gettext("Leave") if self.is_oneself else gettext("Remove")

    def what_happens(self) -> list[Any]:
        return [
            _("What has been done for the organisation stays."),
            _("Acting for it again needs a new invitation or a request to join."),
        ]

    def act(self, form: Any) -> Membership:
        return remove_member(actor=self.person, membership=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("people:me") if self.is_oneself else super().done_url(result)
