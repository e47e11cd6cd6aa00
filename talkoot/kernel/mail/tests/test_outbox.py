import email
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone

from talkoot.kernel.mail import sending
from talkoot.kernel.mail.backends import MaildirBackend
from talkoot.kernel.mail.jobs import send_everywhere, send_waiting
from talkoot.kernel.mail.models import WAITING, OutboxMail
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.mail.queries import has_due_mail
from talkoot.kernel.mail.sending import claim_next, send_claimed, send_next
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant

TEMPLATES = {
    "news.subject.txt": "{% load i18n %}{% get_current_language as code %}"
    "{% if code == 'sv' %}Nyheter{% else %}News{% endif %}: {{ title }}\n",
    "news.txt": "Hello {{ person.name|default:'you' }},\n\n{{ title }} – {{ municipality }}\n",
}


@pytest.fixture(autouse=True)
def mail_templates(settings, tmp_path):
    """Templates of these tests, and a folder for what is sent."""
    options = settings.TEMPLATES[0]["OPTIONS"] | {
        "loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)],
    }
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": options}]
    settings.EMAIL_BACKEND = "talkoot.kernel.mail.backends.MaildirBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def news(to, **more):
    return post(to=to, event="news", template="news", context={"title": "A <title>"}, **more)


def arrived(folder):
    return [email.message_from_bytes(file.read_bytes()) for file in sorted(folder.glob("new/*.eml"))]


def send_all(municipality):
    count = 0
    while send_next(municipality, get_connection()):
        count += 1
    return count


def queued():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queueing_lock FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return cursor.fetchall()


def test_mail_is_written_in_the_persons_language(in_espoo, aino, bo):
    aino.language = "sv"
    mail = news(aino)
    assert (mail.subject, mail.language, mail.state, mail.address) == ("Nyheter: A <title>", "sv", "waiting", "aino@espoo.example")
    assert mail.body == "Hello Aino Aalto,\n\nA <title> – Esbo\n"
    assert news(bo).subject.startswith("News")
    assert news("kirjaamo@espoo.example").language == "fi"


def test_the_same_mail_is_posted_once(in_espoo, aino, bo):
    thing = Grant.objects.create(person=bo, role="reader")
    other = Grant.objects.create(person=bo, role="editor")
    posted = [news(aino), news(aino), news(aino.email.upper()), news(aino, thing=thing), news(aino, thing=thing), news(aino, thing=other)]
    posted += [news(aino, period="2026-W48"), news(aino, period="2026-W48"), news(aino, period="2026-W49"), news(bo)]
    assert [mail is not None for mail in posted] == [True, False, False, True, False, True, True, False, True, True]
    assert OutboxMail.objects.count() == 6
    assert len(set(OutboxMail.objects.values_list("message_id", flat=True))) == 6


def test_nothing_is_posted_to_inactive_people_or_outside_a_municipality(espoo, aino):
    with pytest.raises(ValueError, match="inside a municipality"):
        news(aino)
    aino.is_active = False
    with in_municipality(espoo):
        assert news(aino) is None


@pytest.mark.parametrize(
    "address",
    ["a@b.fi\nBcc: all@b.fi", "a@b.fi\r\nX: y", "a@b.fi, c@d.fi", "Aino <a@b.fi>", "nobody", "", "a@b.fi\0", "a@b.fi\u2028x"],
)
def test_headers_cannot_be_slipped_in_by_the_address(in_espoo, address):
    with pytest.raises(ValidationError):
        news(address)


def test_headers_cannot_be_slipped_in_by_the_subject(in_espoo, espoo, aino, mail_templates):
    post(to=aino, event="e", template="news", context={"title": "x\r\nBcc: all@b.fi\n\n<b>y</b>\0\u2028z"})
    send_all(espoo)
    [message] = arrived(mail_templates)
    assert message["Bcc"] is None
    assert "Bcc: all@b.fi" in str(email.header.make_header(email.header.decode_header(message["Subject"])))


def test_sent_mail_has_its_headers(in_espoo, aino, mail_templates):
    mail = news(aino, unsubscribe_url="https://talkoot.example/espoo/en/follow/stop/abc/")
    assert send_all(in_espoo) == 1
    [message] = arrived(mail_templates)
    assert message["Message-ID"] == mail.message_id
    assert (message["To"], message["Auto-Submitted"], message["Content-Language"]) == ("aino@espoo.example", "auto-generated", "en")
    assert message["List-Unsubscribe"] == "<https://talkoot.example/espoo/en/follow/stop/abc/>"
    mail.refresh_from_db()
    assert (mail.state, mail.attempts_count, mail.claim, mail.error) == ("sent", 1, None, "")
    assert send_all(in_espoo) == 0


