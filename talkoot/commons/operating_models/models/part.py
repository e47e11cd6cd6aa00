"""A part of a version: a role, a phase, an agreement template, a questionnaire …"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content.kinds import KINDS
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.commons.operating_models.models.version import Version
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

# Locks the version's row: a part cannot slip in while another transaction publishes the draft.
ONLY_IN_DRAFTS = """
    IF TG_OP <> 'DELETE' THEN
        PERFORM 1 FROM {version} WHERE id = NEW.version_id AND state = 'draft' FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'A part of a published version of an operating model cannot be changed.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM 1 FROM {version} WHERE id = OLD.version_id AND state <> 'draft';
        IF FOUND THEN
            RAISE EXCEPTION 'A part of a published version of an operating model cannot be changed.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@pghistory.track()
class Part(MunicipalModel):
    """`data` is as content/kinds.py says for the kind.

    origin_hash: of the upstream part with which this one was last compared (taken, or kept against); empty: made here.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(name, kind.label) for name, kind in KINDS.items()])
    title = TranslatedField(_("title of the part"), max_length=500)
    body = TranslatedField(_("text"), blank=True)
    data = models.JSONField(default=dict)
    position = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    origin_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("part of a model")
        verbose_name_plural = _("parts of models")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="part_key_once")]
        indexes = [models.Index(fields=["content_hash"], name="part_by_hash")]
        triggers = [
            pgtrigger.Trigger(
                name="part_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ONLY_IN_DRAFTS.format(version="operating_models_version"),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def content(self) -> PartContent:
        return PartContent(self.key, self.kind, dict(self.title), dict(self.body), self.data)
