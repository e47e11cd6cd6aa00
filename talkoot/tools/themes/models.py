"""Themes: the shared words by which projects, operating models and later needs, calls and places are found.

One list for all municipalities, so that a filter across them means the same everywhere. No table.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    ACCESSIBILITY = "accessibility", _("Accessibility")
    COMPANIES = "companies", _("Companies")
    CULTURE = "culture", _("Culture")
    CUSTOMER_SERVICE = "customer-service", _("Customer service")
    DIGITAL_SERVICES = "digital-services", _("Digital services")
    EDUCATION = "education", _("Education")
    INNOVATION = "innovation", _("Innovation")
    PARTICIPATION = "participation", _("Participation")
    STRATEGY = "strategy", _("Strategy and management")
    WELLBEING = "wellbeing", _("Wellbeing")


def theme_labels(slugs: Iterable[str]) -> list[str | Promise]:
    """Names of the themes in the reader's language; a theme that this installation does not know shows its slug."""
    known = dict(Theme.choices)
    return [known.get(slug, slug) for slug in slugs]
