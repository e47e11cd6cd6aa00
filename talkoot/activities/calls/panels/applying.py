"""What of calls waits for a person, and what of them is shown on a place's page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.permissions import COORDINATE
from talkoot.activities.calls.queries.applications import own_open_drafts, partner_requests_of, unchecked_applications
from talkoot.activities.calls.queries.calls import calls_at_place, open_calls, places_with_open_calls, questions_waiting, unfinished_calls
from talkoot.commons.places.content.open_now import OpenNow, register_open
from talkoot.commons.places.content.routes import Route, origin_of, register_route
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

MOST = 50
CALLS_SHOWN = 6
ANSWER_WITHIN_DAYS = 3
CHECK_WITHIN_DAYS = 7
# An organisation answers whether it takes part: so long, and never later than the deadline.
ANSWER_AS_PARTNER_DAYS = 5


@waiting
def questions(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, COORDINATE):
        return
    for question in questions_waiting()[:MOST]:
        yield WaitingItem(
            title=question.text[:120],
            kind=_("Question about a call"),
            url=reverse("calls:answer", args=[question.pk]),
            promised_at=question.asked_at + timedelta(days=ANSWER_WITHIN_DAYS),
            who=str(question.call.title),
        )


@waiting
def checks(person: Any) -> Iterator[WaitingItem]:
    """Calls past their deadline with applications that nobody has checked."""
    if not allowed(person, COORDINATE):
        return
    for call in unfinished_calls()[:MOST]:
        if call.state == CallState.PUBLISHED or unchecked_applications(call).exists():
            yield WaitingItem(
                title=str(call.title),
                kind=pgettext("queue", "Check the applications"),
                url=reverse("calls:applications", args=[call.slug]),
                promised_at=call.closes_at + timedelta(days=CHECK_WITHIN_DAYS),
            )


@waiting
def partner_requests(person: Any) -> Iterator[WaitingItem]:
    if person is None:
        return
    for partner in partner_requests_of(person)[:MOST]:
        yield WaitingItem(
            title=str(partner.application.call.title),
            kind=pgettext("queue", "Do you take part?"),
            url=reverse("calls:partner", args=[partner.pk]),
            promised_at=min(partner.asked_at + timedelta(days=ANSWER_AS_PARTNER_DAYS), partner.application.call.closes_at),
            who=str(partner.organisation),
            text=partner.task,
        )


@waiting
def drafts(person: Any) -> Iterator[WaitingItem]:
    """Own drafts that have not been sent, until the deadline."""
    if person is None:
        return
    for application in own_open_drafts(person)[:MOST]:
        yield WaitingItem(
            title=application.title or str(application.call.title),
            kind=pgettext("queue", "Application not sent yet"),
            url=reverse("calls:application", args=[application.code]),
            promised_at=application.call.closes_at,
            who=str(application.organisation),
        )


# --- Places ---


@panel(Place)
def calls_here(place: Place, person: Any) -> Panel | None:
    """Calls with a challenge of this place: open ones first, then what has been."""
    calls = list(calls_at_place(place)[:CALLS_SHOWN])
    return Panel(_("Calls for fast trials"), "calls/place_panel.html", {"calls": calls}, order=30) if calls else None


@panel(PlaceNeed)
def challenge_of_need(need: PlaceNeed, person: Any) -> Panel | None:
    """Coordinators make a challenge of a need; the thread of the need then shows it."""
    if need.state != "published" or not allowed(person, COORDINATE):
        return None
    return Panel(_("Fast trial"), "calls/need_panel.html", {"address": f"{reverse('calls:begin')}?from={origin_of(need)}"}, order=25)


def where_to_apply(intake: Intake) -> str | None:
    """The open call that closes first, one of the same place if there is one; None while nothing is open."""
    calls = list(open_calls(None)[:MOST])
    here = set(calls_at_place(intake.place).values_list("pk", flat=True)) if calls else set()
    found = next((call for call in calls if call.pk in here), calls[0] if calls else None)
    return reverse("calls:apply", args=[found.slug]) + f"?from={origin_of(intake)}" if found is not None else None


register_route(
    Route(
        "fast-trial",
        pgettext_lazy("way on", "A fast trial"),
        gettext_lazy("It is tried out small and short in a real place. Calls are open to all alike: apply in the one that is open."),
        begin_url=where_to_apply,
        order=20,
    )
)

register_open(OpenNow("calls", gettext_lazy("A call for fast trials"), place_ids=places_with_open_calls))

# --- From the jury to the evaluation of the programme: a block of its own ---
