"""{% loop_picture municipality.theme %}"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from talkoot.kernel.ui.theme import theme_of
from talkoot.overviews.home.content.loop import loop_svg

register = template.Library()


@register.simple_tag
def loop_picture(theme: Any = None) -> SafeString:
    return mark_safe(loop_svg(theme_of(theme)))
