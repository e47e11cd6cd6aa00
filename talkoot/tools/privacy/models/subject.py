"""What hangs on a subject: a saved thing of any app above, named softly by its kind and id."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from talkoot.kernel.municipalities.models import MunicipalModel


class OnSubject(MunicipalModel):
    """`subject_kind` as kernel.links.registry.kind_of() gives it; both blank when the row stands free."""

    subject_kind = models.CharField(max_length=80, blank=True, editable=False)
    subject_id = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def subject_fields(subject: models.Model | None) -> dict[str, Any]:
    """The two fields for a subject, to write or to look up. Raises ValueError for an unsaved subject."""
    if subject is None:
        return {"subject_kind": "", "subject_id": None}
    if not isinstance(subject.pk, int):
        raise ValueError("A subject is saved first.")
    return {"subject_kind": subject._meta.label_lower, "subject_id": subject.pk}


def subject_of(row: OnSubject) -> models.Model | None:
    """The subject of a row, of the municipalities in force; None when the row stands free or its subject is gone. One query."""
    if not row.subject_kind:
        return None
    return apps.get_model(row.subject_kind)._default_manager.filter(pk=row.subject_id).first()
