"""Until when an answer is promised, in working days of Finland."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

import holidays
from django.utils import timezone

from talkoot.commons.trials.content.running import ConcernKind

END_OF_WORK = time(16)
# Working days within which a concern is answered.
ANSWER_WITHIN = {ConcernKind.SAFETY: 1, ConcernKind.PRIVACY: 3}
ANSWER_OTHERS_WITHIN = 5


def after_working_days(start: datetime, days: int) -> datetime:
    """End of the working day so many working days after `start`; what comes in on a Saturday counts from Monday on."""
    day = timezone.localtime(start).date()
    free = holidays.country_holidays("FI", years=(day.year, day.year + 1))
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            days -= 1
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def promised_for(kind: str, raised_at: datetime) -> datetime:
    return after_working_days(raised_at, ANSWER_WITHIN.get(ConcernKind(kind), ANSWER_OTHERS_WITHIN))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month when it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
