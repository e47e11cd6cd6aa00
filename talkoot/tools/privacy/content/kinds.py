"""Closed sets of words of data protection: lanes, states, opinions, outcomes, levels, bases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Lane(models.TextChoices):
    """How much data of pupils or customers a trial touches; the order of the letters is the order of care."""

    A = "A", _("A: no pupil data")
    B = "B", _("B: limited data")
    C = "C", _("C: sensitive data")


class AssessmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("impact assessment", "Being written")
    ADVICE = "advice", pgettext_lazy("impact assessment", "With the data protection officer")
    DECISION = "decision", pgettext_lazy("impact assessment", "Waits for the decision")
    APPROVED = "approved", pgettext_lazy("impact assessment", "Approved")
    STOPPED = "stopped", pgettext_lazy("impact assessment", "Stopped")
    NOT_NEEDED = "not_needed", pgettext_lazy("impact assessment", "Found not needed")
    REPLACED = "replaced", pgettext_lazy("impact assessment", "Replaced by a newer one")


class Opinion(models.TextChoices):
    """What the data protection officer advises."""

    FAVOURABLE = "favourable", _("May go ahead")
    CONDITIONAL = "conditional", _("May go ahead on conditions")
    AGAINST = "against", _("Should not go ahead")


class Outcome(models.TextChoices):
    """What the controller official decides."""

    GO = "go", pgettext_lazy("outcome", "Go ahead")
    CHANGE = "change", pgettext_lazy("outcome", "Change the plan first")
    STOP = "stop", pgettext_lazy("outcome", "Stop")
    NOT_NEEDED = "not_needed", pgettext_lazy("outcome", "No assessment needed")


class Consultation(models.TextChoices):
    """Prior consultation of the supervisory authority (GDPR article 36)."""

    NOT_NEEDED = "not_needed", _("Not needed")
    NEEDED = "needed", _("Needed, not asked yet")
    ASKED = "asked", _("Asked of the authority")
    ANSWERED = "answered", _("Answered by the authority")


class Level(models.TextChoices):
    """Levels of screening. L1 is about the organisation, the others about a version of a product."""

    L0 = "L0", _("L0: the listing is in order")
    L1 = "L1", _("L1: the organisation may take part")
    L2 = "L2", _("L2: data and advertising")
    L3 = "L3", _("L3: technology and accessibility")
    L4 = "L4", _("L4: fit for teaching")
    L5 = "L5", _("L5: safety")


class Finding(models.TextChoices):
    PASS = "pass", pgettext_lazy("screening", "Pass")
    FAIL = "fail", pgettext_lazy("screening", "Fail")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("screening", "Does not apply")


class Basis(models.TextChoices):
    """Legal bases of GDPR article 6 that a municipality may use. Legitimate interest is not one for its tasks."""

    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation, 6(1)(c)")
    PUBLIC_TASK = "public_task", _("Task in the public interest, 6(1)(e)")
    CONSENT = "consent", _("Consent, 6(1)(a)")
    CONTRACT = "contract", _("Agreement with the person, 6(1)(b)")


class Grade(models.IntegerChoices):
    """Likelihood and severity of a risk, from the view of the child."""

    SLIGHT = 1, pgettext_lazy("risk", "1: slight")
    LIMITED = 2, pgettext_lazy("risk", "2: limited")
    CONSIDERABLE = 3, pgettext_lazy("risk", "3: considerable")
    GRAVE = 4, pgettext_lazy("risk", "4: grave")


# Of the product of likelihood and severity, 1–16.
MEDIUM_FROM = 4
HIGH_FROM = 9


def risk_level(likelihood: int, severity: int) -> str:
    """ "low", "medium" or "high"."""
    product = likelihood * severity
    return "high" if product >= HIGH_FROM else "medium" if product >= MEDIUM_FROM else "low"


# The nine criteria of the Article 29 Working Party's guidelines (WP 248 rev.01): two or more call for an assessment.
CRITERIA = {
    "vulnerable": _("Children or other people in a weaker position"),
    "evaluation": _("Scoring, profiling or predicting people"),
    "automated": _("Decisions made by a machine that matter to a person"),
    "monitoring": _("People are watched systematically"),
    "sensitive": _("Special categories or otherwise very personal data"),
    "large_scale": _("Large scale"),
    "matching": _("Sets of data are combined"),
    "new_technology": _("New technology, or technology in a new use"),
    "prevents": _("Keeps people from a right or a service"),
}
CRITERIA_THAT_CALL = 2
