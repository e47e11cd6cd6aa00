"""Is the queue well? For `talkoot doctor` and the health page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from talkoot.kernel.jobs.jobs import SECONDS_WITHOUT_HEARTBEAT

# A job that waits so long shows that no worker runs, or too few.
LONGEST_WAIT_SECONDS = 120

QUESTION = """
    SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %(dead)s)),
           count(*) FILTER (WHERE is_due), coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE is_due)), 0),
           count(*) FILTER (WHERE status = 'doing'), count(*) FILTER (WHERE status = 'failed')
    FROM (
        SELECT j.status, j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now() AS is_due,
               greatest(j.scheduled_at, (SELECT max(e.at) FROM procrastinate_events e
                                         WHERE e.job_id = j.id AND j.status = 'todo')) AS due_at
        FROM procrastinate_jobs j WHERE j.status IN ('todo', 'doing', 'failed')
    ) AS jobs
"""


@dataclass(frozen=True)
class QueueHealth:
    """workers_count: alive by their heartbeat. oldest_wait_seconds: how long the oldest due job has waited, 0 when none waits."""

    workers_count: int
    waiting_count: int
    oldest_wait_seconds: int
    running_count: int
    failed_count: int

    @property
    def is_well(self) -> bool:
        return self.oldest_wait_seconds <= LONGEST_WAIT_SECONDS


def queue_health() -> QueueHealth:
    """One query, over jobs that are not done."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, {"dead": SECONDS_WITHOUT_HEARTBEAT})
        workers, waiting, oldest, running, failed = cursor.fetchone()
    return QueueHealth(workers, waiting, int(oldest), running, failed)
