"""With a real worker process on real commits."""

import signal

import pytest
from django.db import connection, transaction

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.jobs.queries import queue_health
from talkoot.kernel.jobs.tests.played.jobs import fail_after_asking, leave_mark, take_long
from talkoot.kernel.jobs.tests.worker import kill, running_worker, wait_until
from talkoot.kernel.municipalities.scope import in_municipality

PLAYED = "talkoot.kernel.jobs.tests.settings_worker"


@pytest.fixture(autouse=True)
def real_commits(committed_db):
    """The worker is another process: it sees only what is committed."""


def statuses():
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE task_name LIKE '%%played%%' ORDER BY id")
        return cursor.fetchall()


def marks(municipality):
    with in_municipality(municipality):
        return sorted(AuditLine.objects.values_list("action", flat=True))


@pytest.mark.rivals
def test_worker_does_jobs_and_nothing_that_was_undone(espoo, turku, tmp_path):
    with in_municipality(espoo):
        leave_mark.defer(mark="done")
    with in_municipality(turku), transaction.atomic():
        leave_mark.defer(mark="never")
        transaction.set_rollback(True)
    with in_municipality(turku):
        fail_after_asking.defer(mark="undone by the failure")
    with running_worker(tmp_path, settings=PLAYED) as worker:
        wait_until(lambda: [s for s, _ in statuses()] == ["succeeded", "failed"], data=tmp_path)
        assert queue_health().workers_count == 1
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    assert marks(espoo) == ["done"]
    assert marks(turku) == []
    assert [s for s, _ in statuses()] == ["succeeded", "failed"]


@pytest.mark.rivals
def test_stopping_worker_finishes_its_job(espoo, tmp_path):
    with in_municipality(espoo):
        take_long.defer(mark="finished", seconds=2)
    with running_worker(tmp_path, settings=PLAYED) as worker:
        wait_until(lambda: statuses() == [("doing", 0)], data=tmp_path)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    assert (marks(espoo), statuses()) == (["finished"], [("succeeded", 1)])


@pytest.mark.rivals
def test_job_of_a_killed_worker_is_rescued_and_done(espoo, tmp_path):
    with in_municipality(espoo):
        take_long.defer(mark="rescued", seconds=3)
    with running_worker(tmp_path, settings=PLAYED) as worker:
        wait_until(lambda: statuses() == [("doing", 0)], data=tmp_path)
        kill(worker)
    assert marks(espoo) == []
    health = queue_health()
    # The rescue, which comes every ten seconds, may be waiting or running just now.
    assert (health.workers_count, health.running_count >= 1, health.failed_count) == (1, True, 0)
    with connection.cursor() as cursor:
        # As if half a minute had passed since its last beat.
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    with running_worker(tmp_path, settings=PLAYED):
        wait_until(lambda: marks(espoo) == ["rescued"], data=tmp_path)
        wait_until(lambda: [s for s, _ in statuses()] == ["succeeded"], data=tmp_path)


@pytest.mark.rivals
def test_health_tells_how_long_the_oldest_has_waited(espoo):
    with in_municipality(espoo):
        leave_mark.defer(mark="waits")
    assert queue_health().is_well
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '10 minutes'")
    health = queue_health()
    assert (health.waiting_count, health.is_well, 595 <= health.oldest_wait_seconds <= 605) == (1, False, True)
