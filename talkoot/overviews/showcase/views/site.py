"""The list over all municipalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.views.public import ProjectList


class ProjectsEverywhere(ProjectList):
    across = "The public list over all municipalities: published projects only."
    title = gettext_lazy("What has been completed?")

    def filter_form_kwargs(self) -> dict[str, Any]:
        return super().filter_form_kwargs() | {"municipalities": list(Municipality.objects.filter(is_active=True))}

    def addresses(self) -> Callable[[Project], str]:
        root, language = self.request.build_absolute_uri("/").rstrip("/"), get_language()
        return lambda project: root + address_in(project.municipality, f"projects/{project.slug}/", language)

    def primary_action(self) -> dict[str, Any] | None:
        return None

    def downloads(self) -> list[dict[str, Any]]:
        return [
            {"label": "CSV", "url": self.address(download="csv", after=None, before=None)},
            {"label": "Atom", "url": reverse("showcase:feed_atom_of_all"), "type": "application/atom+xml"},
            {"label": "JSON Feed", "url": reverse("showcase:feed_json_of_all"), "type": "application/feed+json"},
        ]

    def empty(self) -> dict[str, Any]:
        return super().empty() | ({} if self.request.GET else {"text": _("Published projects of all municipalities appear here.")})
