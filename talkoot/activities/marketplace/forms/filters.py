from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import Degree, Kind, Level, Sought, State, Subject
from talkoot.kernel.search.queries import narrow
from talkoot.tools.themes.models import Theme

ANY = [("", _("All"))]


class ListingFilter(forms.Form):
    """Filters of the public lists."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    level = forms.ChoiceField(label=_("Level or place"), required=False, choices=[*ANY, *Level.choices])
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[*ANY, *settings.LANGUAGES])
    subject = forms.ChoiceField(label=_("Subject"), required=False, choices=[*ANY, *Subject.choices])
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *Theme.choices])
    sought = forms.ChoiceField(label=_("What is sought"), required=False, choices=[*ANY, *Sought.choices])
    degree = forms.ChoiceField(label=_("How users take part"), required=False, choices=[*ANY, *Degree.choices])
    area = forms.CharField(label=_("Area"), required=False, max_length=120)

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        for name, column in (
            ("level", "levels"),
            ("language", "languages"),
            ("subject", "subjects"),
            ("theme", "themes"),
            ("sought", "sought"),
        ):
            if chosen.get(name):
                queryset = queryset.filter(**{f"{column}__contains": [chosen[name]]})
        if chosen.get("degree"):
            queryset = queryset.filter(degree=chosen["degree"])
        if chosen.get("area"):
            queryset = queryset.filter(area__iexact=chosen["area"].strip())
        return narrow(queryset, chosen["q"]) if chosen.get("q") else queryset


class WorkFilter(forms.Form):
    """Filters of the coordinators' list."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=pgettext_lazy("marketplace", "Need or idea"), required=False, choices=[*ANY, *Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *State.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        equal = {name: chosen[name] for name in ("kind", "state") if chosen.get(name)}
        queryset = queryset.filter(**equal)
        return narrow(queryset, chosen["q"]) if chosen.get("q") else queryset


class UnitFilter(forms.Form):
    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[*ANY, *settings.LANGUAGES])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            # In any of its languages.
            named = Q()
            for code, _name in settings.LANGUAGES:
                named |= Q(**{f"name__{code}__icontains": chosen["q"]})
            queryset = queryset.filter(named)
        if chosen.get("language"):
            queryset = queryset.filter(languages__contains=[chosen["language"]])
        return queryset
