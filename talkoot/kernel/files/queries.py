"""Reads about files."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.files.permissions import public_or_reader
from talkoot.kernel.permissions.rules import Actor


def visible_file(file_id: int, person: Actor) -> StoredFile | None:
    """The file, when the person may read it. One query, for a file that is not public one more for the roles."""
    file = StoredFile.objects.filter(pk=file_id).first()
    return file if file is not None and public_or_reader(person, file) is None else None


def files_of_nobody(*, older_than: timedelta) -> QuerySet[StoredFile]:
    """Files that no row of any app holds by a foreign key: uploads whose form was never finished, or whose holder is gone."""
    files = StoredFile.objects.filter(uploaded_at__lt=timezone.now() - older_than)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        holder = getattr(relation, "related_model", None)
        # History rows hold files too, but a file held by history alone is held by nobody.
        if relation.auto_created and not relation.concrete and holder is not None and not hasattr(holder, "pgh_tracked_model"):
            column = relation.field.attname if hasattr(relation.field, "attname") else relation.field.name  # type: ignore[union-attr]
            files = files.exclude(Exists(holder.objects.filter(**{column: OuterRef("pk")})))
    return files
