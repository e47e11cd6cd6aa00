"""The tabs above the lists of data protection: each person sees those that she may open."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from talkoot.kernel.ui.pages import Page
from talkoot.tools.privacy.permissions import OVERSEE, SET


def tabs_of(page: Page, here: str) -> list[dict[str, Any]]:
    tabs = [
        ("register", _("Products")),
        ("assessments", _("Impact assessments")),
        ("clocks", _("Retention")),
        ("certificates", _("Deletion")),
    ]
    if page.allows(OVERSEE) or page.allows(SET):
        tabs.append(("criteria", _("Criteria and times")))
    return [{"label": label, "url": reverse(f"privacy:{name}"), "is_current": name == here} for name, label in tabs]
