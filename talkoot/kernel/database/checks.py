"""System checks of settings that would make the fences void; run by `talkoot serve`, `doctor` and `check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

DEMO_SECRET_PREFIX = "demo-"


@register(Tags.security, deploy=True)
def production_has_no_demo_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("TALKOOT_DEBUG is on in production.", hint="Remove it.", id="talkoot.E001"))
    if settings.SECRET_KEY.startswith(DEMO_SECRET_PREFIX):
        found.append(
            Error(
                "The secret key is the demo's.",
                hint="Set TALKOOT_SECRET_KEY to at least 50 random characters: openssl rand -base64 48",
                id="talkoot.E002",
            )
        )
    return found
