"""Reads of result pages, lessons, quotes, decisions and follow-ups."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.content.running import QuotePermission
from talkoot.commons.trials.models.closing import FollowUp, Quote, ResultPage, TrialDecision, TrialLesson
from talkoot.commons.trials.models.trial import Trial


def result_of(trial: Trial) -> ResultPage | None:
    return ResultPage.objects.filter(trial=trial).first()


def is_result_published(trial: Trial) -> bool:
    return ResultPage.objects.filter(trial=trial, published_at__isnull=False).exists()


def published_results() -> QuerySet[ResultPage]:
    """For everybody, of trials that failed too."""
    return ResultPage.objects.filter(published_at__isnull=False, municipality__is_active=True).select_related(
        "municipality", "trial__unit", "trial__organisation"
    )


def lessons_of(trial: Trial) -> QuerySet[TrialLesson]:
    return TrialLesson.objects.filter(trial=trial).order_by("pk")


def quotes_of(trial: Trial) -> QuerySet[Quote]:
    return Quote.objects.filter(trial=trial).order_by("pk")


def shown_quotes(trial: Trial) -> QuerySet[Quote]:
    """Those that may be shown to everybody."""
    return quotes_of(trial).filter(permission=QuotePermission.GIVEN)


def decisions_on(trial: Trial) -> QuerySet[TrialDecision]:
    """Newest first: that one is in force."""
    return TrialDecision.objects.filter(trial=trial).select_related("decided_by").order_by("-pk")


def follow_ups_of(trial: Trial) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(trial=trial).select_related("answered_by").order_by("months", "side")


def follow_ups_due() -> QuerySet[FollowUp]:
    """To be asked: their day has come, nobody has been asked, nothing has been told."""
    return (
        FollowUp.objects.filter(due_on__lte=timezone.localdate(), asked_at=None, answered_at=None)
        .select_related("trial__unit", "trial__organisation", "trial__municipality")
        .order_by("due_on", "pk")
    )


def follow_ups_waiting(narrowed: Q | None = None) -> QuerySet[FollowUp]:
    """Asked and not yet told."""
    rows = FollowUp.objects.filter(asked_at__isnull=False, answered_at=None).select_related("trial__unit", "trial__organisation")
    return (rows.filter(narrowed) if narrowed is not None else rows).order_by("due_on", "pk")


def trials_to_decide() -> QuerySet[Trial]:
    """Closing or stopped with a public result, and no decision yet."""
    decided = TrialDecision.objects.filter(trial=OuterRef("pk"))
    told = ResultPage.objects.filter(trial=OuterRef("pk"), published_at__isnull=False)
    waiting = Trial.objects.filter(Exists(told), ~Exists(decided), state__in=(State.CLOSING, State.STOPPED))
    return waiting.select_related("unit", "organisation").order_by("changed_at", "pk")
