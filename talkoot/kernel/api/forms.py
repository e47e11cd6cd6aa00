from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.api.actions import LONGEST_DAYS
from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.ui.forms import NativeDate

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """`roles` are those of the person: only scopes that she can fill are offered."""

    name = forms.CharField(
        label=_("Name of the token"), max_length=80, help_text=_("What uses it, for example “Nightly import of the intranet”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It never may more than you yourself. Choose as little as does."),
    )
    ends_on = forms.DateField(label=_("Valid until"), widget=NativeDate, help_text=_("At most a year from now."))

    def __init__(self, *args: Any, roles: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope.code, f"{scope.label}: {scope.description}") for scope in SCOPES.values() if scope.role.code in roles
        ]
        today = timezone.localdate()
        self.fields["scopes"].initial = ["read"]
        self.fields["ends_on"].initial = today + timedelta(days=USUAL_DAYS)

    def clean_ends_on(self) -> Any:
        day, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Choose a day from today to at most a year ahead."))
        return day

    def values(self) -> dict[str, Any]:
        """Arguments of make_token: the token holds to the end of the day."""
        data = self.cleaned_data
        ends_at = timezone.make_aware(datetime.combine(data["ends_on"], time(23, 59, 59)))
        return {"name": data["name"], "scopes": data["scopes"], "ends_at": ends_at}
