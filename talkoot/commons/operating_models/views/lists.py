from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content.kinds import MODEL_KINDS
from talkoot.commons.operating_models.forms import EverywhereFilter, ModelFilter
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.permissions import EDIT, VIEW
from talkoot.commons.operating_models.queries.models import public_models, visible_models
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.registry import address_elsewhere
from talkoot.kernel.ui.lists import Column, ListPage, Sort


def shown_row(model: OperatingModel, *, url: str, with_municipality: bool) -> OperatingModel:
    """What the card of a model shows."""
    model.url = url  # type: ignore[attr-defined]
    badges = [{"label": model.get_kind_display(), "color": "accent"}]
    if not model.is_published:
        badges.append({"label": _("Draft"), "color": "warning"})  # type: ignore[dict-item]
    elif not model.is_public:
        badges.append({"label": _("Only for us"), "color": "neutral"})  # type: ignore[dict-item]
    model.badges = badges  # type: ignore[attr-defined]
    facts = [str(model.municipality)] if with_municipality else []
    if model.is_adopted:
        facts.append(str(_("from %(municipality)s") % {"municipality": model.adopted_from_name}))
    if model.published_number:
        facts.append(str(_("version %(number)s") % {"number": model.published_number}))
    model.meta = " · ".join([*facts, *model.theme_labels[:2]])  # type: ignore[attr-defined]
    return model


COLUMNS = [
    Column(_("Name"), lambda model: str(model.name)),
    Column(_("Municipality"), lambda model: str(model.municipality)),
    Column(_("Kind"), lambda model: str(MODEL_KINDS.get(model.kind, model.kind))),
    Column(_("Themes"), lambda model: ", ".join(model.theme_labels)),
    Column(_("Version"), lambda model: model.published_number),
    Column(_("Licence"), lambda model: model.licence),
    Column(_("Taken from"), lambda model: str(model.adopted_from_name)),
]
BY_NAME = Sort("name", _("By name"), lambda language: in_order_of("name_order", language))


class ModelList(ListPage):
    permission = VIEW
    title = _("Operating models")
    lead = _("Ways of working that have been tried out and written down, ready for another municipality to adopt.")
    row_template = "operating_models/model_row.html"
    filter_form_class = ModelFilter
    sorts = [BY_NAME, Sort("newest", _("Newest first"), lambda language: F("created_at"), is_descending=True)]
    columns = COLUMNS

    def rows(self) -> QuerySet[OperatingModel]:
        return visible_models(self.person)

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write a model"), "url": reverse("operating_models:new")} if self.allows(EDIT) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No operating models yet"),
            "text": _("Here will be the ways of working that this municipality offers to others, and those it has adopted."),
        }

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        for model in more.get("rows", ()):
            shown_row(model, url=reverse("operating_models:model", args=[model.slug]), with_municipality=False)
        return super().show(status=status, **more)


class ModelsEverywhere(ListPage):
    across = "The public list of operating models of all municipalities."
    permission = VIEW
    title = _("Operating models of all municipalities")
    lead = _("Find a way of working that another municipality has tried out, read it, and adopt it as your own.")
    row_template = "operating_models/model_row.html"
    filter_form_class = EverywhereFilter
    sorts = [Sort("newest", _("Newest first"), lambda language: F("published_at"), is_descending=True), BY_NAME]
    columns = COLUMNS

    def rows(self) -> QuerySet[OperatingModel]:
        return public_models()

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        for model in more.get("rows", ()):
            url = address_elsewhere(lambda slug=model.slug: reverse("operating_models:model", args=[slug]), model.municipality)  # type: ignore[misc]
            shown_row(model, url=url, with_municipality=True)
        return super().show(status=status, **more)
