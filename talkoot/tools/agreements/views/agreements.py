"""The list of agreements and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.permissions import VIEW
from talkoot.tools.agreements.queries.agreements import visible_agreements


class AgreementList(ListPage):
    permission = VIEW
    title = _("Agreements")
    row_template = "agreements/agreement_row.html"
    sorts = (Sort("changed", _("Changed last first"), lambda language: F("changed_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_agreements(self.person)


class AgreementDetail(Page):
    permission = VIEW
    template_name = "agreements/agreement_detail.html"
    thing: Agreement

    def fetch(self) -> Agreement:
        return get_object_or_404(visible_agreements(self.person), pk=self.kwargs["pk"])
