"""A file that a person gave, checked when it came."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel


@pghistory.track()
class StoredFile(MunicipalModel):
    """`key` is its place in the storage. `language` empty: the file has none (a picture). width and height: images, in pixels.

    media_type is what the content is, whatever the name said.
    """

    name = models.CharField(_("name"), max_length=150)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=200, unique=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt_text = TranslatedField(_("alternative text"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_public = models.BooleanField(default=False)
    # Its own address gives it to nobody: whoever holds it asks its own rule and hands it out (sealed applications).
    is_sealed = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(media_type__startswith="image/") | ~models.Q(alt_text={}), name="image_has_alt_text"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "uploaded_at"], name="file_by_age")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def url(self) -> str:
        """Its address; the part of the digest makes it a new one when the content changes, so it may be kept for long."""
        from talkoot.kernel.files.addresses import file_address

        return file_address(self)
