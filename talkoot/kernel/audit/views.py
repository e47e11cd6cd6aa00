"""The history page of a thing."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.audit.permissions import READ
from talkoot.kernel.audit.queries import history_of
from talkoot.kernel.links.registry import description_of, title_of, url_of
from talkoot.kernel.ui.pages import Page

LARGEST_ID = 2**63 - 1


class ThingHistory(Page):
    """Who changed what, when. Of things that the reader sees anyway, by the same rule."""

    permission = READ
    template_name = "audit/thing_history.html"
    title = gettext_lazy("History")

    def fetch(self) -> models.Model:
        description, pk = description_of(self.kwargs["kind"]), self.kwargs["pk"]
        thing = description.visible(self.person).filter(pk=pk).first() if description and pk <= LARGEST_ID else None
        if thing is None:
            raise Http404
        return thing

    @property
    def lead(self) -> str:
        return title_of(self.thing)

    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": title_of(self.thing), "url": url_of(self.thing)}, {"label": _("History"), "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {"entries": history_of(self.thing, self.person)}
