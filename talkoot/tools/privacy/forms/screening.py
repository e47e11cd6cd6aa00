"""Screening a level, the municipality's criteria, and its ages and times."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import languages_of
from talkoot.tools.privacy.content.kinds import Finding, Level
from talkoot.tools.privacy.forms.widgets import Lines
from talkoot.tools.privacy.models.settings import PrivacySettings
from talkoot.tools.privacy.queries.screening import Screened


class ScreeningForm(CarefulForm):
    """Three fields for each criterion of a level. A criterion left open stays as it was."""

    def __init__(self, *args: Any, screened: list[Screened], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields.pop("is_harmless")
        self.screened = screened
        for one in screened:
            key, item = one.criterion.key, one.item
            self.fields[f"finding-{key}"] = forms.ChoiceField(
                label=str(one.criterion.text),
                required=False,
                choices=[*Finding.choices, ("", pgettext_lazy("screening", "Leave as it is"))],
                initial="" if item is None else item.finding,
                widget=forms.RadioSelect,
            )
            self.fields[f"note-{key}"] = forms.CharField(
                label=_("Note"),
                required=False,
                max_length=1000,
                initial=item.note if item else "",
                widget=Lines(2),
            )
            self.fields[f"expires_on-{key}"] = forms.DateField(
                label=_("Holds until"),
                required=False,
                widget=NativeDate,
                help_text=_("Left empty: %(days)d days.") % {"days": one.criterion.valid_days}
                if one.criterion.valid_days
                else _("Left empty: until it is screened again."),
            )
        self.careful_fields = tuple(f"note-{one.criterion.key}" for one in screened)  # type: ignore[misc]
        self.fields["is_harmless"] = box

    def findings(self) -> dict[str, tuple[str, str, date | None]]:
        """What was changed, or looked at anew: a finding that has expired counts again when it is sent."""
        found: dict[str, tuple[str, str, date | None]] = {}
        for one in self.screened:
            key = one.criterion.key
            finding, note, until = (self.cleaned_data.get(f"{name}-{key}") for name in ("finding", "note", "expires_on"))
            if not finding:
                continue
            before = one.item
            same = before is not None and (before.finding, before.note) == (finding, note) and until is None
            if not same or one.standing == "expired":
                found[key] = (finding, note or "", until)
        return found


class CriterionForm(forms.Form):
    level = forms.ChoiceField(label=_("Level of screening"), choices=Level.choices)
    valid_days = forms.IntegerField(
        label=_("Days that a finding holds"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Left empty it holds until it is screened again."),
    )
    is_in_use = forms.BooleanField(label=pgettext_lazy("criterion", "In use"), required=False, initial=True)

    def __init__(self, *args: Any, municipality: Municipality, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = TranslatedFormField(languages=languages_of(municipality), max_length=300, label=_("Criterion"))
        if is_new:
            self.fields["key"] = forms.CharField(
                label=_("Key"),
                max_length=60,
                validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters a–z, numbers and hyphens."))],
                help_text=_("A short name in small letters, such as “sound-level”. It never changes."),
            )
        self.order_fields(["text", "level", "valid_days", "key", "is_in_use"])


class SettingsForm(forms.ModelForm):
    class Meta:
        model = PrivacySettings
        fields = ["consent_age", "research_age", "deletion_days", "review_months"]

    def validate_unique(self) -> None:
        """One row of a municipality: the action changes it."""

    def validate_constraints(self) -> None:
        """As above."""
