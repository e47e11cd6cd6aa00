"""How results are drawn: SVG by presentation attributes alone, as the strict content policy wants it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.tools.questionnaires.content.kinds import FEWEST
from talkoot.tools.questionnaires.forms.widgets import FACE_WORDS, FACE_WORDS_OF_THE_YOUNG
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.queries.results import Bar, Line, Part

register = template.Library()
STATE_COLORS = {"planned": "info", "open": "success", "closed": "neutral"}


@register.filter
def round_color(round: Round) -> str:
    return STATE_COLORS[round.state]


@register.filter
def percent(share: float) -> str:
    return f"{round(100 * share)} %"


@register.filter
def decimals(value: float | None) -> str:
    """Two figures behind the point at most, in the reader's own way of writing."""
    if value is None:
        return ""
    return number_format(round(value, 2), use_l10n=True, decimal_pos=None if round(value, 2) == int(value) else 2)


@register.filter
def answered_words(count: int | None) -> str:
    return _("fewer than five") if count is None else str(count)


@register.filter
def bar_words(bar: Bar, line: Line) -> Any:
    """What a step of a scale is called: smileys by their words, the ends of a scale with theirs."""
    if line.kind == "smileys":
        return (FACE_WORDS_OF_THE_YOUNG if line.scale and line.scale["max"] == 3 else FACE_WORDS).get(bar.value, bar.label)
    if line.scale and isinstance(bar.value, int):
        ends = {line.scale["min"]: line.scale["min_label"], line.scale["max"]: line.scale["max_label"]}
        if words := ends.get(bar.value):
            return f"{bar.value} – {Words(words)}"
    return bar.label


@register.filter
def part_words(part: Part, split_by: str) -> str:
    """A part of a split: the language by its name, the group as it stands on the code."""
    if split_by == "language":
        return str(language_named(part.value)) if part.value else _("Not known")
    return str(part.label) or _("Without a group")


@register.filter
def split_words(name: Any) -> Any:
    """What the results are split by, in words."""
    return {"language": pgettext("split", "language"), "group": pgettext("split", "group")}.get(str(name), name)


@register.simple_tag
def bar_picture(share: float) -> SafeString:
    """One bar from 0 to 100 %; the numbers stand beside it."""
    return format_html(
        '<svg class="q-picture" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        '<rect class="q-ground" width="100" height="10" rx="1"/><rect class="q-bar" width="{}" height="10" rx="1"/></svg>',
        round(100 * share, 1),
    )


@register.simple_tag
def mean_picture(line: Line) -> SafeString:
    """Where the mean stands between the ends of the scale, with one standard deviation to both sides."""
    if line.scale is None or line.mean is None or line.spread is None:
        return mark_safe("")
    lowest, highest = line.scale["min"], line.scale["max"]

    def x(value: float) -> float:
        return round(10 + 280 * (min(max(value, lowest), highest) - lowest) / (highest - lowest), 1)

    steps = format_html_join(
        "",
        '<line class="q-line" x1="{0}" x2="{0}" y1="14" y2="22"/><text x="{0}" y="38" text-anchor="middle">{1}</text>',
        ((x(step), step) for step in range(lowest, highest + 1)),
    )
    return format_html(
        '<svg class="q-picture" aria-hidden="true" viewBox="0 0 300 42"><line class="q-line" x1="10" x2="290" y1="18" y2="18"/>{}'
        '<rect class="q-bar" opacity="0.35" x="{}" y="13" width="{}" height="10" rx="5"/>'
        '<circle class="q-bar" cx="{}" cy="18" r="8"/></svg>',
        steps,
        x(line.mean - line.spread),
        round(x(line.mean + line.spread) - x(line.mean - line.spread), 1),
        x(line.mean),
    )


@register.simple_tag
def fewest() -> int:
    return FEWEST


@register.filter
def share_of_scale(line: Line) -> float:
    """How far the mean is on the way from the lowest to the highest step, 0..1."""
    if line.scale is None or line.mean is None:
        return 0
    return (line.mean - line.scale["min"]) / (line.scale["max"] - line.scale["min"])


@register.filter
def commonest(line: Line) -> Bar:
    """The answer that most gave; the first of equals."""
    return max(line.bars, key=lambda bar: bar.count)
