"""The words of states, methods and due times."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Of an agreement, in the order in which they are usually passed."""

    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    OFFERED = "offered", pgettext_lazy("agreement", "To be signed")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    ENDED = "ended", pgettext_lazy("agreement", "Ended")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "Withdrawn")


class VersionState(models.TextChoices):
    """Of one version of an agreement's text."""

    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    OFFERED = "offered", pgettext_lazy("agreement", "To be signed")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    WITHDRAWN = "withdrawn", pgettext_lazy("agreement", "Withdrawn")


class TextState(models.TextChoices):
    """Of a version of a template."""

    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    PUBLISHED = "published", _("Published")


class Method(models.TextChoices):
    CLICK = "click", _("Signed in Talkoot")
    UPLOADED = "uploaded", _("Signed copy added")


class Due(models.TextChoices):
    """When an annex must be in place."""

    OFFER = "offer", _("Before signing")
    END = "end", _("When the work has ended")
