"""A line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass

OK, WARN, FAIL = "ok", "warn", "FAIL"


@dataclass(frozen=True)
class Finding:
    """level: ok, warn (it works, but look at it) or FAIL (people are not safe or not served). mend: what to do, or empty."""

    level: str
    what: str
    mend: str = ""


def well(what: str) -> Finding:
    return Finding(OK, what)


def warn(what: str, mend: str) -> Finding:
    return Finding(WARN, what, mend)


def fail(what: str, mend: str) -> Finding:
    return Finding(FAIL, what, mend)
