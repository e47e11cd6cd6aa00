"""@job: slow or timed work, in the queue of the same database and so in the same transaction as what asked for it.

    @job()
    def index_project(*, project_id: int) -> None: ...

    index_project.defer(project_id=7)       # runs in a worker, inside the municipality in force now

A job takes ids and plain values; it re-enters its municipality and usually calls one action. It may run twice when a
worker is killed, so it must bear that.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Generic, ParamSpec

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality, municipality_in_force

P = ParamSpec("P")

JOBS: dict[str, Job[Any]] = {}
RETRIES = RetryStrategy(max_attempts=6, exponential_wait=5)
# A worker gives its app a connection of its own; jobs queued by what a job does would then outlive its rollback.
IN_OUR_TRANSACTION = JobManager(DjangoConnector())


def deferrer_of(name: str, *, queue: str, lock: str | None = None, queueing_lock: str | None = None) -> JobDeferrer:
    """What queues a task in the transaction of the caller, in a request and in a worker alike."""
    return configure_task(name=name, job_manager=IN_OUR_TRANSACTION, queue=queue, lock=lock, queueing_lock=queueing_lock)


class Job(Generic[P]):
    """A registered job; call it directly to run it here and now, `.defer()` to queue it."""

    def __init__(self, function: Callable[P, None], *, queue: str, cron: str | None, retry: RetryStrategy | None) -> None:
        functools.update_wrapper(self, function)
        self.function, self.queue = function, queue
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.task = app.task(name=self.name, queue=queue, retry=retry or False)(self._run)
        if cron:
            app.periodic(cron=cron)(app.task(name=f"{self.name}.everywhere", queue=queue, pass_context=False)(self._run_everywhere))
        JOBS[self.name] = self

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.function(*args, **kwargs)

    def defer(self, *args: P.args, **kwargs: P.kwargs) -> int:
        """Queue it, in the transaction of the caller. Returns the number of the queued job."""
        return self.deferrer().defer(**self._with_municipality(dict(kwargs)))

    def deferrer(self, *, lock: str | None = None, queueing_lock: str | None = None) -> JobDeferrer:
        return deferrer_of(self.name, queue=self.queue, lock=lock, queueing_lock=queueing_lock)

    def _with_municipality(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        current = municipality_in_force()
        return kwargs | ({"municipality_id": current.pk} if current else {})

    def _run(self, municipality_id: int | None = None, **kwargs: Any) -> None:
        if municipality_id is None:
            self.function(**kwargs)  # type: ignore[call-arg]
            return
        with in_municipality(Municipality.objects.get(pk=municipality_id)):
            self.function(**kwargs)  # type: ignore[call-arg]

    def _run_everywhere(self, timestamp: int) -> None:
        """The periodic form: one job for each active municipality, so that a failure in one stops no other."""
        for municipality in Municipality.objects.filter(is_active=True):
            with in_municipality(municipality):
                self.defer()  # type: ignore[call-arg]


def job(*, queue: str = "default", cron: str | None = None, retry: RetryStrategy | None = RETRIES) -> Callable[[Callable[P, None]], Job[P]]:
    """Make a function a job. `cron` (five fields, UTC) queues it in every active municipality at those times."""
    return lambda function: Job(function, queue=queue, cron=cron, retry=retry)
