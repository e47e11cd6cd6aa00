"""A document that belongs to a version: an agreement form to print, a poster."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.models.part import ONLY_IN_DRAFTS
from talkoot.commons.operating_models.models.version import Version
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class Attachment(MunicipalModel):
    """Versions of one model share the stored file. Documents only: a picture is written anew when stored, which would
    change its hash and with it the seal of the package."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    title = TranslatedField(_("title of the document"), max_length=500)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="model_attachment_once")]
        triggers = [
            pgtrigger.Trigger(
                name="attachment_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ONLY_IN_DRAFTS.format(version="operating_models_version"),
            )
        ]

    def __str__(self) -> str:
        return str(self.title) or self.name
