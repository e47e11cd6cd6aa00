from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate
from talkoot.tools.measures.models import Direction, Indicator


def number_field(label: Any, *, required: bool, help_text: Any = "") -> forms.DecimalField:
    """As many digits as the column holds."""
    return forms.DecimalField(label=label, required=required, max_digits=18, decimal_places=4, help_text=help_text)


class IndicatorForm(forms.Form):
    """What is measured, from where and to where. Of a locked indicator only the words may change."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, widget=forms.RadioSelect)
    baseline = number_field(_("Baseline"), required=False, help_text=_("How it is now, before the work begins."))
    baseline_on = forms.DateField(label=_("Baseline measured on"), required=False, widget=NativeDate)
    threshold = number_field(_("Threshold"), required=False, help_text=_("From where on it is worth going on with."))
    method = forms.CharField(label=_("How is it measured?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def __init__(self, *args: Any, municipality: Municipality, indicator: Indicator | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        languages = [(code, str(names[code])) for code in municipality.languages]
        self.fields["name"] = TranslatedFormField(languages=languages, max_length=200, label=_("What is measured?"))
        self.fields["unit"] = TranslatedFormField(
            languages=languages,
            max_length=60,
            required=False,
            label=_("Unit of measure"),
            help_text=_("For example: minutes, pupils, points."),
        )
        if indicator is None:
            self.fields["key"] = forms.CharField(
                label=_("Key"),
                max_length=60,
                validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters a–z, numbers and hyphens."))],
                help_text=_("A short name in small letters, such as “waiting-time”. It never changes."),
            )
        elif indicator.locked_at is not None:
            for name in ("direction", "baseline", "baseline_on", "threshold"):
                del self.fields[name]
        self.order_fields(["name", "unit", "direction", "baseline", "baseline_on", "threshold", "method", "source", "key"])


class ReadingForm(CarefulForm):
    careful_fields = ("note",)
    value = number_field(_("Value"), required=True)
    measured_on = forms.DateField(label=_("Measured on"), widget=NativeDate)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
