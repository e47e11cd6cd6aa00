from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.permissions import EDIT, VIEW
from talkoot.commons.operating_models.queries.changes import changes_between, changes_made
from talkoot.commons.operating_models.queries.family import Relative, family_of, own_changes
from talkoot.commons.operating_models.queries.models import (
    attachments_of,
    contents_of,
    earlier_version,
    published_version,
    version_numbered,
    visible_models,
    working_version,
)
from talkoot.commons.operating_models.queries.reading import Reading, reading_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.links.registry import address_elsewhere
from talkoot.kernel.ui.pages import Page


class ModelPage(Page):
    """A page about one model that the person may see."""

    permission = VIEW

    def fetch(self) -> OperatingModel:
        return get_object_or_404(visible_models(self.person), slug=self.kwargs["slug"])

    @property
    def title(self) -> str:
        return str(self.thing)

    def above(self) -> list[dict[str, str]]:
        """The way here from the list, without this page itself."""
        models = {"label": _("Operating models"), "url": reverse("operating_models:list")}
        return [models, {"label": str(self.thing), "url": self.url("model")}]

    @property
    def breadcrumbs(self) -> list[dict[str, str]]:
        way = self.above()
        return way if way[-1]["label"] == self.title else [*way, {"label": self.title, "url": ""}]

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"operating_models:{name}", args=[self.thing.slug, *more])


class ModelDetail(ModelPage):
    """The model as everybody reads it: its published version; for its own people, before the first one, the draft."""

    template_name = "operating_models/model.html"

    def version(self) -> Version:
        return published_version(self.thing) or working_version(self.thing)

    def context(self) -> dict[str, Any]:
        version = self.version()
        model: OperatingModel = self.thing
        return super().context() | {
            "model": model,
            "version": version,
            "reading": self.reading(version),
            "attachments": list(attachments_of(version)),
            "relatives": family_of(model) if model.is_published else [],
            "may_work": self.allows(EDIT),
            "may_adopt": version.is_published_now and model.is_public and not self.allows(EDIT),
            "thread": thread_of(model, self.person),
            "package_url": self.url("package") if model.is_published else "",
            "handbook_url": self.url("handbook"),
        }

    def reading(self, version: Version) -> Reading:
        return reading_of(contents_of(version), get_language() or "fi")


def numbered(page: ModelPage) -> Version:
    version = version_numbered(page.thing, page.kwargs["number"])
    if version is None:
        raise Http404
    return version


class VersionDetail(ModelDetail):
    """An earlier version, as it was published."""

    def version(self) -> Version:
        return numbered(self)


class VersionChanges(ModelPage):
    """What a published version changed against the one before it."""

    template_name = "operating_models/changes.html"

    @property
    def title(self) -> str:
        return _("What version %(number)s changed") % {"number": self.kwargs["number"]}

    def context(self) -> dict[str, Any]:
        version = numbered(self)
        earlier = earlier_version(version)
        if earlier is None:
            raise Http404
        changes = changes_between(contents_of(earlier), contents_of(version))
        return super().context() | {"version": version, "earlier": earlier, "changes": changes}


class Family(ModelPage):
    """The family tree over municipalities: who uses which version and what each has changed."""

    template_name = "operating_models/family.html"

    @property
    def title(self) -> str:
        return _("The family of “%(name)s”") % {"name": self.thing}

    def context(self) -> dict[str, Any]:
        roots = family_of(self.thing)
        with_addresses(roots, self)
        return super().context() | {"roots": roots, "users": flat(roots)}


def with_addresses(relatives: list[Relative], page: ModelPage) -> None:
    for relative in relatives:
        if model := relative.model:
            relative.url = address_elsewhere(lambda slug=model.slug: reverse("operating_models:model", args=[slug]), model.municipality)  # type: ignore[misc]
            relative.is_this = model.pk == page.thing.pk
            if model.is_adopted and model.is_published and model.is_public:
                relative.changes_url = page.url("relative_changes", model.pk)
        with_addresses(relative.children, page)


def flat(relatives: list[Relative]) -> list[Relative]:
    return [one for relative in relatives for one in [relative, *flat(relative.children)] if one.model is not None]


class RelativeChanges(ModelPage):
    """What one adopter has changed."""

    template_name = "operating_models/relative_changes.html"

    def fetch(self) -> OperatingModel:
        model = super().fetch()
        found = own_changes(self.kwargs["relative_id"])
        if found is None or found[0].family != model.family:
            raise Http404
        self.relative, self.comparisons = found
        return model

    @property
    def title(self) -> str:
        return _("What %(municipality)s has changed") % {"municipality": self.relative.municipality}

    def above(self) -> list[dict[str, str]]:
        return [*super().above(), {"label": _("Family tree"), "url": self.url("family")}]

    def context(self) -> dict[str, Any]:
        return super().context() | {"relative": self.relative, "changes": changes_made(self.comparisons)}
