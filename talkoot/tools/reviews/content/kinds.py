"""The states, kinds and rules of an assessment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    SET_UP = "set_up", pgettext_lazy("assessment", "Being set up")
    SCORING = "scoring", pgettext_lazy("assessment", "Scoring")
    DISCUSSING = "discussing", pgettext_lazy("assessment", "Discussion")
    LOCKED = "locked", pgettext_lazy("assessment", "Results locked")
    RELEASED = "released", pgettext_lazy("assessment", "Results released")


# From here on jurors see each other's scores, of candidates on which they have given their own.
OPEN_STATES = (State.DISCUSSING, State.LOCKED, State.RELEASED)
CLOSED_STATES = (State.LOCKED, State.RELEASED)


class ConflictKind(models.TextChoices):
    DECLARED = "declared", pgettext_lazy("conflict", "Declared")
    INTEREST = "interest", pgettext_lazy("conflict", "An interest that was named")
    SAME_ORGANISATION = "same_organisation", pgettext_lazy("conflict", "Acts for the organisation")
    SAME_BUSINESS_ID = "same_business_id", pgettext_lazy("conflict", "Acts for an organisation with the business id")
    SAME_PERSON = "same_person", pgettext_lazy("conflict", "Is one of the people")


class TieRule(models.TextChoices):
    HEAVIEST = "heaviest", pgettext_lazy("tie", "the higher score on the criterion with the greatest weight")
    ORDER_VALUE = "order_value", pgettext_lazy("tie", "the lower price")
    LOT = "lot", pgettext_lazy("tie", "a lot drawn from the stored seed")


class ReviewState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("review", "Begun")
    SUBMITTED = "submitted", pgettext_lazy("review", "Given")


class PartyKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    BUSINESS_ID = "business_id", _("Business id")
    PERSON = "person", _("Person")
    NAME = "name", _("Name")
