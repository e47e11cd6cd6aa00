"""The completed project, the programme it belonged to, and links for reading a draft without an account."""

from __future__ import annotations

import hashlib

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField, in_order_of
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.overviews.showcase.content.kinds import Kind, State
from talkoot.overviews.showcase.content.slugs import SLUG_PATTERN

SLUG = RegexValidator(SLUG_PATTERN, _("Use small letters a–z, numbers and hyphens, at least two."))


@pghistory.track()
class Programme(MunicipalModel):
    """The programme in which projects were done, such as 6Aika in Espoo."""

    slug = models.CharField(_("address"), max_length=80, validators=[SLUG])
    name = TranslatedField(_("name"), max_length=160)
    description = TranslatedField(_("description"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [models.UniqueConstraint(fields=["municipality", "slug"], name="one_programme_of_a_slug")]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track()
class Project(MunicipalModel):
    """A completed project, told so that another municipality can put it to use."""

    slug = models.CharField(_("address"), max_length=80, validators=[SLUG])
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=160)
    title_order = SortKeysField(of="title")
    summary = TranslatedField(_("summary"), blank=True, max_length=600)
    story = TranslatedField(_("story"), blank=True, max_length=20_000)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    programme = models.ForeignKey(Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    themes = models.JSONField(_("themes"), default=list, blank=True)
    languages = models.JSONField(_("languages of the original material"), default=list, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    place = TranslatedField(_("place"), blank=True, max_length=160)
    contact_role = TranslatedField(_("contact"), blank=True, max_length=160)
    contact_email = models.EmailField(_("contact's e-mail address"), blank=True)
    cover = models.ForeignKey(
        StoredFile, verbose_name=_("cover picture"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Slug of the municipality's own operating model; soft, so that a project can be written before its model.
    operating_model = models.CharField(_("operating model it offers"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    review_by = models.DateField(_("review by"), null=True, blank=True)
    sent_to_review_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent to review by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_to_review_at = models.DateTimeField(_("sent to review on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("approved by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("completed project")
        verbose_name_plural = _("completed projects")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_project_of_a_slug"),
            models.CheckConstraint(
                condition=models.Q(started_on=None) | models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="project_ends_after_it_starts",
                violation_error_message=_("The end must not be before the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.PUBLISHED) | models.Q(published_at__isnull=False), name="published_has_a_time"
            ),
        ]
        indexes = [
            # Lists of one municipality and across all, newest first and by name in each language.
            models.Index("municipality", "published_at", "id", name="project_newest_here", condition=models.Q(state=State.PUBLISHED)),
            models.Index("published_at", "id", name="project_newest", condition=models.Q(state=State.PUBLISHED)),
            *(
                models.Index(
                    in_order_of("title_order", code), "id", name=f"project_by_name_{code}", condition=models.Q(state=State.PUBLISHED)
                )
                for code in ("fi", "sv", "en")
            ),
            # The workbench: what changed last first.
            models.Index("municipality", "changed_at", "id", name="project_changed"),
            GinIndex(fields=["themes"], name="project_themes", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return str(self.title) or self.slug

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    def missing_languages(self, languages: list[str]) -> list[str]:
        """Languages of the municipality in which title, summary or story is still missing."""
        return [code for code in languages if any(code not in words for words in (self.title, self.summary, self.story))]


def hash_of(secret: str) -> str:
    """What is kept of a preview secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class PreviewLink(MunicipalModel):
    """Whoever holds the secret may read the project in any state until it ends. Only the secret's hash is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return f"{self.project_id} – {self.ends_at:%Y-%m-%d}"
