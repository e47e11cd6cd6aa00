from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.queries import narrow
from talkoot.overviews.showcase.content.kinds import Kind
from talkoot.overviews.showcase.models.project import Programme
from talkoot.tools.themes.models import Theme

ANY = [("", _("All"))]


class ProjectFilter(forms.Form):
    """Filters of the public list; over all municipalities with one for the municipality."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *Theme.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ANY, *Kind.choices])
    programme = forms.ChoiceField(label=_("Programme"), required=False)
    language = forms.ChoiceField(label=_("Can be read in"), required=False, choices=[*ANY, *settings.LANGUAGES])

    def __init__(self, *args: Any, programmes: list[Programme], municipalities: list[Municipality] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_slug = {programme.slug: str(programme) for programme in programmes}
        self.fields["programme"].choices = [*ANY, *sorted(by_slug.items(), key=lambda pair: pair[1].casefold())]  # type: ignore[attr-defined]
        if not by_slug:
            del self.fields["programme"]
        if municipalities is not None:
            choices = [*ANY, *((m.slug, str(m)) for m in municipalities)]
            self.fields["municipality"] = forms.ChoiceField(label=_("Municipality"), required=False, choices=choices)

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        if chosen.get("theme"):
            queryset = queryset.filter(themes__contains=[chosen["theme"]])
        if chosen.get("kind"):
            queryset = queryset.filter(kind=chosen["kind"])
        if chosen.get("programme"):
            queryset = queryset.filter(programme__slug=chosen["programme"])
        if chosen.get("language"):
            queryset = queryset.filter(story__has_key=chosen["language"])
        if chosen.get("municipality"):
            queryset = queryset.filter(municipality__slug=chosen["municipality"])
        return queryset
