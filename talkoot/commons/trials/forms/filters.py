from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.kinds import PUBLIC, State
from talkoot.kernel.people.models.organisation import UnitKind
from talkoot.kernel.search.queries import narrow

ANY = [("", _("All"))]


class TrialFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=pgettext_lazy("trial", "State"), required=False, choices=[*ANY, *((state.value, state.label) for state in PUBLIC)]
    )
    unit_kind = forms.ChoiceField(label=_("Kind of unit"), required=False, choices=[*ANY, *UnitKind.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        if chosen.get("state"):
            queryset = queryset.filter(state=chosen["state"])
        if chosen.get("unit_kind"):
            queryset = queryset.filter(unit__kind=chosen["unit_kind"])
        return queryset


class OwnTrialFilter(TrialFilter):
    state = forms.ChoiceField(label=pgettext_lazy("trial", "State"), required=False, choices=[*ANY, *State.choices])
