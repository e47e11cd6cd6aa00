"""Reads of information pages."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.models.trial import Trial


def information_page_of(trial: Trial) -> InformationPage | None:
    return InformationPage.objects.filter(trial=trial).first()


def public_information_pages() -> QuerySet[InformationPage]:
    """Published pages, for everybody who has the code: before the trial, while it runs, and afterwards."""
    return (
        InformationPage.objects.filter(published_at__isnull=False)
        .exclude(trial__state=State.CANCELLED)
        .select_related("trial__unit", "trial__organisation", "trial__municipality")
    )


def is_informed(trial: Trial, *, on: date) -> bool:
    """Has the page been out for as many days as were promised, counted to the day `on`?"""
    page = information_page_of(trial)
    return (
        page is not None
        and page.published_at is not None
        and timezone.localdate(page.published_at) <= on - timedelta(days=trial.notice_days)
    )
