"""What the templates of measures show, prepared: numbers, pictures, words of a comparison."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of, title_of, url_of
from talkoot.tools.measures.content.drawing import Picture, draw
from talkoot.tools.measures.models import Indicator, subject_of
from talkoot.tools.measures.queries import Measured

register = template.Library()


@register.filter
def plain_number(value: Decimal | None) -> str:
    """A number as it is written in the reader's language, without zeros at its end; a dash when unknown."""
    if value is None:
        return "–"
    short = value.normalize()
    places = max(0, -int(short.as_tuple().exponent))
    return formats.number_format(short, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def signed_number(value: Decimal | None) -> str:
    """With a plus or a true minus sign."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{plain_number(abs(value))}"


@register.filter
def per_cent(share: Decimal | None) -> str:
    return "–" if share is None else _("%(number)s %%") % {"number": plain_number((share * 100).quantize(Decimal(1)))}


@register.filter
def signed_per_cent(per_hundred: Decimal | None) -> str:
    return "" if per_hundred is None else _("%(number)s %%") % {"number": signed_number(per_hundred.quantize(Decimal(1)))}


@register.filter
def unlocalized(number: float) -> str:
    """A coordinate: with a point, whatever the language."""
    return str(number)


@register.filter
def picture_of(one: Measured) -> Picture | None:
    return draw(one.points, baseline=one.indicator.baseline, threshold=one.indicator.threshold)


@register.filter
def reached_words(one: Measured) -> dict[str, str]:
    """{label, color} of the badge that says where the indicator stands."""
    comparison = one.comparison
    if comparison.actual is None:
        return {"label": _("Not measured yet"), "color": "neutral"}
    if comparison.reached is None:
        return {"label": _("No threshold"), "color": "neutral"}
    if comparison.reached:
        return {"label": _("Threshold reached"), "color": "success"}
    if comparison.is_better:
        return {"label": _("Better, threshold not reached"), "color": "warning"}
    return {"label": _("Threshold not reached"), "color": "danger"}


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
def subject_link(indicator: Indicator) -> dict[str, str]:
    """{label, url} of what is measured; empty texts when the indicator stands free. One query: not for lists."""
    subject = subject_of(indicator)
    return {"label": str(title_of(subject)), "url": url_of(subject)} if subject is not None else {"label": "", "url": ""}
