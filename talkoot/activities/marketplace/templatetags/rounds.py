"""What the templates of rounds and fairs show, prepared."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.content.kinds import FairState, RoundState
from talkoot.activities.marketplace.content.reasons import reason_words
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words

register = template.Library()
register.filter("reason_words", reason_words)

COLORS = {
    RoundState.OPEN: "success",
    RoundState.CLOSED: "warning",
    RoundState.ALLOCATED: "warning",
    RoundState.PUBLISHED: "info",
    FairState.CANCELLED: "danger",
}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def state_color(thing: Any) -> str:
    return COLORS.get(thing.state, "neutral")


@register.filter
def ages(thing: Any) -> str:
    """ "7–12 years"; with one end only, in words; empty without limits."""
    first, last = thing.age_from, thing.age_to
    if first is None and last is None:
        return ""
    if last is None:
        return _("from %(age)d years") % {"age": first}
    if first is None:
        return _("up to %(age)d years") % {"age": last}
    if first == last:
        return _("%(age)d years") % {"age": first}
    return _("%(first)d–%(last)d years") % {"first": first, "last": last}


@register.filter
def languages_named(codes: Any) -> str:
    return ", ".join(language_named(code) for code in codes)


@register.filter
def joined(words: Any) -> str:
    return ", ".join(str(word) for word in words)


@register.filter
def number(value: float | int) -> str:
    """In the reader's way of writing it, one decimal where there is one."""
    return formats.number_format(round(value, 1), decimal_pos=0 if float(value).is_integer() else 1, use_l10n=True, force_grouping=True)


@register.filter
def breakable(code: str) -> Any:
    """A long mark that may be broken after every eight characters; what is copied has no breaks."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((code[n : n + 8],) for n in range(0, len(code), 8)))
