"""When mail to a unit leaves: in its working hours, never at night, at weekends or on public holidays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import holidays

LONGEST_WAIT_DAYS = 14


def next_open_moment(now: datetime, opens: time, closes: time) -> datetime:
    """`now` when it lies within the hours of a working day of Finland, else the next opening. `now` is local and aware."""
    free_days = holidays.country_holidays("FI", years=[now.year, now.year + 1])
    day = now.date()
    for _ in range(LONGEST_WAIT_DAYS):
        opening = datetime.combine(day, opens, tzinfo=now.tzinfo)
        closing = datetime.combine(day, closes, tzinfo=now.tzinfo)
        if day.weekday() < 5 and day not in free_days and now < closing:
            return max(now, opening)
        day += timedelta(days=1)
    return now
