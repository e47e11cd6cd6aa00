from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.search.queries import narrow
from talkoot.overviews.showcase.content.file_format import LARGEST_FILE
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.queries.projects import lacking


class WorkFilter(forms.Form):
    """Filters of the workbench. Archived projects are shown when they are asked for."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All but archived")), *State.choices])
    missing = forms.ChoiceField(label=_("Missing in"), required=False)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        self.fields["missing"].choices = [("", _("No matter")), *((code, names[code]) for code in languages)]  # type: ignore[attr-defined]

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        queryset = queryset.filter(state=chosen["state"]) if chosen.get("state") else queryset.exclude(state=State.ARCHIVED)
        return queryset.filter(lacking([chosen["missing"]])) if chosen.get("missing") else queryset


class ProjectsFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A JSON file that Talkoot exported, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send the projects in several files."))
        return file
