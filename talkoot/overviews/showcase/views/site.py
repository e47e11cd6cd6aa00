"""The list over all municipalities."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.models.project import Programme
from talkoot.overviews.showcase.views.public import ProjectList


class ProjectsEverywhere(ProjectList):
    across = "The public list over all municipalities: published projects only."
    title = gettext_lazy("What has been completed?")

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {
            "programmes": list(Programme.objects.order_by("slug")[:200]),
            "municipalities": list(Municipality.objects.filter(is_active=True)),
        }

    def primary_action(self) -> dict[str, Any] | None:
        return None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": "CSV", "url": self.address(download="csv", after=None, before=None)}]
