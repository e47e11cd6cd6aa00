"""What a project's page lists: figures, lessons, partners, documents, pictures; each in an order of its own."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.overviews.showcase.content.kinds import PartnerKind
from talkoot.overviews.showcase.models.project import Project


class ProjectPart(MunicipalModel):
    """A row of a project. `position` counts from 1; ties go by id."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


@pghistory.track()
class Result(ProjectPart):
    """A figure: `30000` `learners` "reached by the model"."""

    label = TranslatedField(_("what the figure tells"), max_length=160)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2)
    unit = TranslatedField(_("unit"), blank=True, max_length=60)
    source = TranslatedField(_("source"), blank=True, max_length=300)

    class Meta(ProjectPart.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.label}"


@pghistory.track()
class Lesson(ProjectPart):
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    text = TranslatedField(_("lesson"), max_length=2000)

    class Meta(ProjectPart.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class Partner(ProjectPart):
    name = TranslatedField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind)

    class Meta(ProjectPart.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track()
class Document(ProjectPart):
    """A document or page about the project: a file kept here, or an address elsewhere. Language and size are shown."""

    title = TranslatedField(pgettext_lazy("text", "title"), max_length=200)
    address = models.URLField(_("address"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    media_type = models.CharField(max_length=100, default="text/html")
    size_kb = models.PositiveIntegerField(_("size, kB"), null=True, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address="", file__isnull=False) | (~models.Q(address="") & models.Q(file=None)),
                name="document_is_here_or_elsewhere",
                violation_error_message=_("Give either a file or an address."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


@pghistory.track()
class Picture(ProjectPart):
    file = models.ForeignKey(StoredFile, verbose_name=_("picture"), on_delete=models.PROTECT, related_name="+")
    caption = TranslatedField(_("caption"), blank=True, max_length=300)

    class Meta(ProjectPart.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return str(self.caption) or f"{self.file_id}"
