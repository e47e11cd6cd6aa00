"""Words of what happens from the start of a trial on: severities, kinds of concern, outcomes. Codes are stored, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    """How bad an incident is. A matter of safety stops the trial at once, whoever reports it."""

    MINOR = "minor", pgettext_lazy("incident", "Small: we went on")
    SERIOUS = "serious", pgettext_lazy("incident", "Serious: something must be mended first")
    SAFETY = "safety", pgettext_lazy("incident", "Safety: somebody was or could have been hurt, or data leaked")


class ConcernKind(models.TextChoices):
    SAFETY = "safety", _("Somebody is not safe")
    PRIVACY = "privacy", _("Personal data")
    WELLBEING = "wellbeing", _("How people feel or are treated")
    MARKETING = "marketing", _("Advertising or selling")
    OTHER = "other", pgettext_lazy("concern", "Something else")


class RaisedAs(models.TextChoices):
    """In which part the person writes; never who."""

    GUARDIAN = "guardian", _("Guardian")
    USER = "user", _("Pupil, customer or other participant")
    STAFF = "staff", _("Staff")
    OTHER = "other", pgettext_lazy("person", "Somebody else")


class ReviewOutcome(models.TextChoices):
    CONTINUE = "continue", _("Go on as planned")
    AMEND = "amend", _("Go on with changes")
    STOP = "stop", pgettext_lazy("review", "Stop the trial")


class Outcome(models.TextChoices):
    """What came of the trial, told on its public page, whatever it was."""

    WORKED = "worked", _("It worked")
    PARTLY = "partly", _("It worked in part")
    DID_NOT = "did_not", _("It did not work")
    STOPPED = "stopped", _("It was stopped")


class DecisionOutcome(models.TextChoices):
    """What the municipality decided. Buying is another process and is never decided here."""

    TAKE_ON = "take_on", _("Worth taking into use; buying is decided in a procurement of its own")
    TRY_AGAIN = "try_again", _("Worth another trial")
    SHARE = "share", _("The lessons are shared, nothing else follows")
    END = "end", _("We do not go on")


class QuotePermission(models.TextChoices):
    ASKED = "asked", _("Asked for")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Moment(models.TextChoices):
    """When in the trial feedback is asked."""

    START = "start", pgettext_lazy("moment of feedback", "At the start")
    DURING = "during", pgettext_lazy("moment of feedback", "On the way")
    END = "end", pgettext_lazy("moment of feedback", "At the end")


class StillInUse(models.TextChoices):
    YES = "yes", pgettext_lazy("in use", "Yes")
    PARTLY = "partly", pgettext_lazy("in use", "In part")
    NO = "no", pgettext_lazy("in use", "No")
    UNKNOWN = "unknown", pgettext_lazy("in use", "We do not know")


class FeedbackSide(models.TextChoices):
    """Whose feedback it is, as the slots of the materials say: "feedback-host", "feedback-users-young"."""

    USERS = "users", pgettext_lazy("feedback of", "Participants")
    HOST = "host", pgettext_lazy("feedback of", "The unit")
    PARTNER = "partner", pgettext_lazy("feedback of", "The partner")
    GUARDIANS = "guardians", pgettext_lazy("feedback of", "Guardians")
    COORDINATION = "coordination", pgettext_lazy("feedback of", "Coordination of the municipality")


FEEDBACK_SLOT = "feedback-"
# They answer signed in, by name: each of them once. Everybody else answers without an account, by a code.
NAMED_SIDES = (FeedbackSide.HOST, FeedbackSide.PARTNER, FeedbackSide.COORDINATION)


def feedback_side(slot: str) -> str:
    """The side in the slot of a material: "users" of "feedback-users-young"; "" when the slot is of no feedback."""
    rest = slot.removeprefix(FEEDBACK_SLOT)
    side = rest.partition("-")[0]
    return side if rest != slot and side in FeedbackSide.values else ""
