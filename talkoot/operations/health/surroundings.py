"""What stands around the database: settings, mail, storage, jobs, search, disk, static files, translations."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.utils import timezone

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.jobs.queries import queue_health
from talkoot.kernel.links.registry import DESCRIPTIONS
from talkoot.kernel.mail.models import FAILED, SENT, OutboxMail
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.search.models import Entry
from talkoot.operations.health.findings import Finding, fail, warn, well
from talkoot.operations.running.readiness import faults_of_settings, has_static_files, warnings_of_settings
from talkoot.operations.translations.catalogue import LANGUAGES
from talkoot.operations.translations.messages import all_apps

MEGABYTE = 1024 * 1024
TIGHT, TOO_TIGHT = 2048 * MEGABYTE, 300 * MEGABYTE
LATE_MAIL = timedelta(minutes=30)
FILES_LOOKED_AT = 200
# Of Django's own advice: the proxy redirects to https, and the header for subdomains and preloading is the domain owner's choice.
NOT_OURS = frozenset({"security.W005", "security.W008", "security.W021"})


def settings_are_safe() -> Iterator[Finding]:
    if settings.MODE != "production":
        yield warn(f"This is no production: TALKOOT_MODE is {settings.MODE}", "For real use remove TALKOOT_MODE.")
    else:
        faults = faults_of_settings()
        yield from (fail(str(fault.msg), str(fault.hint or "")) for fault in faults)
        advice = [warning for warning in warnings_of_settings() if warning.id not in NOT_OURS]
        if not settings.IS_HTTPS:
            advice = [warning for warning in advice if warning.id not in ("security.W004", "security.W012", "security.W016")]
            yield warn(f"{settings.SITE_URL} is not https", "Set TALKOOT_SITE_URL=https://… and put a proxy with TLS in front.")
        yield from (warn(str(warning.msg).split(".")[0], str(warning.hint or "")) for warning in advice)
        if not faults:
            yield well("No setting of a demo is on")
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host not in settings.SITE_HOSTS:
        yield fail(
            f"{host} of TALKOOT_SITE_URL is not in TALKOOT_HOSTS", f"Add it: TALKOOT_HOSTS={','.join([*sorted(settings.SITE_HOSTS), host])}"
        )


def mail_goes_out() -> Iterator[Finding]:
    is_smtp = "smtp" in settings.EMAIL_BACKEND
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
        connection.close()
    except (OSError, ValueError) as refused:
        yield fail(
            f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer: {refused}",
            "Check TALKOOT_SMTP_HOST and the others.",
        )
    else:
        yield well(f"Mail is handed to {settings.EMAIL_HOST if is_smtp else settings.EMAIL_BACKEND.rpartition('.')[2]}")
    with across_municipalities(reason="The doctor asks whether mail waits or has failed anywhere."):
        failed = OutboxMail.objects.filter(state=FAILED).count()
        late = OutboxMail.objects.exclude(state__in=[FAILED, SENT]).filter(due_at__lt=timezone.now() - LATE_MAIL).count()
    if failed:
        yield warn(
            f"{failed} mails could not be sent",
            "Their addresses are wrong, or the mail server refused them; see their error in the outbox.",
        )
    if late:
        yield fail(f"{late} mails have waited for more than {LATE_MAIL.seconds // 60} minutes", "Is a worker running? talkoot worker")


def storage_can_be_written() -> Iterator[Finding]:
    key = f"doctor-{uuid.uuid4().hex}"
    try:
        saved = default_storage.save(key, ContentFile(b"talkoot"))
        with default_storage.open(saved) as source:
            is_same = source.read() == b"talkoot"
        default_storage.delete(saved)
    except Exception as refused:  # each storage has errors of its own
        yield fail(f"The storage can not be written: {refused}", "Check the rights of the data folder, or TALKOOT_S3_BUCKET and its keys.")
        return
    yield well("The storage can be written and read") if is_same else fail("The storage gives back something else", "Check the storage.")
    with across_municipalities(reason="The doctor asks whether the newest files are in the storage."):
        newest = list(StoredFile.objects.order_by("-pk").values_list("key", flat=True)[:FILES_LOOKED_AT])
    if gone := [key for key in newest if not default_storage.exists(key)]:
        yield fail(f"{len(gone)} of the newest {len(newest)} files are gone, such as {gone[0]}", "Bring the storage back from a backup.")


def jobs_run() -> Iterator[Finding]:
    health = queue_health()
    if not health.workers_count:
        yield fail("No worker is running", "talkoot worker")
    elif not health.is_well:
        yield fail(f"The oldest job has waited for {health.oldest_wait_seconds} s", "Start more workers: talkoot worker")
    else:
        yield well(f"{health.workers_count} workers, {health.waiting_count} jobs wait, the oldest for {health.oldest_wait_seconds} s")
    if health.failed_count:
        yield warn(
            f"{health.failed_count} jobs have failed for good", "See them: talkoot procrastinate shell, then list_jobs status=failed"
        )


def search_is_filled() -> Iterator[Finding]:
    empty = []
    with across_municipalities(reason="The doctor asks whether search knows each kind of thing."):
        for kind, description in DESCRIPTIONS.items():
            if description.is_searched and description.model._default_manager.exists() and not Entry.objects.filter(kind=kind).exists():
                empty.append(kind)
        count = Entry.objects.count()
    if empty:
        yield fail(f"Search knows nothing of {', '.join(sorted(empty))}", "talkoot reindex")
    else:
        yield well(f"Search holds {count} entries")


def disk_has_room() -> Iterator[Finding]:
    folder = Path(settings.DATA)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    shown = f"{free // MEGABYTE} MB free at {settings.DATA}"
    if free < TOO_TIGHT:
        yield fail(shown, "Free some space; writing fails soon.")
    elif free < TIGHT:
        yield warn(shown, "Free some space.")
    else:
        yield well(shown)


def pages_have_their_looks() -> Iterator[Finding]:
    yield (
        well("Style sheets are collected")
        if has_static_files()
        else fail("The style sheets are not collected", "talkoot assets && talkoot collectstatic --noinput")
    )
    sources = [app.catalogue(language) for app in all_apps() for language in LANGUAGES]
    lacking = [source for source in sources if source.exists() and not source.with_suffix(".mo").exists()]
    yield (
        warn(f"{len(lacking)} translations are not compiled", "talkoot translations compile")
        if lacking
        else well("Translations are compiled")
    )


def somebody_is_here() -> Iterator[Finding]:
    count = Municipality.objects.filter(is_active=True).count()
    yield (
        well(f"{count} municipalities")
        if count
        else warn("There is no municipality yet", "talkoot municipality add SLUG --name-fi … --admin-email …")
    )
