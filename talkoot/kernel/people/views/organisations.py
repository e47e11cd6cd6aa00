"""Organisations and units."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.actions.organisations import add_unit, change_organisation, change_unit, register_organisation
from talkoot.kernel.people.forms import ChangeOrganisationForm, OrganisationFilter, RegisterOrganisationForm, UnitForm
from talkoot.kernel.people.joining import join_offer
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.queries import (
    all_organisations,
    is_member_of,
    members_of,
    open_join_requests,
    organisation_invitations,
    similar_organisations,
    units_of,
    visible_organisations,
    with_business_id,
)
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.kernel.ui.panels import panels_of


class OrganisationList(ListPage):
    permission = "people.list_organisations"
    title = _("Organisations")
    lead = _("Companies, associations, schools, institutes and city units that develop services here.")
    row_template = "people/organisation_row.html"
    filter_form_class = OrganisationFilter
    sorts = [
        Sort("name", _("By name"), lambda language: F("name_order")),
        Sort("newest", _("Newest first"), lambda language: F("created_at"), is_descending=True),
    ]
    columns = [
        Column(_("Name"), lambda row: row.name),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Business id"), lambda row: row.business_id),
        Column(_("Website"), lambda row: row.website),
        Column(_("Size"), lambda row: row.get_size_display()),
        Column(_("Contact point"), lambda row: row.contact_role),
    ]

    def rows(self) -> Any:
        return all_organisations()

    def primary_action(self) -> dict[str, Any]:
        return {"label": _("Register an organisation"), "url": reverse("people:organisation_new")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No organisations yet"),
            "text": _("An organisation appears here when one of its people registers it."),
        }


class RegisterOrganisation(FormPage):
    """Two tries at most: a mistake is explained beside its field; a name that is nearly here already is asked about once."""

    permission = "people.register_organisation"
    template_name = "people/organisation_new.html"
    title = _("Register your organisation")
    lead = _("It takes two minutes. You become its contact person and can invite colleagues.")
    submit_label = _("Register")
    done_message = _("The organisation has been registered.")
    form_class = RegisterOrganisationForm

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "municipality": self.municipality,
            "may_register_city_units": allowed(self.person, "people.list_organisations"),
            "asks_is_new": "is_new" in self.request.POST or bool(getattr(self, "similar", ())),
            "initial": {"kind": "company"},
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if not form.is_valid():
            return self.show(form=form, status=422)
        same = with_business_id(form.cleaned_data["business_id"])
        self.similar = [same] if same else similar_organisations(form.cleaned_data["name"])
        if same or (self.similar and not form.cleaned_data.get("is_new")):
            form = self.form()
            form.is_valid()
            if same:
                form.fields.pop("is_new", None)
                form.add_error(
                    "business_id", _("An organisation with this business id is already here: ask to join it, or correct the id.")
                )
            else:
                form.add_error(
                    "name",
                    _("An organisation of nearly the same name is already here: ask to join it, or tell below that yours is another."),
                )
            offers = [(organisation, join_offer(organisation.pk, self.person)) for organisation in self.similar]  # type: ignore[arg-type]
            return self.show(form=form, similar=offers, status=422)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Organisation:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "is_new"}
        return register_organisation(actor=self.person, **facts)

    def done_url(self, result: Organisation) -> str:
        return reverse("people:organisation", args=[result.pk])


class OrganisationPage(Page):
    """Base of pages about one organisation; who may not open it finds nothing."""

    thing: Organisation

    def fetch(self) -> Organisation:
        sees_all = allowed(self.person, "people.list_organisations")
        return get_object_or_404(visible_organisations(self.person, sees_all=sees_all), pk=self.kwargs["pk"])

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.person is None:
            from talkoot.kernel.refusals import Forbidden

            return self.refused(Forbidden(_("Sign in to do this.")))
        return super().answer(request, *args, **kwargs)


class OrganisationDetail(OrganisationPage):
    permission = "people.view_organisation"
    template_name = "people/organisation.html"

    def context(self) -> dict[str, Any]:
        may_change = self.allows("people.change_organisation")
        own = is_member_of(self.person, self.thing) if self.person else False
        return super().context() | {
            "organisation": self.thing,
            "units": units_of(self.thing),
            "members": members_of(self.thing),
            "may_change": may_change,
            "is_member": own,
            "invitations": organisation_invitations(self.thing) if may_change else [],
            "join_requests": open_join_requests().filter(organisation=self.thing) if may_change else [],
            "language_names": [str(name) for code, name in language_names() if code in self.thing.languages],
            "panels": panels_of(self.thing, self.person),
        }


def language_names() -> list[tuple[str, Any]]:
    from talkoot.kernel.people.forms import language_choices

    return language_choices(None)


class ChangeOrganisation(OrganisationPage, FormPage):
    permission = "people.change_organisation"
    title = _("Change the organisation")
    done_message = _("Saved.")
    form_class = ChangeOrganisationForm

    def form_kwargs(self) -> dict[str, Any]:
        names = ("name", "business_id", "website", "size", "languages", "contact_role", "is_active")
        return {"municipality": self.municipality, "initial": {name: getattr(self.thing, name) for name in names}}

    def act(self, form: Any) -> Organisation:
        return change_organisation(actor=self.person, organisation=self.thing, **form.cleaned_data)

    def done_url(self, result: Organisation) -> str:
        return reverse("people:organisation", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("people:organisation", args=[self.thing.pk])


class AddUnit(OrganisationPage, FormPage):
    permission = "people.change_organisation"
    title = _("Add a unit")
    lead = _("A school, a service point, a branch: something of the organisation where things are tried or done.")
    done_message = _("The unit has been added.")
    form_class = UnitForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "is_new": True}

    def act(self, form: Any) -> Unit:
        return add_unit(actor=self.person, organisation=self.thing, **form.cleaned_data)

    def done_url(self, result: Unit) -> str:
        return reverse("people:organisation", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("people:organisation", args=[self.thing.pk])


class ChangeUnit(FormPage):
    permission = "people.change_organisation"
    title = _("Change the unit")
    done_message = _("Saved.")
    form_class = UnitForm
    thing: Unit

    def fetch(self) -> Unit:
        sees_all = allowed(self.person, "people.list_organisations")
        mine = visible_organisations(self.person, sees_all=sees_all)
        return get_object_or_404(Unit.objects.select_related("organisation").filter(organisation__in=mine), pk=self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        names = ("name", "kind", "area", "education_level", "languages", "latitude", "longitude", "is_active")
        return {"municipality": self.municipality, "is_new": False, "initial": {name: getattr(self.thing, name) for name in names}}

    def act(self, form: Any) -> Unit:
        return change_unit(actor=self.person, unit=self.thing, **form.cleaned_data)

    def done_url(self, result: Unit) -> str:
        return reverse("people:organisation", args=[self.thing.organisation_id])

    def cancel_url(self) -> str:
        return reverse("people:organisation", args=[self.thing.organisation_id])
