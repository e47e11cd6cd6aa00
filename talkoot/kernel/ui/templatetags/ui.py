"""Template tags of the look: {% cover %}, {% mark %}, |markdown, |file_size, |date_words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.kernel.ui import covers
from talkoot.kernel.ui.markdown import render
from talkoot.kernel.ui.theme import FONTS, theme_of

register = template.Library()


@register.simple_tag
def cover(seed: object, theme: Any = None, motif: str = "") -> SafeString:
    """Cover art of a thing: `{% cover "trial-12" municipality.theme %}`; the seed is anything that stays the same."""
    return mark_safe(covers.cover_svg(str(seed), theme_of(theme), motif=motif or ""))


@register.simple_tag
def mark(seed: object, theme: Any = None) -> SafeString:
    """The sign beside the municipality's name: `{% mark municipality.slug municipality.theme %}`."""
    return mark_safe(covers.mark_svg(str(seed or "talkoot"), theme_of(theme)))


@register.simple_tag
def font_preload(theme: Any = None) -> SafeString:
    """A preload of the theme's font, so that text does not change its look after it is shown."""
    font = FONTS[theme_of(theme).font]
    if not font.package:
        return mark_safe("")
    address = static(f"vendor/fonts/{font.file}")
    return format_html('<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>\n', address)


@register.filter
def markdown(text: object) -> SafeString:
    return render(str(text or ""))


@register.filter
def file_size(count: int | str) -> str:
    """Bytes in the reader's words: 1 234 567 is "1,2 Mt" in Finnish."""
    size = float(count or 0)
    units = (_("bytes"), _("kB"), _("MB"), _("GB"))
    step = 0
    while size >= 1000 and step < len(units) - 1:
        size, step = size / 1000, step + 1
    number = formats.number_format(size, decimal_pos=0 if step == 0 or size >= 10 else 1)
    return f"{number}\u00a0{units[step]}"


# Django's own formats would show 11/24/2026 in English and 2026-11-24 in Swedish; in Finland neither is used.
DATES = {"fi": ("j.n.Y", "G.i"), "sv": ("j.n.Y", "G.i"), "en": ("j F Y", "H:i")}


@register.filter
def date_words(value: date | datetime | None) -> str:
    """A date in the reader's language: 24.11.2026 or 24 November 2026; with a time, in the time zone in force."""
    if value is None:
        return ""
    day, hour = DATES.get((get_language() or "")[:2], ("SHORT_DATE_FORMAT", "TIME_FORMAT"))
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{formats.date_format(local, day)} {formats.date_format(local, hour)}"
    return formats.date_format(value, day)
