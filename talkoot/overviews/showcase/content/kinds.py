"""The words that fields of this app choose from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    OPERATING_MODEL = "operating_model", _("Operating model")
    TOOL = "tool", _("Tool")
    STUDY = "study", _("Study")
    PLATFORM = "platform", _("Innovation platform")
    PROGRAMME = "programme", _("Programme of trials")
    FRAMEWORK = "framework", _("Framework")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    REVIEWED = "reviewed", _("Reviewed")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class PartnerKind(models.TextChoices):
    CITY = "city", _("City or municipality")
    STATE = "state", _("Central government")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    ASSOCIATION = "association", _("Association")
    COMPANY = "company", _("Company")


class Stage(models.TextChoices):
    INTERESTED = "interested", _("Interested")
    PREPARING = "preparing", _("Preparing to adopt")
    ADOPTED = "adopted", _("Adopted")
