"""Forms of the jury and the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.outcomes import LineOutcome
from talkoot.activities.calls.models.decision import DecisionDraft, DraftLine
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.forms import NativeDateTime
from talkoot.kernel.ui.texts import words_field


class JuryForm(forms.Form):
    due_at = forms.DateTimeField(label=_("Scores are given by"), widget=NativeDateTime)
    chosen_count = forms.IntegerField(
        label=_("About how many are chosen"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("For the picture of how steady the ranking is. It binds nobody."),
    )


class DraftForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, draft: DecisionDraft, **kwargs: Any) -> None:
        kwargs["initial"] = {"grounds": draft.grounds, "appeal": draft.appeal, "kick_off_days": draft.kick_off_days}
        super().__init__(*args, **kwargs)
        self.fields["grounds"] = words_field(
            DecisionDraft, "grounds", municipality, rows=6, help_text=_("Everybody reads them: the criteria, how they were applied.")
        )
        self.fields["appeal"] = words_field(DecisionDraft, "appeal", municipality, rows=5)
        for name in ("grounds", "appeal"):
            self.fields[name].required = False
        self.fields["kick_off_days"] = forms.IntegerField(
            label=_("Days for a shared view"),
            min_value=1,
            max_value=120,
            help_text=_("If host and team have none by then, the reserve of the same challenge has its turn."),
        )


class LineForm(forms.Form):
    outcome = forms.ChoiceField(
        label=pgettext_lazy("application", "What is decided"), choices=LineOutcome.choices, widget=forms.RadioSelect
    )
    order = forms.IntegerField(
        label=_("Its place among those of its challenge"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Chosen and reserve only."),
    )
    sum = forms.DecimalField(
        label=_("Sum in euros without value added tax"), min_value=0, max_digits=12, decimal_places=2, required=False, localize=True
    )

    def __init__(self, *args: Any, municipality: Municipality, line: DraftLine, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(line, name) for name in ("outcome", "order", "sum", "grounds")}
        super().__init__(*args, **kwargs)
        self.fields["grounds"] = words_field(
            DraftLine,
            "grounds",
            municipality,
            rows=5,
            help_text=_("Sent to the applicant. Of the chosen ones everybody reads them, so no trade secrets."),
        )
        self.fields["grounds"].required = False


class ReleaseForm(forms.Form):
    """`seen` is the hash of what was shown: what changed since is not released."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    has_read = forms.BooleanField(label=_("I have read the decision and the letters, and I decide so"))
