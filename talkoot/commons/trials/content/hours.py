"""Mail that respects working hours: a teacher is not called in the evening."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from talkoot.commons.trials.content.calendar import public_holidays

BEGINS, ENDS = time(8), time(16)


def next_working_time(moment: datetime) -> datetime:
    """The moment itself within working hours of a working day, else eight o'clock of the next one. Aware, in its own zone."""
    day = moment
    if not is_working_day(day) or day.time() >= ENDS:
        day = day.replace(hour=BEGINS.hour, minute=0, second=0, microsecond=0)
        if moment.time() >= BEGINS or not is_working_day(moment):
            day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
        return day
    return day if day.time() >= BEGINS else day.replace(hour=BEGINS.hour, minute=0, second=0, microsecond=0)


def is_working_day(moment: datetime) -> bool:
    return moment.weekday() < 5 and moment.date() not in public_holidays(moment.year, "en")
