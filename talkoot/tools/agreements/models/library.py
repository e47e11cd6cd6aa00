"""The clause library: clauses that templates are put together from, each in numbered versions that never change."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.audit.protection import AppendOnly
from talkoot.kernel.i18n.fields import SortKeysField, TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel

KEY = RegexValidator(r"^[a-z0-9][a-z0-9_-]{0,79}$", _("Use small letters a–z, numbers and hyphens."))


@pghistory.track()
class Clause(MunicipalModel):
    """title repeats what the newest version says, so that the library reads one table."""

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    title_order = SortKeysField(of="title")
    newest_number = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["municipality", "key"], name="agreement_clause_key_once")]
        indexes = [models.Index(fields=["municipality", "changed_at", "id"], name="agreement_clause_changed")]

    def __str__(self) -> str:
        return str(self.title) or self.key


class ClauseVersion(MunicipalModel):
    """A wording of a clause. Insert-only: what an agreement was put together from can be read for ever."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("version"))
    title = TranslatedField(pgettext_lazy("text", "title"), max_length=300)
    text = TranslatedField(_("text"), max_length=20_000)
    change_note = models.CharField(_("what has changed"), max_length=500, blank=True)
    content_hash = models.CharField(max_length=64)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of a clause")
        verbose_name_plural = _("versions of clauses")
        constraints = [models.UniqueConstraint(fields=["clause", "number"], name="agreement_clause_version_once")]
        triggers = [AppendOnly(erasable=["written_by"])]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
