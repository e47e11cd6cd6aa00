"""Rights to sign: who holds one, giving and ending them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import visible_organisations
from talkoot.kernel.permissions.roles import ADMINISTRATOR, COORDINATOR
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Forbidden
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.agreements.actions.rights import end_signing_right, give_signing_right
from talkoot.tools.agreements.forms.rights import RightForm
from talkoot.tools.agreements.models.signing import SigningRight
from talkoot.tools.agreements.permissions import GIVE_RIGHT, READ_RIGHTS, VIEW, has_role
from talkoot.tools.agreements.queries.rights import contact_organisation_ids, visible_rights


class RightList(ListPage):
    """Everybody sees her own; contact persons those of their organisation; readers of the municipality all."""

    permission = VIEW
    title = gettext_lazy("Rights to sign")
    lead = gettext_lazy("Who may sign for the municipality and for organisations, on what it rests and until when.")
    row_template = "agreements/right_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("granted_at"), is_descending=True),)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.person is None:
            return self.refused(Forbidden(_("Sign in to do this.")))
        return super().answer(request, *args, **kwargs)

    def rows(self) -> QuerySet[SigningRight]:
        return visible_rights(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "today": timezone.localdate(), "may_end": self.may_end()}

    def may_end(self) -> dict[str, Any]:
        """Whose rights the reader may end, asked once for the whole list."""
        is_administrator = has_role(self.person, ADMINISTRATOR)
        return {
            "of_municipality": is_administrator,
            "of_all_organisations": is_administrator or has_role(self.person, COORDINATOR),
            "of_organisations": contact_organisation_ids(self.person),
        }

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, {"label": self.title, "url": ""}]

    def primary_action(self) -> dict[str, Any] | None:
        if not allowed(self.person, GIVE_RIGHT):
            return None
        return {"label": _("Give a right to sign for the municipality"), "url": reverse("agreements:right_give")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No rights to sign"),
            "text": _("Whoever holds the role of signatory may sign for the municipality without one."),
        }


class RightGive(FormPage):
    """For the municipality."""

    permission = GIVE_RIGHT
    title = gettext_lazy("Give a right to sign for the municipality")
    submit_label = gettext_lazy("Give the right")
    done_message = gettext_lazy("The right has been given.")
    form_class = RightForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisation": self.thing}

    def act(self, form: Any) -> Any:
        return give_signing_right(actor=self.person, organisation=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("agreements:rights")

    def cancel_url(self) -> str:
        return reverse("agreements:rights")


class RightGiveOrganisation(RightGive):
    """For an organisation: by its contact persons and the coordinators."""

    thing: Organisation

    def fetch(self) -> Organisation:
        sees_all = allowed(self.person, READ_RIGHTS)
        return get_object_or_404(visible_organisations(self.person, sees_all=sees_all), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:  # type: ignore[override]
        return _("Give a right to sign for %(organisation)s") % {"organisation": self.thing}


class RightEnd(ActPage, Page):
    permission = GIVE_RIGHT
    done_message = gettext_lazy("The right has ended.")

    def fetch(self) -> SigningRight:
        return get_object_or_404(visible_rights(self.person), pk=self.kwargs["pk"])

    def act(self) -> Any:
        return end_signing_right(actor=self.person, right=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("agreements:rights")
