"""What the project templates show, prepared: addresses, badges, numbers, names of languages and kinds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of, reversed_under, url_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.overviews.showcase.content.kinds import Stage, State
from talkoot.overviews.showcase.models.interest import Interest
from talkoot.overviews.showcase.models.parts import Document, Result
from talkoot.overviews.showcase.models.project import Project
from talkoot.tools.themes.models import theme_labels

register = template.Library()

MEDIA_KINDS = {"text/html": "", "application/pdf": "PDF", "text/plain": "TXT"}
STATE_COLORS = {
    State.DRAFT: "neutral",
    State.IN_REVIEW: "warning",
    State.REVIEWED: "info",
    State.PUBLISHED: "success",
    State.ARCHIVED: "neutral",
}
STAGE_COLORS = {Stage.INTERESTED: "neutral", Stage.PREPARING: "info", Stage.ADOPTED: "success"}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def project_address(project: Project) -> str:
    return url_of(project, project.municipality)


@register.filter
def model_address(model: Any) -> str:
    return url_of(model, model.municipality)


@register.filter
def history_address(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])


@register.filter
def cover_address(project: Project) -> str:
    """Address of the cover picture, also from a page outside the municipality; empty when there is none."""
    cover = project.cover
    if cover is None or municipality_in_force() is not None:
        return cover.url if cover else ""
    return reversed_under(f"{project.municipality.path}{get_language()}/", lambda: cover.url)


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


def standing_words(counts: dict[str, int]) -> list[str]:
    """What other municipalities have done with it, the furthest first; nothing of what nobody has."""
    words = []
    if n := counts[Stage.ADOPTED]:
        words.append(ngettext("%(n)d municipality has adopted this", "%(n)d municipalities have adopted this", n) % {"n": n})
    if n := counts[Stage.PREPARING]:
        words.append(ngettext("%(n)d municipality is preparing to adopt", "%(n)d municipalities are preparing to adopt", n) % {"n": n})
    if n := counts[Stage.INTERESTED]:
        words.append(ngettext("%(n)d municipality is interested", "%(n)d municipalities are interested", n) % {"n": n})
    return words


@register.filter
def day_words(moment: datetime | None) -> str:
    """The day of a moment, in the time zone in force."""
    return date_words(timezone.localdate(moment)) if moment else ""


@register.filter
def period_words(project: Project) -> str:
    """ "1.1.2015 – 31.12.2018"; with one end only, in words."""
    start, end = date_words(project.started_on), date_words(project.ended_on)
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return _("from %(day)s") % {"day": start}
    return _("until %(day)s") % {"day": end} if end else ""


def number_words(value: Decimal) -> str:
    """A number in the reader's way of writing it, without decimals that say nothing."""
    decimals = len(format(value, "f").partition(".")[2].rstrip("0"))
    return formats.number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def figure_number(result: Result) -> str:
    """The value with its unit."""
    number = number_words(result.value)
    return f"{number}\u00a0{result.unit}" if result.unit else number


@register.filter
def big_number(result: Result) -> Any:
    """The value for the eye: its unit beside it in small."""
    number = number_words(result.value)
    return format_html('{} <small class="ui-figure__unit">{}</small>', number, spoken(result.unit)) if result.unit else number


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
