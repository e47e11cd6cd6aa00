from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.states import CallState
from talkoot.kernel.search.queries import narrow
from talkoot.kernel.ui.texts import PlainText
from talkoot.tools.themes.models import Theme

ANY = [("", _("All"))]
OPEN, COMING, PAST = "open", "coming", "past"


class CallFilter(forms.Form):
    """Filters of the public list, of the feeds and of the calendar."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    when = forms.ChoiceField(
        label=_("When"), required=False, choices=[*ANY, (OPEN, _("Open now")), (COMING, _("Opening later")), (PAST, _("Closed"))]
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *Theme.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen, now = self.cleaned_data, timezone.now()
        if chosen.get("when") == OPEN:
            queryset = queryset.filter(state=CallState.PUBLISHED, opens_at__lte=now, closes_at__gte=now)
        elif chosen.get("when") == COMING:
            queryset = queryset.filter(state=CallState.PUBLISHED, opens_at__gt=now)
        elif chosen.get("when") == PAST:
            queryset = queryset.filter(closes_at__lt=now)
        if chosen.get("theme"):
            queryset = queryset.filter(programme__themes__contains=[chosen["theme"]])
        return narrow(queryset, chosen["q"]) if chosen.get("q") else queryset


class WorkFilter(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *CallState.choices])

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("state"):
            queryset = queryset.filter(state=chosen["state"])
        return narrow(queryset, chosen["q"]) if chosen.get("q") else queryset


class QuestionForm(forms.Form):
    text = PlainText(
        label=_("Your question"),
        rows=4,
        max_length=2000,
        help_text=_("Question and answer are published for everybody. It is never shown who asked: leave your name and your idea out."),
    )
