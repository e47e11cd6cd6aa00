"""The operators' page, and what the municipality sees of their sessions."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.operators import end_operator_session, open_operator_session
from talkoot.kernel.people.forms import OperatorSessionForm
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.queries import operator_sessions, own_operator_sessions
from talkoot.kernel.people.views.roles import tabs_of_roles
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage

MOST_SHOWN = 20


class OperatorPage(FormPage):
    permission = "people.operate"
    template_name = "people/operator.html"
    title = _("Operator")
    lead = _("You have no power of your own inside a municipality. Open a session, do what was asked, and end it.")
    across = "An operator sees her own sessions in all municipalities."
    submit_label = _("Open a session")
    form_class = OperatorSessionForm

    def act(self, form: Any) -> OperatorSession:
        municipality = form.cleaned_data["municipality"]
        with in_municipality(municipality):
            return open_operator_session(actor=self.person, reason=form.cleaned_data["reason"], minutes=form.cleaned_data["minutes"])  # type: ignore[arg-type]

    def done_url(self, result: OperatorSession) -> str:
        return address_in(result.municipality)

    def context(self) -> dict[str, Any]:
        now = timezone.now()
        sessions = list(own_operator_sessions(self.person)[:MOST_SHOWN])  # type: ignore[arg-type]
        for session in sessions:
            session.is_on = session.is_in_force(now)  # type: ignore[attr-defined]
            session.address = address_in(session.municipality)  # type: ignore[attr-defined]
        return super().context() | {"sessions": sessions}


class EndOwnOperatorSession(ActPage):
    permission = "people.operate"
    across = "An operator ends her own session, whichever municipality it is in."
    done_message = _("The session has ended.")
    thing: OperatorSession

    def fetch(self) -> OperatorSession:
        return get_object_or_404(own_operator_sessions(self.person), pk=self.kwargs["pk"])  # type: ignore[arg-type]

    def act(self) -> OperatorSession:
        with in_municipality(self.thing.municipality):
            return end_operator_session(actor=self.person, session=self.thing)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return reverse("people:operator")


class OperatorSessionList(ListPage):
    permission = "people.view_operator_sessions"
    template_name = "people/list_with_tabs.html"
    title = _("Operator sessions")
    lead = _("When an operator of the installation has worked inside the municipality, and why.")
    row_template = "people/operator_session_row.html"
    sorts = [Sort("newest", _("Newest first"), lambda language: F("started_at"), is_descending=True)]

    def rows(self) -> Any:
        return operator_sessions()

    def empty(self) -> dict[str, Any]:
        return {"title": _("No operator has been here"), "text": _("A session appears here at once when it is opened."), "action": None}

    def context(self) -> dict[str, Any]:
        return super().context() | {"tabs": tabs_of_roles("people:operator_sessions"), "layout": "rows"}

    def show(self, *, status: int = 200, **more: Any) -> Any:
        now = timezone.now()
        for session in more["rows"]:
            session.is_on = session.is_in_force(now)
        return super().show(status=status, **more)


class EndOperatorSession(ActPage):
    permission = "people.end_operator_session"
    done_message = _("The session has ended.")
    thing: OperatorSession

    def fetch(self) -> OperatorSession:
        return get_object_or_404(operator_sessions(), pk=self.kwargs["pk"])

    def act(self) -> OperatorSession:
        return end_operator_session(actor=self.person, session=self.thing)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        # With the session the operator's right to see the list has ended.
        return get_script_prefix() if self.thing.operator_id == self.person.pk else reverse("people:operator_sessions")  # type: ignore[union-attr]
