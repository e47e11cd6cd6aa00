"""Jobs that leave marks in the audit, for the tests of the worker."""

from __future__ import annotations

import time

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.jobs.tasks import job


@job(retry=None)
def leave_mark(*, mark: str) -> None:
    AuditLine.objects.create(action=mark)


@job(retry=None)
def fail_after_asking(*, mark: str) -> None:
    """Queues a job and fails: what it queued must be undone with all else."""
    leave_mark.defer(mark=mark)
    raise RuntimeError("on purpose")


@job(retry=None)
def take_long(*, mark: str, seconds: float) -> None:
    time.sleep(seconds)
    AuditLine.objects.create(action=mark)
