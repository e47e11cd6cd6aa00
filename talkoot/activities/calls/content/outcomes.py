"""Words from the decision to what happens after the trial. Codes are stored, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class LineOutcome(models.TextChoices):
    """What was decided on one application."""

    CHOSEN = "chosen", pgettext_lazy("application", "Chosen")
    RESERVE = "reserve", pgettext_lazy("application", "In reserve")
    NOT_CHOSEN = "not_chosen", pgettext_lazy("application", "Not chosen")
    NOT_ADMISSIBLE = "not_admissible", pgettext_lazy("application", "Not admissible")


# Their order among those of the same challenge counts.
ORDERED = (LineOutcome.CHOSEN, LineOutcome.RESERVE)


class KickOffState(models.TextChoices):
    TALKING = "talking", pgettext_lazy("kick-off", "Seeking a shared view")
    AGREED = "agreed", pgettext_lazy("kick-off", "Agreed")
    FAILED = "failed", pgettext_lazy("kick-off", "No shared view")


class KickOffSide(models.TextChoices):
    HOST = "host", pgettext_lazy("side of a kick-off", "The host unit")
    TEAM = "team", pgettext_lazy("side of a kick-off", "The team")


class MilestoneKind(models.TextChoices):
    START = "start", pgettext_lazy("milestone", "At the start, when the agreement is in force")
    MIDTERM = "midterm", pgettext_lazy("milestone", "Midway, when the interim report is approved")
    FINAL = "final", pgettext_lazy("milestone", "At the end, when the final report is approved")


class MilestoneState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("milestone", "Waiting")
    APPROVED = "approved", pgettext_lazy("milestone", "Approved to be paid")
    PAID = "paid", pgettext_lazy("milestone", "Paid")
    LAPSED = "lapsed", pgettext_lazy("milestone", "Not paid")


class ReportKind(models.TextChoices):
    MIDTERM = "midterm", pgettext_lazy("report of a trial", "Interim report")
    FINAL = "final", pgettext_lazy("report of a trial", "Final report")


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report of a trial", "Draft")
    SENT = "sent", pgettext_lazy("report of a trial", "Sent to be approved")
    RETURNED = "returned", pgettext_lazy("report of a trial", "Returned to be mended")
    APPROVED = "approved", pgettext_lazy("report of a trial", "Approved")


class ReportSide(models.TextChoices):
    """Both approve a report before what hangs on it is paid."""

    HOST = "host", pgettext_lazy("approves a report", "The host unit")
    MANAGER = "manager", pgettext_lazy("approves a report", "The trial manager")


class AfterChoice(models.TextChoices):
    """What happens after a trial. Buying is a procurement of its own."""

    CONTINUE = "continue", pgettext_lazy("after a trial", "It goes on at the partner's own cost")
    STOP = "stop", pgettext_lazy("after a trial", "It ends and is dismantled")
    BUY = "buy", pgettext_lazy("after a trial", "The municipality buys in a procurement of its own")
    SCALE = "scale", pgettext_lazy("after a trial", "It is spread to other places")
    REDESIGN = "redesign", pgettext_lazy("after a trial", "The service is designed anew")


# The engine's own words for the same decision, so that the official decides once.
ENGINE_OUTCOME = {
    AfterChoice.CONTINUE: "share",
    AfterChoice.STOP: "end",
    AfterChoice.BUY: "take_on",
    AfterChoice.SCALE: "take_on",
    AfterChoice.REDESIGN: "try_again",
}


class EvaluationState(models.TextChoices):
    WRITING = "writing", pgettext_lazy("evaluation of a programme", "Being written")
    PUBLISHED = "published", pgettext_lazy("evaluation of a programme", "Published")
