"""The words of questionnaires: who answers, what may be asked, where a round stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Who answers. Pupils and customers have no accounts; they answer by a code."""

    PUPIL_YOUNG = "pupil_young", _("Pupils under ten")
    PUPIL = "pupil", _("Pupils")
    TEACHER = "teacher", _("Teachers")
    COMPANY = "company", _("Companies")
    GUARDIAN = "guardian", _("Guardians")
    RESIDENT = "resident", _("Residents")
    CUSTOMER = "customer", _("Customers")
    STAFF = "staff", _("Staff")
    HOST = "host", _("Hosts")
    JUROR = "juror", _("Jurors")
    ADVISER = "adviser", _("Advisers")
    RESEARCHER = "researcher", _("Researchers")
    MANAGER = "manager", _("Managers")


class QuestionKind(models.TextChoices):
    SMILEYS = "smileys", _("Smileys")
    SCALE = "scale", _("Scale")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Any of several")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", pgettext_lazy("question", "Number")
    TEXT = "text", _("Free text")
    MATRIX = "matrix", _("Several statements on one scale")
    FILE = "file", _("File")


class State(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("round", "Planned")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", pgettext_lazy("round", "Closed")


# No result is shown from fewer answers than this, nor for any part of a split (product principle 2).
FEWEST = 5
# By what the results may be split: facts of a submission itself, besides questions with ready answers.
SPLITS = ("language", "group")
