"""The form by which a right to sign is given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import people_known_here
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainText
from talkoot.tools.agreements.queries.rights import people_of
from talkoot.tools.agreements.queries.templates import templates_in_use


class RightForm(forms.Form):
    what_for = PlainText(
        label=_("What for"), max_length=300, help_text=_("Such as “Co-creation agreements of the schools, up to 10,000 euros”.")
    )
    basis = PlainText(
        label=_("Basis"),
        max_length=300,
        help_text=_("Where the right comes from: a paragraph of the administrative rules, a decision, the trade register."),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=NativeDate)
    valid_until = forms.DateField(label=pgettext_lazy("agreement", "Valid until"), required=False, widget=NativeDate)

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_of(organisation) if organisation is not None else people_known_here()
        self.fields["person"] = forms.ModelChoiceField(label=_("Person"), queryset=people)
        self.fields["template"] = forms.ModelChoiceField(
            label=_("Only agreements made of this template"),
            queryset=templates_in_use().order_by("key"),
            required=False,
            empty_label=_("All agreements"),
        )
        self.fields["valid_from"].initial = timezone.localdate()
        self.order_fields(["person", "what_for", "basis", "template", "valid_from", "valid_until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The end must not be before the start."))
        return cleaned
