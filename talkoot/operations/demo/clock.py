"""A demo lives a year in a minute: inside `at(moment)` everything happens at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """For the loading of the demo alone: one thread, before anybody is served. Actions and fields ask django's timezone.now()."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
