"""What the templates of the marketplace show, prepared: words of codes, badges, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.content.kinds import InterestState, Level, Sought, State, Subject, SuggestionState
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.ui.templatetags.ui import date_words

register = template.Library()

CODES: dict[str, Any] = {"level": Level.choices, "subject": Subject.choices, "sought": Sought.choices, "language": settings.LANGUAGES}
STATE_COLORS = {
    State.DRAFT: "neutral",
    State.IN_CHECK: "info",
    State.RETURNED: "warning",
    State.PUBLISHED: "success",
    State.RESTING: "neutral",
    State.MATCHED: "success",
    State.CLOSED: "neutral",
    State.WITHDRAWN: "neutral",
}
TALK_COLORS = {
    InterestState.NEW: "info",
    InterestState.TALKING: "info",
    InterestState.AGREED: "success",
    InterestState.DECLINED: "neutral",
    InterestState.WITHDRAWN: "neutral",
}

SUGGESTION_COLORS = {SuggestionState.WAITING: "warning", SuggestionState.TAKEN: "success", SuggestionState.DECLINED: "neutral"}


def codes_in_words(codes: Iterable[str], kind: str) -> list[str]:
    """Codes in the reader's language, in the order of their list; one that is no longer known shows itself."""
    names = {code: str(label) for code, label in CODES[kind]}
    held = list(codes)
    return [*(label for code, label in names.items() if code in held), *(code for code in held if code not in names)]


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def beginning(words: Any) -> Any:
    """The first sentences, for cards."""
    text = Truncator(str(words)).chars(160)
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), text)
    return text


@register.filter
def who_posted(listing: Listing) -> Any:
    return listing.unit or listing.organisation


@register.filter
def listing_address(listing: Listing) -> str:
    return reverse("marketplace:listing", args=[listing.pk])


@register.filter
def listing_seed(listing: Listing) -> str:
    return f"{listing.kind}-{listing.pk}"


@register.filter
def listing_badges(listing: Listing) -> list[dict[str, Any]]:
    badges = [{"label": listing.get_kind_display(), "color": "brand1" if listing.is_need else "accent"}]
    if listing.degree:
        badges.append({"label": listing.get_degree_display(), "color": "neutral"})
    return badges


@register.filter
def listing_meta(listing: Listing) -> str:
    """Who, for whom, in which languages."""
    languages = ", ".join(codes_in_words(listing.languages, "language"))
    parts = [str(listing.unit or listing.organisation), ", ".join(codes_in_words(listing.levels, "level")[:2]), languages]
    return " · ".join(part for part in parts if part)


@register.filter
def state_color(listing: Listing) -> str:
    return STATE_COLORS[State(listing.state)]


@register.filter
def talk_color(interest: Interest) -> str:
    return TALK_COLORS[InterestState(interest.state)]


@register.filter
def day_words(value: Any) -> str:
    """A day in the reader's language, without the time."""
    return date_words(timezone.localdate(value) if hasattr(value, "hour") else value)


@register.filter
def history_address(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])


@register.filter
def point_text(point: dict[str, Any]) -> Any:
    """An item of a checklist, in the reader's language."""
    return spoken(Words(point["text"]))


@register.filter
def shown_language_note(words: Any) -> str:
    """In which language the text is shown when it is not the reader's own; else empty."""
    if not isinstance(words, Words) or not words.is_fallback():
        return ""
    return str(dict(settings.LANGUAGES).get(words.shown_language() or "", _("another language")))


@register.filter
def suggestion_color(suggestion: Suggestion) -> str:
    return SUGGESTION_COLORS[SuggestionState(suggestion.state)]


@register.filter
def ages_in_words(thing: Any) -> str:
    """From youngest to oldest, when they are told."""
    return "–".join(str(age) for age in (thing.age_from, thing.age_to) if age is not None)
