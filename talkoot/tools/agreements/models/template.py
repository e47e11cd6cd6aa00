"""Agreement templates: clauses with places to fill and a list of annexes, in versions that are frozen when published."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.tools.agreements.content.states import TextState
from talkoot.tools.agreements.models.library import KEY

# A published version never changes; its publisher's name may be erased.
FROZEN = """
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND (to_jsonb(NEW) - 'published_by_id') = (to_jsonb(OLD) - 'published_by_id')
        AND (NEW.published_by_id IS NULL OR NEW.published_by_id = OLD.published_by_id)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A published version of an agreement template cannot be changed.' USING ERRCODE = 'restrict_violation';
"""


@pghistory.track()
class AgreementTemplate(MunicipalModel):
    """title repeats what the newest published version says (before the first: the draft)."""

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    title_order = SortKeysField(of="title")
    newest_number = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("agreement template")
        verbose_name_plural = _("agreement templates")
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="agreement_template_key_once")]
        indexes = [models.Index(fields=["municipality", "changed_at", "id"], name="agreement_template_changed")]

    def __str__(self) -> str:
        return str(self.title) or self.key


@pghistory.track()
class TemplateVersion(MunicipalModel):
    """clauses: [{key, title, text, clause_version}], annexes: [{key, title, required, due}], see content/text.py.

    summary: in plain words what the agreement means, Markdown with places. origin: the package it came from, or empty.
    """

    template = models.ForeignKey(AgreementTemplate, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(max_length=12, choices=TextState, default=TextState.DRAFT)
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    summary = TranslatedField(_("in plain words"), blank=True, max_length=4000)
    clauses = models.JSONField(default=list)
    annexes = models.JSONField(default=list)
    places = models.JSONField(default=list)
    change_note = models.CharField(_("what has changed"), max_length=500, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    origin = models.CharField(_("origin"), max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of an agreement template")
        verbose_name_plural = _("versions of agreement templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="agreement_template_version_once"),
            models.UniqueConstraint(fields=["template"], condition=models.Q(state=TextState.DRAFT), name="agreement_template_one_draft"),
            models.UniqueConstraint(
                fields=["template", "content_hash"], condition=models.Q(state=TextState.PUBLISHED), name="agreement_template_content_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state=TextState.DRAFT, published_at=None) | models.Q(published_at__isnull=False, content_hash__gt=""),
                name="agreement_template_published_whole",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="agreement_template_frozen", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=FROZEN
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_draft(self) -> bool:
        return self.state == TextState.DRAFT
