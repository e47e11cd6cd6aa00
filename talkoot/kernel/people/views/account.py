"""One's own account and data."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.actions.accounts import change_own_details, erase_own_data
from talkoot.kernel.people.forms import EraseForm, OwnDetailsForm
from talkoot.kernel.people.personal import exported_data
from talkoot.kernel.people.queries import grants_in_force, memberships_of, open_join_requests_of
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import FormPage, Page


class MyAccount(Page):
    permission = "people.use_account"
    template_name = "people/me.html"
    title = _("My account")

    def context(self) -> dict[str, Any]:
        person = self.person
        here = {}
        if person is not None and self.municipality is not None:
            here = {
                "grants": grants_in_force().filter(person=person).order_by("pk"),
                "memberships": memberships_of(person),
                "asked": open_join_requests_of(person),
            }
        return (
            super().context()
            | here
            | {
                "passkey_count": Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count(),
                "identification_count": SocialAccount.objects.filter(user=person).count(),
                "has_identification": bool(settings.OIDC_SERVER),
                "has_password": bool(person and person.has_usable_password()),
                "language_name": settings.LANGUAGE_NAMES.get(person.language, "") if person else "",
            }
        )


class ChangeOwnDetails(FormPage):
    permission = "people.use_account"
    title = _("Name and language")
    form_class = OwnDetailsForm
    done_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        person: Any = self.person
        return {"initial": {"name": person.name, "language": person.language}}

    def act(self, form: Any) -> Any:
        return change_own_details(actor=self.person, **form.cleaned_data)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return reverse("people:me")

    def cancel_url(self) -> str:
        return reverse("people:me")


class ExportOwnData(Page):
    permission = "people.use_account"
    across = "A person takes along her own data from every municipality."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = JsonResponse(exported_data(self.person), json_dumps_params={"indent": 2, "ensure_ascii": False})  # type: ignore[arg-type]
        response["Content-Disposition"] = 'attachment; filename="talkoot-own-data.json"'
        response["Cache-Control"] = "no-store"
        return response


@method_decorator(reauthentication_required, name="dispatch")
class EraseOwnData(FormPage):
    """The form is answered by a page of its own: after it there is no account to return to."""

    permission = "people.use_account"
    template_name = "people/erase.html"
    title = _("Erase my data and close the account")
    submit_label = _("Erase my data")
    form_class = EraseForm

    def cancel_url(self) -> str:
        return reverse("people:me")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if form.is_valid():
            try:
                erase_own_data(actor=self.person)  # type: ignore[arg-type]
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                logout(request)
                return render(request, "people/erased.html")
        return self.show(form=form, status=422)
