from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.handing_over import CHECKLIST
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import people_known_here


class BeginHandOverForm(forms.Form):
    to_operator = forms.ModelChoiceField(queryset=None, label=_("New operator"))  # type: ignore[var-annotated]
    to_person = forms.ModelChoiceField(  # type: ignore[var-annotated]
        queryset=None, label=_("Person of the new operator"), help_text=_("She sees everything of the place from now on.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_operator"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order")  # type: ignore[attr-defined]
        self.fields["to_person"].queryset = people_known_here()  # type: ignore[attr-defined]


class ChecklistForm(forms.Form):
    done = forms.MultipleChoiceField(
        label=_("What has been done"), required=False, choices=list(CHECKLIST.items()), widget=forms.CheckboxSelectMultiple
    )
