"""An operating model of a municipality: its address, where it came from, and what its shown version says for lists."""

from __future__ import annotations

import uuid

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.content.kinds import KEY_PATTERN, MODEL_KINDS, THEMES
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import MunicipalModel


# What arrived is large, and lies unchanged in the file that brought it.
@pghistory.track(exclude=["arrived"])
class OperatingModel(MunicipalModel):
    """Its content lies in versions. name … languages repeat what the published version says (before the first: the draft),
    so that lists read one table; only actions/publishing.py writes them.

    The lineage is soft: it survives when the origin goes away. `family` is shared by all copies of a model everywhere.
    """

    slug = models.CharField(_("address"), max_length=80, validators=[RegexValidator(KEY_PATTERN)])
    family = models.UUIDField(default=uuid.uuid4, editable=False)

    name = TranslatedField(_("name"), max_length=500)
    name_order = SortKeysField(of="name")
    summary = TranslatedField(_("summary"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=list(MODEL_KINDS.items()))
    licence = models.CharField(_("licence"), max_length=20)
    themes = models.JSONField(_("themes"), default=list)
    # Languages in which nothing is missing.
    languages = models.JSONField(default=list)

    published_number = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField(null=True)
    is_public = models.BooleanField(_("shown to other municipalities"), default=True)

    adopted_at = models.DateTimeField(null=True)
    adopted_from_municipality_id = models.BigIntegerField(null=True)
    adopted_from_model_id = models.BigIntegerField(null=True)
    adopted_from_name = TranslatedField(blank=True, max_length=200)
    adopted_from_number = models.CharField(max_length=20, blank=True)
    adopted_from_hash = models.CharField(max_length=64, blank=True)
    # A model that came as a file: package.json of the newest version of its origin that has come, without attachments;
    # "earlier_parts" in it: parts of those that came before, with which parts here may have been compared.
    arrived = models.JSONField(null=True, editable=False)
    # The upstream version with which every part has been compared and settled; None: never.
    settled_number = models.CharField(max_length=20, blank=True)
    settled_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("operating model")
        verbose_name_plural = _("operating models")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="model_slug_once"),
            models.UniqueConstraint(fields=["municipality", "adopted_from_model_id"], name="model_adopted_once"),
            models.CheckConstraint(
                condition=models.Q(published_at=None, published_number="") | models.Q(published_at__isnull=False),
                name="model_published_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="model_newest", condition=models.Q(is_public=True)),
            models.Index(fields=["family"], name="model_family"),
            models.Index(fields=["adopted_from_model_id"], name="model_adopters"),
            *(models.Index(in_order_of("name_order", code), "id", name=f"model_name_{code}") for code in language_codes()),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.slug

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_adopted(self) -> bool:
        return self.adopted_at is not None

    @property
    def cover_seed(self) -> str:
        """The origin's cover is the family's; each copy has one of its own."""
        return f"{self.family}-{self.municipality_id}" if self.is_adopted else str(self.family)

    @property
    def theme_labels(self) -> list[str]:
        return [str(THEMES.get(theme, theme)) for theme in self.themes]
