"""Reminders before a retention clock runs out, and every week after it has."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.tools.privacy.actions.telling import tell
from talkoot.tools.privacy.models.deletion import RetentionClock
from talkoot.tools.privacy.queries.deletion import clocks_running_out
from talkoot.tools.privacy.queries.people import contacts_of, people_with_role

REMIND_BEFORE_DAYS = 7
EVERY_DAYS = 7


@job(cron="10 7 * * *")
def remind_of_clocks() -> None:
    """Mail to the holder's contacts a week before, on the day, and every week after; then the coordinators hear of it too.

    Running twice sends nothing twice: each mail has its day in its key.
    """
    today = timezone.localdate()
    for clock in clocks_running_out(today + timedelta(days=REMIND_BEFORE_DAYS)).select_related("municipality"):
        late = (today - clock.runs_until).days
        # -1: the week before; 0 and up: how many whole weeks it has been late.
        remind(clock, -1 if late < 0 else late // EVERY_DAYS)


def remind(clock: RetentionClock, week: int) -> None:
    people = contacts_of(clock.organisation) if clock.organisation is not None else []
    if week > 0 or not people:
        people = list({person.pk: person for person in [*people, *people_with_role(COORDINATOR)]}.values())
    for person in people:
        tell(
            person,
            clock,
            "clock_runs_out",
            "privacy:records",
            args=[clock.subject_kind, clock.subject_id],
            period=str(week),
            is_late=week >= 0,
        )
