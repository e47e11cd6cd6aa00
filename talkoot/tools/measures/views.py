"""Indicators: the list, one of them with its readings, and the forms to set it and to write down a reading."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.tools.measures.models import Indicator
from talkoot.tools.measures.permissions import LIST, READ, RECORD, WRITE
from talkoot.tools.measures.queries import all_readings_of, measured, visible_indicators


def indicator_or_404(page: Page) -> Indicator:
    """What the person may not read is not there."""
    row = Indicator.objects.filter(pk=page.kwargs["pk"]).first() if page.kwargs["pk"] < 2**63 else None
    if row is None or (page.person is not None and not allowed(page.person, READ, row)):
        raise Http404
    return row


class IndicatorList(ListPage):
    permission = LIST
    title = gettext_lazy("Indicators")
    lead = gettext_lazy("What is measured, from where, and how far it should come. Set before the work begins.")
    row_template = "measures/indicator_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("created_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_indicators(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}


class IndicatorDetail(Page):
    permission = READ
    template_name = "measures/indicator.html"
    thing: Indicator

    def fetch(self) -> Indicator:
        return indicator_or_404(self)

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Indicators"), "url": reverse("measures:list")}, {"label": self.thing.name, "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "indicator": self.thing,
            "one": measured([self.thing])[0],
            "readings": list(all_readings_of(self.thing)),
            "may_write": self.allows(WRITE),
            "may_record": self.allows(RECORD),
        }
