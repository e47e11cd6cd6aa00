"""What everybody reads: calls, challenges and programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.permissions import VIEW
from talkoot.activities.calls.queries.calls import challenges_in, criteria_of, is_open, public_calls, visible_calls
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of


class CallList(ListPage):
    permission = VIEW
    title = gettext_lazy("Calls for fast trials")
    lead = gettext_lazy("The municipality has a need, you have an idea: try it out together in a real place, small and short.")
    row_template = "calls/call_row.html"
    sorts = (
        Sort("deadline", gettext_lazy("Latest deadline first"), lambda language: F("closes_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    def rows(self) -> Any:
        return public_calls()


class CallDetail(Page):
    permission = VIEW
    template_name = "calls/call.html"
    thing: Call

    def fetch(self) -> Call:
        return get_object_or_404(visible_calls(self.person), slug=self.kwargs["slug"])

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Calls"), "url": reverse("calls:list")}, {"label": self.thing.title, "url": ""}]

    def context(self) -> dict[str, Any]:
        now = timezone.now()
        return super().context() | {
            "call": self.thing,
            "now": now,
            "is_open": is_open(self.thing, now),
            "challenges": challenges_in(self.thing),
            "criteria": criteria_of(self.thing),
            "thread": thread_of(self.thing, self.person),
            "panels": panels_of(self.thing, self.person),
        }