def test_mail_of_an_undone_action_is_never_sent(in_espoo, aino):
    with transaction.atomic():
        news(aino)
        transaction.set_rollback(True)
    assert not has_due_mail()


def test_posting_many_queues_one_sending(espoo, aino, bo, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), in_municipality(espoo):
        for number in range(5):
            news(aino, period=str(number))
    assert queued() == [("mail.send_waiting", f"mail.send_waiting {espoo.pk}")]


def test_every_minute_what_is_due_is_asked_for(espoo, turku, aino):
    with in_municipality(espoo):
        news(aino)
    with in_municipality(turku):
        news(aino, due_at=timezone.now() + timedelta(hours=1))
    send_everywhere(timestamp=0)
    assert queued() == [("mail.send_waiting", f"mail.send_waiting {espoo.pk}")]


def test_interrupted_attempt_is_taken_up_and_the_late_one_does_nothing(in_espoo, espoo, aino, mail_templates):
    news(aino)
    first = claim_next(espoo)
    assert claim_next(espoo) is None
    # The first worker is slow or dead: half a minute later another takes the same mail, for nobody holds its lock.
    OutboxMail.objects.update(due_at=timezone.now())
    second = claim_next(espoo)
    assert (first.pk, second.attempts_count) == (second.pk, 2)
    send_claimed(espoo, second, get_connection())
    send_claimed(espoo, first, get_connection())
    assert len(arrived(mail_templates)) == 1


class Refusing:
    """A connection to a server that refuses one address."""

    def __init__(self, error):
        self.error = error

    def send_messages(self, messages):
        raise self.error


def test_failure_is_put_off_and_at_last_given_up(in_espoo, espoo, aino, bo, mail_templates):
    mail = news(aino)
    for attempt in range(1, len(sending.WAITS) + 2):
        OutboxMail.objects.update(due_at=timezone.now())
        assert send_next(espoo, Refusing(ValueError("mailbox full \0")))
        mail.refresh_from_db()
        assert (mail.attempts_count, mail.error) == (attempt, "ValueError: mailbox full ")
        assert mail.state == ("waiting" if attempt <= len(sending.WAITS) else "failed")
        assert mail.due_at > timezone.now()
    assert not send_next(espoo, Refusing(ValueError()))
    news(bo)
    assert send_all(espoo) == 1


def test_same_message_is_one_file(mail_templates):
    from django.core.mail import EmailMessage

    backend = MaildirBackend()
    for _ in range(2):
        backend.send_messages([EmailMessage("s", "b", "a@b.fi", ["c@d.fi"], headers={"Message-ID": "<../../x@y>"})])
    assert [file.name for file in (mail_templates / "new").iterdir()] == ["....x@y.eml"]
    assert list((mail_templates / "tmp").iterdir()) == []


@pytest.mark.rivals
def test_rivals_post_the_same_once_and_senders_share_the_work(committed_db, espoo, aino, mail_templates):
    rivals = 4
    barrier = Barrier(rivals)
    posted, sent = [], []

    def work():
        try:
            barrier.wait()
            with in_municipality(espoo):
                posted.append(news(aino))
            for number in range(10):
                with in_municipality(espoo):
                    news(aino, period=str(number))
            barrier.wait()
            while send_next(espoo, get_connection()):
                sent.append(1)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail is not None for mail in posted) == [False] * (rivals - 1) + [True]
    assert len(arrived(mail_templates)) == 11
    with in_municipality(espoo):
        assert list(OutboxMail.objects.values_list("state", "attempts_count")) == [("sent", 1)] * 11


def test_a_mail_server_that_is_down_costs_one_line_and_no_attempt(espoo, aino, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with in_municipality(espoo):
        news(aino)
    send_waiting(municipality_id=espoo.pk)
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"the mail server does not answer, mail of municipality {espoo.pk} waits"
    ]
    with in_municipality(espoo):
        assert list(OutboxMail.objects.values_list("state", "attempts_count")) == [(WAITING, 0)]
