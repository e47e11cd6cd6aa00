"""The files of the fast trials and of the places, and how their days are read."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.operations.demo.clock import at

FOLDER = Path(__file__).resolve().parent
# A day of the files: "2017-10-02", "2017-10-02 09:00", or a number of days from today.
Day = str | int


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def when(day: Day, hour: int = 10) -> datetime:
    """The moment in the municipality's time; `hour` when the file names a day alone."""
    if isinstance(day, str):
        moment = datetime.fromisoformat(day)
        return timezone.make_aware(moment if ":" in day else datetime.combine(moment.date(), time(hour)))
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=day), time(hour)))


def day_of(day: Day) -> date:
    return timezone.localtime(when(day)).date()


def back(day: Day, hour: int = 10) -> AbstractContextManager[None]:
    """Everything inside happens then; never later than now."""
    return at(min(when(day, hour), timezone.now() - timedelta(minutes=2)))


def spoken(fields: dict[str, Any]) -> dict[str, Any]:
    """Texts in several languages as Words, the rest as it is."""
    return {name: Words(value) if isinstance(value, dict) else value for name, value in fields.items()}
