"""Reads about suggested needs. visible_suggestions() is the one rule of who reads them; with the receipt one's own is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from talkoot.activities.marketplace.content.kinds import SHOWN_BY_ADDRESS, State, SuggestionState
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.permissions import is_coordinator
from talkoot.activities.marketplace.queries.listings import visible_listings
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.trials import visible_trials
from talkoot.kernel.people.queries import unit_ids_of
from talkoot.kernel.people.receipts import hash_of_receipt

FOR_PAGES = ("unit__organisation", "need", "municipality")


def visible_suggestions(person: Any) -> QuerySet[Suggestion]:
    """Those to the units in which the person works; coordinators all."""
    suggestions = Suggestion.objects.select_related(*FOR_PAGES)
    if person is None:
        return suggestions.none()
    return suggestions if is_coordinator(person) else suggestions.filter(unit__in=unit_ids_of(person))


def suggestions_waiting(person: Any) -> QuerySet[Suggestion]:
    """Oldest promise first."""
    return visible_suggestions(person).filter(state=SuggestionState.WAITING).order_by("promised_at", "id")


def suggestion_of_receipt(receipt: str) -> Suggestion | None:
    if not receipt:
        return None
    return Suggestion.objects.filter(receipt_hash=hash_of_receipt(receipt)).select_related("unit", "need__unit", "municipality").first()


def suggested_in_the_last_hour() -> int:
    return Suggestion.objects.filter(suggested_at__gt=timezone.now() - timedelta(hours=1)).count()


@dataclass(frozen=True)
class Outcome:
    """What anybody may know of what came of a suggestion: the need once it is shown, why it ended, and the trials that came of it."""

    need: Listing | None
    was_shown: bool
    has_ended: bool
    end_reason: str
    trials: list[Trial]


def outcome_of(suggestion: Suggestion) -> Outcome:
    need = suggestion.need
    if need is None:
        return Outcome(None, False, False, "", [])
    is_shown = need.state in SHOWN_BY_ADDRESS and visible_listings(None).filter(pk=need.pk).exists()
    held = Interest.objects.filter(listing=need, trial__isnull=False).values("trial")
    trials = list(visible_trials(None).filter(pk__in=held).order_by("pk"))
    has_ended = need.state in (State.CLOSED, State.WITHDRAWN)
    return Outcome(need if is_shown else None, need.published_at is not None, has_ended, need.close_reason if has_ended else "", trials)
