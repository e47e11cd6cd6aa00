"""Cleaning: bytes without a row, and rows that nobody holds."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from talkoot.kernel.files.actions import remove_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.files.queries import files_of_nobody
from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import SYSTEM

log = logging.getLogger("talkoot.files")
# A day, so that nothing is taken from a form that is being filled in or an action that has not committed yet.
ORPHAN_AGE = timedelta(days=1)


@job(cron="20 2 * * *")
def remove_orphans() -> None:
    """In one municipality: rows that no app holds, then stored bytes that no row names (left by undone actions)."""
    for file in files_of_nobody(older_than=ORPHAN_AGE).iterator():
        remove_file(actor=SYSTEM, file=file)
    for key in stored_keys():
        if not StoredFile.objects.filter(key=key).exists() and default_storage.get_modified_time(key) < timezone.now() - ORPHAN_AGE:
            default_storage.delete(key)
            log.info("removed stored bytes without a row: %s", key)


def stored_keys() -> list[str]:
    """Keys of everything stored for the municipality in force."""
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("Files are kept by municipality.")
    root = str(municipality.pk)
    try:
        folders = default_storage.listdir(root)[0]
    except FileNotFoundError:
        return []
    return [f"{root}/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"{root}/{folder}")[1]]
