"""What the templates of calls show, prepared: moments to the minute, sums, badges, answers in words."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talkoot.activities.calls.content.application import spaced as in_fours
from talkoot.activities.calls.content.states import ApplicationState, CallState, ChallengeState, ProgrammeState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.queries.calls import closes_soon, is_open
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.themes.models import theme_labels

register = template.Library()
# As tools/agreements writes them: {{sum}}.
PLACE = re.compile(r"\{\{\s*[a-z0-9_]+\s*\}\}")

COLORS: dict[str, str] = {
    CallState.DRAFT: "neutral",
    CallState.PUBLISHED: "success",
    CallState.CLOSED: "info",
    CallState.DECIDING: "info",
    CallState.DECIDED: "success",
    CallState.CANCELLED: "warning",
    ProgrammeState.OPEN: "success",
    ChallengeState.CHECKED: "info",
    ApplicationState.SUBMITTED: "success",
    ApplicationState.WITHDRAWN: "neutral",
}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, dict) and not isinstance(words, Words):
        words = Words(words)
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def beginning(words: Any) -> Any:
    text = Truncator(str(words)).chars(160)
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), text)
    return text


@register.filter
def fallback_language(words: Any) -> str:
    return (words.shown_language() or "") if isinstance(words, Words) and words.is_fallback() else ""


@register.filter
def shown_language_note(words: Any) -> str:
    """In which language the text is shown when it is not the reader's own; else empty."""
    if not isinstance(words, Words) or not words.is_fallback():
        return ""
    return str(dict(settings.LANGUAGES).get(words.shown_language() or "", _("another language")))


@register.filter
def language_named(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time to the minute, in the time zone of the municipality."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(day)s at %(time)s") % {"day": date_words(local.date()), "time": f"{local:%H.%M}" if _is_dotted() else f"{local:%H:%M}"}


@register.filter
def second(value: datetime | None) -> str:
    """To the second: of receipts and of the clock of the server."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return _("%(day)s at %(time)s") % {
        "day": date_words(local.date()),
        "time": f"{local:%H.%M.%S}" if _is_dotted() else f"{local:%H:%M:%S}",
    }


def _is_dotted() -> bool:
    """Finnish and Swedish of Finland write the time with points."""
    return pgettext("between hours and minutes", ":") == "."


@register.filter
def euros(value: Any) -> str:
    """12 000 euros, with a space that does not break."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value))
    text = f"{number:,.0f}" if number == number.to_integral() else f"{number:,.2f}"
    return _("%(sum)s €") % {"sum": text.replace(",", "\u00a0").replace(".", ",")}


@register.filter
def day_words(value: Any) -> str:
    """A day in the reader's language, without the time."""
    return date_words(timezone.localdate(value) if hasattr(value, "hour") else value)


@register.filter
def with_gaps(text: Any) -> str:
    """The text of a clause, with a line where something is filled in later."""
    return PLACE.sub("________", str(Words(text) if isinstance(text, dict) else text))


@register.filter
def state_color(thing: Any) -> str:
    return COLORS.get(thing.state, "neutral")


@register.filter
def call_badges(call: Call) -> list[dict[str, Any]]:
    now = timezone.now()
    if closes_soon(call, now):
        return [{"label": _("Closes soon"), "color": "warning"}]
    if is_open(call, now):
        return [{"label": _("Open"), "color": "success"}]
    if call.state == CallState.PUBLISHED:
        is_coming = now < call.opens_at
        return [{"label": _("Opens later") if is_coming else _("Closed"), "color": "info" if is_coming else "neutral"}]
    return [{"label": call.get_state_display(), "color": COLORS.get(call.state, "neutral")}]


@register.filter
def call_meta(call: Call) -> str:
    """Until when, and up to how much."""
    parts = [_("Apply by %(moment)s") % {"moment": moment(call.closes_at)}]
    if call.ceiling is not None:
        parts.append(_("up to %(sum)s") % {"sum": euros(call.ceiling)})
    return " · ".join(parts)


@register.filter
def themes_in_words(themes: list[str]) -> str:
    return ", ".join(str(label) for label in theme_labels(themes))


@register.filter
def spaced(receipt: str) -> str:
    return in_fours(receipt)


@register.filter
def history_address(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])
