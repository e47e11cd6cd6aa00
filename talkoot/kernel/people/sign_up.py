"""What Talkoot asks besides the address and the password when somebody signs up.

A module of its own: allauth imports it while its own forms are still being made.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class AboutYou(forms.Form):
    """Base of allauth's sign-up forms."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Others see it with what you write, decide or answer."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: Any) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.language = get_language() or ""
        user.save(update_fields=["name", "language"])
