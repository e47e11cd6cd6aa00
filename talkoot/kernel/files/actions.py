"""Taking in, changing and removing files."""

from __future__ import annotations

import hashlib
import uuid
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.files.checks import check_upload
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.files.permissions import MANAGE, UPLOAD
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor


@action("files.store", permission=UPLOAD, label=_("Added the file"))
def store_file(
    *,
    actor: Actor,
    upload: File[bytes],
    alt_text: Words | None = None,
    language: str = "",
    is_public: bool = False,
    is_sealed: bool = False,
) -> StoredFile:
    """Check and keep a file. Pictures are written anew: without place and camera data, at most 4,000 pixels wide or high.

    Raises Refusal (field "upload" or "alt_text") with the reason when the content is not of an allowed kind, too large,
    or a picture without alternative text. Bytes of a refused or undone action are taken away by `remove_orphans`.
    is_sealed: for good, only the page of its holder gives it out.
    """
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("A file belongs to a municipality.")
    checked = check_upload(upload, alt_text or Words())
    digest = hashlib.sha256(checked.content).hexdigest()
    key = default_storage.save(f"{municipality.pk}/{digest[:2]}/{uuid.uuid4().hex}", ContentFile(checked.content))
    return StoredFile.objects.create(
        name=checked.name,
        media_type=checked.media_type,
        size_bytes=len(checked.content),
        sha256=digest,
        key=key,
        width=checked.width,
        height=checked.height,
        alt_text=alt_text or Words(),
        language=language,
        uploaded_by_id=getattr(actor, "pk", None),
        is_public=is_public,
        is_sealed=is_sealed,
    )


@action("files.set_public", permission=MANAGE, of="file", label=_("Changed who sees the file"))
def set_file_public(*, actor: Actor, file: StoredFile, is_public: bool) -> StoredFile:
    """Show the file to everybody, or to the municipality's own readers only. Called when its owner is published."""
    file.is_public = is_public
    file.save(update_fields=["is_public"])
    return file


@action("files.remove", permission=MANAGE, of="file", label=_("Removed the file"))
def remove_file(*, actor: Actor, file: StoredFile) -> None:
    """Delete the row, and the bytes once the transaction has committed."""
    key = file.key
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(key))


def open_file(file: StoredFile) -> IO[bytes]:
    """The bytes of the file, to read. The caller has asked whether the reader may. Raises FileNotFoundError."""
    return default_storage.open(file.key, "rb")
