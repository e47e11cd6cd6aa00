"""Words of the fast trial programme with a fixed list of values."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(TextChoices):
    DRAFT = "draft", pgettext_lazy("programme", "Being prepared")
    OPEN = "open", pgettext_lazy("programme", "Running")
    CLOSED = "closed", pgettext_lazy("programme", "Closed")
    EVALUATED = "evaluated", pgettext_lazy("programme", "Evaluated")


PUBLIC_PROGRAMMES = (ProgrammeState.OPEN, ProgrammeState.CLOSED, ProgrammeState.EVALUATED)


class LegalForm(TextChoices):
    """In which form money moves. Which one is allowed at which sum is for the municipality's lawyer, so nothing is computed of it."""

    PURCHASE = "purchase", _("Small procurement")
    GRANT = "grant", _("Grant")
    UNPAID = "unpaid", _("No payment")


class ChallengeState(TextChoices):
    DRAFT = "draft", pgettext_lazy("challenge", "Draft")
    CHECKED = "checked", pgettext_lazy("challenge", "Checked")
    PUBLISHED = "published", pgettext_lazy("challenge", "Published")


class CallState(TextChoices):
    """DECIDING and DECIDED are set by the work that follows the closing."""

    DRAFT = "draft", pgettext_lazy("call", "Being prepared")
    PUBLISHED = "published", pgettext_lazy("call", "Published")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    DECIDING = "deciding", pgettext_lazy("call", "Being decided")
    DECIDED = "decided", pgettext_lazy("call", "Decided")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


PUBLIC_CALLS = (CallState.PUBLISHED, CallState.CLOSED, CallState.DECIDING, CallState.DECIDED, CallState.CANCELLED)
# After the deadline has been drawn: applications are opened and worked on.
PAST_DEADLINE = (CallState.CLOSED, CallState.DECIDING, CallState.DECIDED)


class ApplicationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


class Part(TextChoices):
    """What of an application somebody opened."""

    CORE = "core", pgettext_lazy("application", "The application")
    CONFIDENTIAL = "confidential", _("Its confidential parts")
    FILE = "file", pgettext_lazy("application", "A file of it")


class FileKind(TextChoices):
    BUDGET = "budget", pgettext_lazy("file of an application", "Budget")
    PLAN = "plan", pgettext_lazy("file of an application", "Plan")
    CERTIFICATE = "certificate", _("Certificate of taxes, pension or insurance")
    OTHER = "other", pgettext_lazy("file of an application", "Other")
