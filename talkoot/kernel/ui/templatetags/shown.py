"""From the kernel's own objects to what the components draw; built in, so templates need not load them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from talkoot.kernel.phases import Stage

register = template.Library()


@register.filter
def as_phases(stages: Iterable[Stage]) -> list[dict[str, Any]]:
    """Stages of a life cycle for the phase bar."""
    return [{"label": stage.label, "state": stage.standing} for stage in stages]


@register.filter
def file_address(file: Any) -> str:
    return file.url if file else ""


@register.filter
def alt_text(file: Any) -> str:
    return str(file.alt_text) if file else ""
