"""What the templates of trials show, prepared: badges, parts of a plan, words of other things."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from talkoot.commons.trials.content.kinds import Side, State
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.plans import PLAN_FIELDS, part_in_words
from talkoot.kernel.i18n.templatetags.words import fallback_language, language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of, url_of
from talkoot.kernel.ui.templatetags.ui import date_words

register = template.Library()
register.filter(fallback_language)
register.filter(language_named)

COLOURS = {
    State.PREPARING: "info",
    State.RUNNING: "success",
    State.PAUSED: "warning",
    State.EVALUATING: "info",
    State.CLOSING: "info",
    State.COMPLETED: "success",
    State.STOPPED: "warning",
}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def state_badge(trial: Trial) -> dict[str, Any]:
    return {"label": trial.get_state_display(), "color": COLOURS.get(State(trial.state), "neutral")}


@register.filter
def state_badges(trial: Trial) -> list[dict[str, Any]]:
    return [state_badge(trial)]


@register.filter
def trial_meta(trial: Trial) -> str:
    """Who, and when: needs unit and organisation selected."""
    parts = [str(trial.unit), str(trial.organisation)]
    if trial.starts_on:
        parts.append(f"{date_words(trial.starts_on)} – {date_words(trial.ends_on) if trial.ends_on else ''}".strip())
    return ", ".join(parts)


@register.filter
def side_label(side: str) -> Any:
    return Side(side).label


@register.filter
def plan_parts(version: PlanVersion) -> list[dict[str, Any]]:
    """What the version says, in the order in which it is written; empty parts are left out."""
    parts = []
    for name in PLAN_FIELDS:
        if value := part_in_words(version, name):
            parts.append({"label": version._meta.get_field(name).verbose_name, "value": value})  # type: ignore[union-attr]
    return parts


@register.filter
def iso_day(text: str) -> str:
    return date_words(date.fromisoformat(text))


@register.filter
def words_of(texts: Any) -> str:
    return str(Words(texts)) if isinstance(texts, dict) else str(texts or "")


@register.filter
def address_of(thing: Any) -> str:
    return url_of(thing)


@register.filter
def history_of(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])
