"""What everybody may read of trials: the list of those begun, and a trial."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import VIEW
from talkoot.commons.trials.queries.trials import public_trials, visible_trials
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import Page


class TrialList(ListPage):
    permission = VIEW
    title = gettext_lazy("Trials")
    lead = gettext_lazy("What is being tried now, what was tried, and what came of it.")
    row_template = "trials/trial_row.html"
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("started_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    def rows(self) -> Any:
        return public_trials()

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No trials have begun yet"), "text": _("Here everybody can follow what is tried.")}


class TrialDetail(Page):
    permission = VIEW
    template_name = "trials/trial_detail.html"
    thing: Trial

    def fetch(self) -> Trial:
        return get_object_or_404(visible_trials(self.person), slug=self.kwargs["slug"])

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.thing.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"trial": self.thing, "thread": thread_of(self.thing, self.person)}
