"""A version of a model: a draft that is written on, or a published one that never changes again."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

DRAFT, PUBLISHED, SUPERSEDED = "draft", "published", "superseded"
STATES = {DRAFT: _("Draft"), PUBLISHED: _("Published"), SUPERSEDED: _("Superseded")}

# A published version may only be superseded, and its publisher's name may be erased.
FROZEN = """
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'state' - 'published_by_id') = (to_jsonb(OLD) - 'state' - 'published_by_id')
        AND (NEW.state = OLD.state OR NEW.state = 'superseded')
        AND (NEW.published_by_id IS NULL OR NEW.published_by_id = OLD.published_by_id)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A published version of an operating model cannot be changed.' USING ERRCODE = 'restrict_violation';
"""


@pghistory.track()
class Version(MunicipalModel):
    """content_hash: of the whole, empty in a draft. parent_hash: of the version it grew from, here or upstream.

    set_aside: {key of a part: hash} of upstream parts that are deliberately not here, as they were when that was decided.
    """

    model = models.ForeignKey(OperatingModel, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(_("number"), max_length=20)
    state = models.CharField(max_length=12, choices=list(STATES.items()), default=DRAFT)
    change_note = TranslatedField(_("what has changed"), blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    parent_hash = models.CharField(max_length=64, blank=True)
    set_aside = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["model"], condition=models.Q(state=DRAFT), name="version_one_draft"),
            models.UniqueConstraint(fields=["model"], condition=models.Q(state=PUBLISHED), name="version_one_published"),
            models.CheckConstraint(
                condition=models.Q(state=DRAFT, published_at=None) | models.Q(published_at__isnull=False, content_hash__gt=""),
                name="version_published_whole",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(name="version_frozen", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=FROZEN)
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_published_now(self) -> bool:
        return self.state == PUBLISHED
