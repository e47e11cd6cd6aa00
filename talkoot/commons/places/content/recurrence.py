"""Days of a series: every n weeks, or every month on the same weekday of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from talkoot.commons.places.content.facility_kinds import MOST_OCCURRENCES, Frequency


@dataclass(frozen=True)
class Recurrence:
    """every: 1 is each week or month, 2 each second … until: the last day that may still be one."""

    frequency: str
    every: int
    first_day: date
    until: date

    def days(self) -> list[date]:
        """At most MOST_OCCURRENCES. The fifth weekday of a month stands for the last one: not each month has five."""
        found: list[date] = []
        number = 0
        while len(found) < MOST_OCCURRENCES:
            if self.frequency == Frequency.WEEKLY:
                day = self.first_day + timedelta(weeks=number * self.every)
            else:
                day = same_weekday(self.first_day, months=number * self.every)
            if day > self.until:
                break
            found.append(day)
            number += 1
        return found


def same_weekday(day: date, *, months: int) -> date:
    """The second Tuesday of May, three months later: the second Tuesday of August."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    first += timedelta(days=(day.weekday() - first.weekday()) % 7)
    nth = (day.day - 1) // 7
    if nth < 4:
        return first + timedelta(weeks=nth)
    fifth = first + timedelta(weeks=4)
    return fifth if fifth.month == first.month else first + timedelta(weeks=3)
