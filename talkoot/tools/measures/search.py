"""How indicators are called and shown."""

from __future__ import annotations

from django.urls import reverse

from talkoot.kernel.links.registry import describe
from talkoot.tools.measures.models import Indicator
from talkoot.tools.measures.queries import visible_indicators

describe(
    Indicator,
    title=lambda indicator: indicator.name,
    url=lambda indicator: reverse("measures:indicator", args=[indicator.pk]),
    visible=visible_indicators,
)
