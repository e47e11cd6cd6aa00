"""What the templates of data protection show, prepared: colours of lanes, levels and states, addresses."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of, title_of, url_of
from talkoot.tools.privacy.content.kinds import AssessmentState, Finding, Lane, Opinion, Outcome
from talkoot.tools.privacy.models.subject import OnSubject, subject_of

register = template.Library()

COLORS: dict[str, str] = {
    Lane.A: "success",
    Lane.B: "warning",
    Lane.C: "danger",
    AssessmentState.DRAFT: "neutral",
    AssessmentState.ADVICE: "info",
    AssessmentState.DECISION: "warning",
    AssessmentState.APPROVED: "success",
    AssessmentState.STOPPED: "danger",
    AssessmentState.NOT_NEEDED: "neutral",
    AssessmentState.REPLACED: "neutral",
    Finding.PASS: "success",
    Finding.FAIL: "danger",
    Finding.NOT_APPLICABLE: "neutral",
    "failed": "danger",
    "expired": "warning",
    "never": "neutral",
    "low": "success",
    "medium": "warning",
    "high": "danger",
    Opinion.FAVOURABLE: "success",
    Opinion.CONDITIONAL: "warning",
    Opinion.AGAINST: "danger",
    Outcome.GO: "success",
    Outcome.CHANGE: "warning",
    Outcome.STOP: "danger",
}


@register.filter
def badge_color(word: str) -> str:
    """The colour of a badge for a lane, state, finding, level of risk, opinion or outcome. The badge says the word too."""
    return COLORS.get(word, "neutral")


@register.filter
def lane_label(lane: str) -> Any:
    return Lane(lane).label if lane in Lane.values else ""


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def history_address(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])


@register.filter
def subject_link(row: OnSubject) -> dict[str, str]:
    """{label, url} of what the row is about; empty texts when it stands free. One query: not for lists."""
    subject = subject_of(row)
    return {"label": title_of(subject), "url": url_of(subject)} if subject is not None else {"label": "", "url": ""}


@register.filter
def times(likelihood: int, severity: int) -> int:
    return likelihood * severity
