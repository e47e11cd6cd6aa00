"""Target 8 in small: a digest to 600 people, the worker killed in the middle, exactly one mail each."""

import email

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from talkoot.kernel.jobs.tests.worker import kill, running_worker, wait_until
from talkoot.kernel.mail.jobs import ask_to_send
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.mail.outbox import message_id_of
from talkoot.kernel.municipalities.scope import in_municipality

COUNT = 600


def a_digest(municipality):
    """Written in one go: what is tested here is the sending; outbox.post has its own tests."""
    with in_municipality(municipality):
        OutboxMail.objects.bulk_create(
            OutboxMail(
                address=f"person{number}@example.fi",
                language="fi",
                event="showcase.digest",
                period="2026-W48",
                subject="Uutta kunnassa",
                body=f"Hei {number}\n",
                message_id=message_id_of(municipality.slug, number),
            )
            for number in range(COUNT)
        )
    ask_to_send(municipality.pk)


def states(municipality):
    with in_municipality(municipality):
        return dict(OutboxMail.objects.values_list("state").annotate(Count("id")))


@pytest.mark.rivals
def test_every_person_gets_one_mail_though_workers_are_killed(committed_db, espoo, tmp_path):
    a_digest(espoo)
    folder = tmp_path / "mail" / "new"

    def arrived():
        return len(list(folder.glob("*.eml"))) if folder.exists() else 0

    for limit in (COUNT // 4, COUNT // 2):
        with running_worker(tmp_path) as worker:
            wait_until(lambda limit=limit: arrived() >= limit, data=tmp_path)
            kill(worker)
        assert arrived() < COUNT
        # As if a minute had passed: the worker's last beat is old, and what it had claimed is free again.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        with in_municipality(espoo):
            OutboxMail.objects.filter(state="sending").update(due_at=timezone.now())
    with running_worker(tmp_path):
        wait_until(lambda: states(espoo) == {"sent": COUNT}, seconds=120, data=tmp_path)
    receivers = [email.message_from_bytes(file.read_bytes())["To"] for file in folder.glob("*.eml")]
    assert sorted(receivers) == sorted(f"person{number}@example.fi" for number in range(COUNT))
    with in_municipality(espoo):
        # A killed worker costs its own mail one more attempt, and no other's.
        attempts = OutboxMail.objects.filter(attempts_count__gt=1)
        assert attempts.count() <= 4
