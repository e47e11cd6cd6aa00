"""Small pictures of a trial's pages."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
