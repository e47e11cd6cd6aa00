"""Who is told of a suggested need. The one who suggested it is never written to: she has the code."""

from __future__ import annotations

from django.db.models import QuerySet

from talkoot.activities.marketplace.content.kinds import Side, SuggestionState
from talkoot.activities.marketplace.events import NeedSuggested, SuggestionTaken
from talkoot.activities.marketplace.listeners.talks import tell
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.queries.interest import MOST_RECEIVERS, coordinators_here
from talkoot.kernel.events import on
from talkoot.kernel.people.queries import heads_of


@on(NeedSuggested)
def tell_those_who_answer(event: NeedSuggested) -> None:
    """The head of the unit; without one, the coordinators."""
    suggestion = suggestions().filter(pk=event.suggestion_id, state=SuggestionState.WAITING).first()
    if suggestion is None:
        return
    heads = [membership.person for membership in heads_of(suggestion.unit)[:MOST_RECEIVERS]] if suggestion.unit else []
    receivers, side = (heads, Side.UNIT) if heads else (coordinators_here(), None)
    tell(receivers, "need_suggested", suggestion, "suggestion", suggestion.pk, side=side, suggestion=suggestion)


@on(SuggestionTaken)
def tell_contact(event: SuggestionTaken) -> None:
    """The contact of the new draft, when somebody else made it for the unit."""
    suggestion = suggestions().filter(pk=event.suggestion_id, need__contact__isnull=False).first()
    need = suggestion.need if suggestion else None
    if suggestion is None or need is None or need.contact is None or need.contact_id == suggestion.answered_by_id:
        return
    tell([need.contact], "suggestion_taken", suggestion, "listing", need.pk, side=Side.UNIT, suggestion=suggestion, listing=need)


def suggestions() -> QuerySet[Suggestion]:
    return Suggestion.objects.select_related("unit", "need__contact", "municipality")
