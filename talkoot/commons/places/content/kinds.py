"""The words that fields of places choose from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(models.TextChoices):
    PLACE = "place", pgettext_lazy("kind of place", "Place")
    NETWORK = "service_network", _("Service network")
    DIGITAL = "digital", _("Digital platform")
    DISTRICT = "district", _("District")


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", pgettext_lazy("place", "Closed")


class Part(models.TextChoices):
    """What a person does for a place. Coordinators of the municipality may do all of it."""

    OPERATOR = "operator", _("Operator")
    HOST = "host", _("Staff of the place")
    STEERING = "steering", _("Member of the steering group")


class Service(models.TextChoices):
    """What a place offers to those who develop in it."""

    NEEDS = "needs", _("Knowledge of needs")
    TEST_USERS = "test_users", _("Test users")
    FACILITATION = "facilitation", _("Facilitation")
    SPACE = "space", pgettext_lazy("service of a place", "Space")
    DATA = "data", pgettext_lazy("service of a place", "Data")
    EVALUATION = "evaluation", pgettext_lazy("service of a place", "Evaluation")
    PROCUREMENT = "procurement", _("Advice on procurement")
    EVENTS = "events", pgettext_lazy("service of a place", "Events")
    PUBLICITY = "publicity", _("Publicity")


def service_labels(codes: Iterable[str]) -> list[str | Promise]:
    """Names of the services; one that this version does not know shows its code."""
    known = dict(Service.choices)
    return [known.get(code, code) for code in codes]
