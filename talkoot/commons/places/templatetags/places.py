"""What the templates of places show, prepared: addresses, badges, shares, the map's numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.commons.places.content.kinds import IntakeState, NeedState, State
from talkoot.commons.places.content.routes import route_label
from talkoot.commons.places.models.place import Place, UserGroup
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of, reversed_under
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.themes.models import theme_labels

register = template.Library()

STATE_COLORS = {State.DRAFT: "neutral", State.PUBLISHED: "success", State.CLOSED: "neutral"}
INTAKE_COLORS = {
    IntakeState.RECEIVED: "warning",
    IntakeState.ROUTED: "success",
    IntakeState.REFUSED: "neutral",
    IntakeState.WITHDRAWN: "neutral",
}
NEED_COLORS = {NeedState.WAITING: "warning", NeedState.PUBLISHED: "success", NeedState.HIDDEN: "neutral"}


@register.filter
def spoken(words: Any) -> Any:
    """A text in the reader's language; one that stands in for it says in which language it is, for those who listen."""
    if isinstance(words, Words) and words.is_fallback():
        return format_html('<span lang="{}">{}</span>', words.shown_language(), str(words))
    return words


@register.filter
def day_words(at: datetime | None) -> str:
    """The day of a time, where the hour says nothing to the reader."""
    return date_words(timezone.localdate(at)) if at else ""


@register.filter
def history_address(thing: Any) -> str:
    return reverse("audit:history", args=[kind_of(thing), thing.pk])


@register.filter
def picture_address(place: Place) -> str:
    """Address of the picture, also from a page outside the municipality; empty when there is none."""
    picture = place.picture
    if picture is None or municipality_in_force() is not None:
        return picture.url if picture else ""
    return reversed_under(f"{place.municipality.path}fi/", lambda: picture.url)


@register.filter
def alt_text(picture: Any) -> str:
    return str(picture.alt_text) if picture else ""


@register.filter
def place_badges(place: Place) -> list[dict[str, Any]]:
    """The kind; and the municipality when the list spans several."""
    badges = [{"label": place.get_kind_display(), "color": "accent"}]
    if municipality_in_force() is None:
        badges.insert(0, {"label": place.municipality.name, "color": "neutral"})
    return badges


@register.filter
def place_meta(place: Place) -> str:
    return " · ".join(str(label) for label in theme_labels(place.themes)[:3])


@register.filter
def state_color(thing: Any) -> str:
    colors: dict[Any, str] = {**STATE_COLORS, **INTAKE_COLORS, **NEED_COLORS}
    return colors.get(thing.state, "neutral")


@register.filter
def as_phases(stages: Any) -> list[dict[str, Any]]:
    return [{"label": stage.label, "state": stage.standing} for stage in stages]


@register.filter
def people_words(group: UserGroup) -> str:
    """ "827,993 in six months"."""
    if group.people is None:
        return ""
    number = formats.number_format(group.people, force_grouping=True)
    return f"{number} {group.period}".strip()


@register.filter
def route_words(code: str) -> str:
    return str(route_label(code)) if code else ""


@register.filter
def unlocalized(number: float) -> str:
    """A coordinate: with a point, whatever the language."""
    return str(number)


@register.filter
def coordinates(place: Place) -> str:
    """A pair of degrees as written in the reader's language."""
    if place.latitude is None or place.longitude is None:
        return ""
    return _("%(north)s° N, %(east)s° E") % {
        "north": formats.number_format(place.latitude, decimal_pos=4),
        "east": formats.number_format(place.longitude, decimal_pos=4),
    }


@register.filter
def kilometres(number: float) -> str:
    return _("%(number)s km") % {"number": formats.number_format(number, decimal_pos=0 if number == int(number) else 1)}


@register.filter
def supports_words(count: int) -> str:
    return ngettext("%(count)d needs the same", "%(count)d need the same", count) % {"count": count}


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    return share_words(part, whole)


def share_words(part: int, whole: int) -> str:
    """ "12 (80 %)"; a dash when there is nothing to share."""
    if not whole:
        return "–"
    return _("%(part)d (%(per_cent)d %%)") % {"part": part, "per_cent": round(100 * part / whole)}


@register.filter
def days_words(days: float | None) -> str:
    """Days with one decimal, a dash when unknown."""
    return "–" if days is None else formats.number_format(days, decimal_pos=1)


@register.filter
def hours_words(hours: float) -> str:
    """Hours with one decimal where there is one."""
    return formats.number_format(hours, decimal_pos=0 if hours == int(hours) else 1, force_grouping=True)


@register.filter
def per_cent_words(share: float | None) -> str:
    return "–" if share is None else _("%(number)s %%") % {"number": formats.number_format(100 * share, decimal_pos=0)}


@register.filter
def holds(values: Any, one: Any) -> bool:
    """Is the one among the values?"""
    return one in values
