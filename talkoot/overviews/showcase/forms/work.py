from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.search.queries import narrow
from talkoot.overviews.showcase.content.file_format import LARGEST_FILE
from talkoot.overviews.showcase.content.kinds import State


class WorkFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *State.choices])
    missing = forms.ChoiceField(label=_("Missing in"), required=False)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["missing"].choices = [("", _("No matter")), *((code, names[code]) for code in languages)]  # type: ignore[attr-defined]

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        if chosen.get("state"):
            queryset = queryset.filter(state=chosen["state"])
        if code := chosen.get("missing"):
            queryset = queryset.filter(~Q(title__has_key=code) | ~Q(summary__has_key=code) | ~Q(story__has_key=code))
        return queryset


class ProjectsFileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("A JSON file that Talkoot exported, at most 5 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send the projects in several files."))
        return file
