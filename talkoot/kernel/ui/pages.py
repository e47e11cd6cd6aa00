"""Page, FormPage, StepPage: what every page has in common. A view fetches, asks permission, calls one action, answers.

    class ProjectDetail(Page):
        permission = "showcase.view"
        template_name = "showcase/project_detail.html"

        def fetch(self):
            return get_object_or_404(visible_projects(self.person), slug=self.kwargs["slug"])

A thing that the person may not see is not there (404). A thing she sees but may not act on is refused with the reason
(403), and a visitor is led to sign in and back.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.generic import View

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import PERMISSIONS, allowed, refusal_of
from talkoot.kernel.refusals import Refusal

PAGES: list[type[Page]] = []


class Page(View):
    """A page with a declared permission. `thing` is what the page is about, or None."""

    permission: ClassVar[str] = ""
    template_name: str = ""
    if TYPE_CHECKING:
        # Said of the class, or worked out by a property: both are read only.
        @property
        def title(self) -> str | Promise: ...
    else:
        title = ""
    # Pages of the installation that read all municipalities say why; fetch() must then hold the visibility rule.
    across: ClassVar[str] = ""
    request: HttpRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        PAGES.append(cls)

    @property
    def person(self) -> Person | None:
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def municipality(self) -> Municipality:
        return self.request.municipality  # type: ignore[attr-defined]

    def fetch(self) -> Any:
        """The thing of the page, from a query that shows only what the person may see; Http404 otherwise."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.permission not in PERMISSIONS:
            raise ImproperlyConfigured(f"{type(self).__name__} names no declared permission.")
        with across_municipalities(reason=self.across) if self.across else nullcontext():
            return self.answer(request, *args, **kwargs)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.thing = self.fetch()
        if refusal := refusal_of(self.person, self.permission, self.thing):
            return self.refused(refusal)
        return super().dispatch(request, *args, **kwargs)

    def refused(self, refusal: Refusal) -> HttpResponseBase:
        if self.person is None:
            return redirect_to_login(self.request.get_full_path(), login_url=reverse("account_login"))
        return render(self.request, "403.html", {"refusal": refusal}, status=403)

    def allows(self, permission: str) -> bool:
        return allowed(self.person, permission, self.thing)

    def context(self) -> dict[str, Any]:
        """What the template shows; extended by the page."""
        return {"page": self, "thing": self.thing}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show()

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, self.template_name, self.context() | more, status=status)


class FormPage(Page):
    """A page with one form and one action behind it. A refusal is shown in the form, which keeps what was typed."""

    template_name = "ui/form_page.html"
    done_message: ClassVar[str | Promise] = ""
    if TYPE_CHECKING:

        @property
        def form_class(self) -> type[forms.Form]: ...
        @property
        def lead(self) -> str | Promise: ...
        @property
        def submit_label(self) -> str | Promise: ...
    else:
        lead = submit_label = ""

    def form_kwargs(self) -> dict[str, Any]:
        """Arguments of the form besides data and files."""
        return {}

    def act(self, form: Any) -> Any:
        """Call the action with the cleaned form. Returns the thing that `done_url` leads to."""
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        raise NotImplementedError

    def cancel_url(self) -> str:
        return ""

    def form(self) -> forms.Form:
        posted = self.request.method == "POST"
        return self.form_class(
            data=self.request.POST if posted else None,
            files=self.request.FILES if posted else None,
            **self.form_kwargs(),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if form.is_valid():
            try:
                result = self.act(form)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                if self.done_message:
                    messages.success(request, self.done_message)  # type: ignore[arg-type]
                return redirect(self.done_url(result))
        return self.show(form=form, status=422)


class ActPage(Page):
    """POST only: one button, one action (`act`), back to where the person was. Refusals are shown there as a message."""

    http_method_names = ["post", "options"]
    done_message: ClassVar[str | Promise] = ""

    def act(self) -> Any:
        raise NotImplementedError

    def done_url(self, result: Any) -> str:
        raise NotImplementedError

    def refused_url(self) -> str:
        return self.done_url(self.thing)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            result = self.act()
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.refused_url())
        if self.done_message:
            messages.success(request, self.done_message)  # type: ignore[arg-type]
        return redirect(self.done_url(result))
