"""What the templates of reviews show, prepared: numbers, bars, words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.words import Words
from talkoot.tools.reviews.content.kinds import ReviewState, State

register = template.Library()
WIDTH = 100
# A deviation of so many points of 100 fills half of the picture.
FULL_DEVIATION = 40


@register.filter
def plain_number(value: Any, places: int = 1) -> str:
    """In the reader's language, without zeros at its end; a dash when there is none."""
    if value is None or value == "":
        return "–"
    number = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else Decimal(str(value))
    short = number.quantize(Decimal(1).scaleb(-places)).normalize()
    return formats.number_format(short, decimal_pos=max(0, -int(short.as_tuple().exponent)), use_l10n=True, force_grouping=True)


@register.filter
def signed_number(value: Any) -> str:
    """With a plus or a true minus sign."""
    text = plain_number(abs(value))
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


@register.filter
def per_cent(share: float | None) -> str:
    return "–" if share is None else _("%(number)s %%") % {"number": round(share * 100)}


@register.filter
def share_width(share: float | None) -> str:
    """Of a bar in a box of 100, with a point whatever the language."""
    return f"{max(0.0, min(1.0, share or 0.0)) * WIDTH:.1f}"


@register.simple_tag
def share_of(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@register.filter
def lean_bar(deviation: float) -> dict[str, str]:
    """{x, width} of a bar from the middle of a box of 100: to the right for generous, to the left for strict."""
    width = min(abs(deviation) / FULL_DEVIATION, 1.0) * WIDTH / 2
    return {"x": f"{WIDTH / 2 if deviation >= 0 else WIDTH / 2 - width:.1f}", "width": f"{width:.1f}"}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def state_color(state: str) -> str:
    return {State.SCORING: "info", State.DISCUSSING: "warning", State.LOCKED: "accent", State.RELEASED: "success"}.get(state, "neutral")  # type: ignore[call-overload]


@register.filter
def levels_of(criterion: Any) -> list[dict[str, Any]]:
    """What the scores mean, from the lowest on: [{score, words}]."""
    known = {str(score): Words(words) for score, words in (criterion.levels or {}).items()}
    return [
        {"score": score, "words": known[str(score)]}
        for score in range(criterion.scale_min, criterion.scale_max + 1)
        if known.get(str(score))
    ]


@register.filter
def review_words(assignment: Any) -> dict[str, str]:
    """{label, color} of how far the juror is with it."""
    review = getattr(assignment, "review", None)
    if review is None:
        return {"label": _("Not begun"), "color": "neutral"}
    if review.state == ReviewState.SUBMITTED:
        return {"label": _("Given"), "color": "success"}
    return {"label": _("Draft"), "color": "warning"}


@register.filter
def names_of(jurors: Sequence[Any]) -> str:
    return ", ".join(str(one) for one in jurors)


@register.filter
def seal_of(text: str) -> str:
    """The beginning of a hash, enough to compare by eye."""
    return str(text)[:12]
