"""Until when a place answers, in working days of Finland."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import holidays
from django.utils import timezone

END_OF_WORK = time(16)


def after_working_days(start: datetime, days: int) -> datetime:
    """End of the working day so many working days after `start`; what comes in on a Saturday counts from Monday on."""
    day = timezone.localtime(start).date()
    free = holidays.country_holidays("FI", years=range(day.year, day.year + 2))
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            days -= 1
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))
