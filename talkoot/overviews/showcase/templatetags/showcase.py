"""What the project templates show, prepared: addresses, badges, names of languages and kinds."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.links.registry import kind_of, url_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.overviews.showcase.content.kinds import Stage, State
from talkoot.overviews.showcase.models.interest import Interest
from talkoot.overviews.showcase.models.parts import Document, Result
from talkoot.overviews.showcase.models.project import Project
from talkoot.tools.themes.models import theme_labels

register = template.Library()

MEDIA_KINDS = {"text/html": "", "application/pdf": "PDF"}
STATE_COLORS = {
    State.DRAFT: "neutral",
    State.IN_REVIEW: "warning",
    State.REVIEWED: "info",
    State.PUBLISHED: "success",
    State.ARCHIVED: "neutral",
}
STAGE_COLORS = {Stage.INTERESTED: "neutral", Stage.PREPARING: "info", Stage.ADOPTED: "success"}


@register.filter
def project_address(project: Project) -> str:
    return url_of(project, project.municipality)


@register.filter
def model_address(model: Any) -> str:
    return url_of(model, model.municipality)


@register.filter
def history_address(project: Project) -> str:
    return reverse("audit:history", args=[kind_of(project), project.pk])


@register.filter
def project_badges(project: Project) -> list[dict[str, Any]]:
    """The kind; and the municipality when the list spans several."""
    badges = [{"label": project.get_kind_display(), "color": "accent"}]
    if municipality_in_force() is None:
        badges.insert(0, {"label": project.municipality.name, "color": "neutral"})
    return badges


@register.filter
def project_meta(project: Project) -> str:
    return ", ".join(str(label) for label in theme_labels(project.themes[:3]))


@register.filter
def state_color(project: Project) -> str:
    return STATE_COLORS[State(project.state)]


@register.filter
def stage_color(interest: Interest) -> str:
    return STAGE_COLORS[Stage(interest.stage)]


@register.filter
def figure_number(result: Result) -> str:
    """The value in the reader's way of writing numbers, with its unit."""
    whole = result.value == result.value.to_integral_value()
    number = formats.number_format(result.value, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)
    return f"{number}\u00a0{result.unit}" if result.unit else number


@register.filter
def document_address(document: Document) -> str:
    return document.address or document.file.url  # type: ignore[union-attr]


@register.filter
def media_kind(document: Document) -> str:
    return MEDIA_KINDS.get(document.media_type, document.media_type.rpartition("/")[2].upper()[:12]) or _("web page")


@register.filter
def size_in_bytes(document: Document) -> int | str:
    return document.size_kb * 1000 if document.size_kb else ""


@register.filter
def languages_missing(project: Project, municipality: Any) -> list[str]:
    return [language_named(code) for code in project.missing_languages(municipality.languages)]
