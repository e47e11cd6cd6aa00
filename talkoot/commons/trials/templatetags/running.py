"""Small pictures of a trial's pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from talkoot.kernel.ui.templatetags.ui import date_words

register = template.Library()


@register.simple_tag
def share_bar(percent: int) -> SafeString:
    """A bar of a share in whole per cents; the number stands beside it, so it is decorative."""
    return format_html(
        '<svg viewBox="0 0 100 6" width="100%" height="10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="100" height="6" rx="1" fill="currentColor" opacity="0.12"/>'
        '<rect width="{}" height="6" rx="1" fill="currentColor"/></svg>',
        max(0, min(100, percent)),
    )


@register.filter
def day_words(moment: datetime | None) -> str:
    """The day of a moment, without the time of day."""
    return str(date_words(timezone.localdate(moment))) if moment else ""
