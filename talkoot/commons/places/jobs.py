"""What comes by itself: reminders of promises and of pages to look through, ends of offered times."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.commons.places.actions.bookings import end_offer, end_wait
from talkoot.commons.places.content.kinds import Part
from talkoot.commons.places.queries.bookings import offers_ended, waits_ended
from talkoot.commons.places.queries.intakes import all_intakes_waiting
from talkoot.commons.places.queries.places import all_places_to_review, people_of
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.addresses import mail_address
from talkoot.kernel.permissions.rules import SYSTEM

MOST_AT_ONCE = 500

# --- The place itself, needs, intakes, lessons ---


@job(cron="35 5 * * 1-5")
def remind_of_proposals() -> None:
    """In the morning of the day on which an answer was promised, and on each working day after it."""
    tonight = timezone.localtime() + timedelta(hours=18)
    for intake in all_intakes_waiting().filter(due_at__lte=tonight)[:MOST_AT_ONCE]:
        for operator in people_of(intake.place, Part.OPERATOR):
            post(
                to=operator,
                event="places.proposal_due",
                template="places/mail/proposal_due",
                thing=intake,
                period=timezone.localdate().isoformat(),
                context={
                    "intake": intake,
                    "place": intake.place,
                    "is_late": intake.due_at < timezone.now(),
                    "address": mail_address("places:intake", intake.pk),
                },
            )


@job(cron="40 5 * * 1")
def remind_of_reviews() -> None:
    """Once for each day by which a page was to be looked through."""
    for place in all_places_to_review(timezone.localdate())[:MOST_AT_ONCE]:
        for operator in people_of(place, Part.OPERATOR):
            post(
                to=operator,
                event="places.review_due",
                template="places/mail/review_due",
                thing=place,
                period=place.review_by.isoformat() if place.review_by else "",
                context={"place": place, "address": mail_address("places:review", place.slug)},
            )


# --- Facilities and bookings ---


@job(cron="*/5 * * * *")
def end_what_has_passed() -> None:
    """Offered times that nobody accepted go to the next who waits; waits end with the time they were for."""
    now = timezone.now()
    for booking in offers_ended(now)[:MOST_AT_ONCE]:
        end_offer(actor=SYSTEM, booking=booking)
    for booking in waits_ended(now)[:MOST_AT_ONCE]:
        end_wait(actor=SYSTEM, booking=booking)
