"""The page of documentation, and the pages on which people make and revoke their tokens."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.api.access import api_address
from talkoot.kernel.api.actions import make_token, revoke_token
from talkoot.kernel.api.answers import Problem
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.brakes import limits
from talkoot.kernel.api.documentation import groups_of, schema_rows
from talkoot.kernel.api.forms import TokenForm
from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.api.permissions import MAKE_TOKEN, READ_DOCUMENTATION, REVOKE_TOKEN
from talkoot.kernel.api.queries import visible_tokens
from talkoot.kernel.api.root import document_for
from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.permissions.rules import roles_of
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page


class Documentation(Page):
    """Drawn on the server from the same document that programs read; no script and no other site's page is needed."""

    permission = READ_DOCUMENTATION
    template_name = "api/documentation.html"
    title = _("Open interface (API)")
    lead = _("What the pages show and do, for programs: in JSON, described by OpenAPI 3.1.")

    def context(self) -> dict[str, Any]:
        request = cast(ApiRequest, self.request)
        document = document_for(request)
        address = api_address(request, "").rstrip("/")
        return super().context() | {
            "address": address,
            "openapi_url": f"{request.place_prefix}api/openapi.json",
            "about": document["info"]["description"],
            "groups": groups_of(document, address),
            "shapes": schema_rows(document),
            "scopes": list(SCOPES.values()),
            "problem_fields": list(Problem.model_fields),
            "limits": limits(),
            "tokens_url": self.tokens_url(),
        }

    def tokens_url(self) -> str:
        """Tokens are made in a municipality; on the page of the whole installation there is none to link to."""
        try:
            return reverse("api:tokens")
        except NoReverseMatch:
            return ""


class TokenList(ListPage):
    permission = MAKE_TOKEN
    title = _("API tokens")
    lead = _("With a token a program reads and writes here for you. It may at most what you may, and only as far as its scopes reach.")
    row_template = "api/token_row.html"
    sorts = (Sort("newest", _("Newest first"), lambda language: F("made_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_tokens(self.request.user)  # type: ignore[arg-type]

    def primary_action(self) -> dict[str, Any]:
        return {"label": gettext("Make a token"), "url": reverse("api:token_new")}

    def empty(self) -> dict[str, Any]:
        return {
            "title": gettext("No tokens yet"),
            "text": gettext("Make one for each program that uses the open interface for you, so that you can end each by itself."),
            "action": self.primary_action(),
        }

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}


class TokenMake(FormPage):
    permission = MAKE_TOKEN
    title = _("Make a token")
    lead = _("The token is shown once, on the next page. Keep it like a password.")
    submit_label = _("Make the token")
    form_class = TokenForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"roles": roles_of(self.request.user, self.municipality)}  # type: ignore[arg-type]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answers with the token itself: after a redirect it would have to lie in the session meanwhile."""
        form: Any = self.form()
        if form.is_valid():
            try:
                token = make_token(actor=self.person, **form.values())
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                return self.show_once(token)
        return self.show(form=form, status=422)

    def show_once(self, token: ApiToken) -> HttpResponse:
        self.template_name = "api/token_made.html"
        self.title, self.lead = _("Your new token"), ""  # type: ignore[assignment]
        address = api_address(cast(ApiRequest, self.request), "token")
        response = self.show(token=token, address=address, done_url=reverse("api:tokens"))
        response["Cache-Control"] = "no-store"
        return response

    def cancel_url(self) -> str:
        return reverse("api:tokens")


class TokenRevoke(FormPage):
    permission = REVOKE_TOKEN
    template_name = "ui/confirm_page.html"
    submit_label = _("Revoke the token")
    color = "danger"
    done_message = _("The token has been revoked.")
    form_class = forms.Form
    thing: ApiToken

    def fetch(self) -> ApiToken | None:
        if self.person is None:
            return None
        return get_object_or_404(visible_tokens(self.person), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:
        return gettext("Revoke the token “%(name)s”") % {"name": self.thing.name}

    def what_happens(self) -> list[str]:
        return [
            gettext("Programs that use it are refused from now on."),
            gettext("It cannot be taken back into use; make a new one instead."),
        ]

    def act(self, form: Any) -> ApiToken:
        return revoke_token(actor=self.person, token=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("api:tokens")

    def cancel_url(self) -> str:
        return reverse("api:tokens")
