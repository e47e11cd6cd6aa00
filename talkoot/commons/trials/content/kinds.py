"""The fixed words of a trial: its states, its sides, its gates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("state of a trial", "Proposed")
    PLANNING = "planning", pgettext_lazy("state of a trial", "Planning")
    PREPARING = "preparing", pgettext_lazy("state of a trial", "Preparing")
    RUNNING = "running", pgettext_lazy("state of a trial", "Running")
    PAUSED = "paused", pgettext_lazy("state of a trial", "Paused")
    EVALUATING = "evaluating", pgettext_lazy("state of a trial", "Evaluating")
    CLOSING = "closing", pgettext_lazy("state of a trial", "Closing")
    COMPLETED = "completed", pgettext_lazy("state of a trial", "Completed")
    STOPPED = "stopped", pgettext_lazy("state of a trial", "Stopped")
    CANCELLED = "cancelled", pgettext_lazy("state of a trial", "Cancelled")


# Nothing has begun yet: the plan may still change freely, the trial may be cancelled.
BEFORE_START = (State.PROPOSED, State.PLANNING, State.PREPARING)
# It has begun and is not over.
UNDER_WAY = (State.RUNNING, State.PAUSED, State.EVALUATING, State.CLOSING)
# What everybody may know of. A stopped trial too: what did not work is worth as much.
PUBLIC = (*UNDER_WAY, State.COMPLETED, State.STOPPED)
OVER = (State.COMPLETED, State.STOPPED, State.CANCELLED)


class Side(models.TextChoices):
    """Whose people somebody belongs to in a trial. The plan and its changes need the host and the partner."""

    HOST = "host", pgettext_lazy("side of a trial", "The unit")
    PARTNER = "partner", pgettext_lazy("side of a trial", "The partner")
    COORDINATION = "coordination", pgettext_lazy("side of a trial", "Coordination of the municipality")


PLAN_SIDES = (Side.HOST, Side.PARTNER)


class UsersRole(models.TextChoices):
    """How those who will use it take part in making it."""

    FOR = "for", pgettext_lazy("role of users", "Made for them")
    WITH = "with", pgettext_lazy("role of users", "Made with them")
    BY = "by", pgettext_lazy("role of users", "Made by them")


class MaterialKind(models.TextChoices):
    AGREEMENT = "agreement", pgettext_lazy("kind of material", "Agreement template")
    QUESTIONNAIRE = "questionnaire", pgettext_lazy("kind of material", "Questionnaire")
    TEXT = "text", pgettext_lazy("kind of material", "Text")
    CHECKLIST = "checklist", pgettext_lazy("kind of material", "Checklist")
    PRINCIPLES = "principles", pgettext_lazy("kind of material", "Principles")


class GateCode(models.TextChoices):
    """What may have to hold before a trial starts. An entrance says in its kit which of them count."""

    PRINCIPLES = "principles", pgettext_lazy("gate", "Principles accepted")
    GO_AHEAD = "go_ahead", pgettext_lazy("gate", "Go-ahead of the head of the unit")
    PLAN = "plan", pgettext_lazy("gate", "Plan accepted by both sides")
    CALENDAR = "calendar", pgettext_lazy("gate", "Time fits the terms")
    SCREENING = "screening", pgettext_lazy("gate", "Product screened")
    LANE = "lane", pgettext_lazy("gate", "Data lane decided")
    ASSESSMENT = "assessment", pgettext_lazy("gate", "Impact assessment approved")
    AGREEMENT = "agreement", pgettext_lazy("gate", "Agreement signed and in force")
    INFORMATION = "information", pgettext_lazy("gate", "Information page published in time")
    BASELINE = "baseline", pgettext_lazy("gate", "Baseline measured")
    ADULTS = "adults", pgettext_lazy("gate", "Adults on site stated")


class PeriodKind(models.TextChoices):
    TERM = "term", pgettext_lazy("kind of period", "Term")
    HOLIDAY = "holiday", pgettext_lazy("kind of period", "Holiday")
