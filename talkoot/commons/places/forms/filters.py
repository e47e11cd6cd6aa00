from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.kinds import PlaceKind, Service
from talkoot.commons.places.content.open_now import OPEN_NOW
from talkoot.commons.places.models.place import UserGroup
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.search.queries import narrow
from talkoot.tools.themes.models import Theme

ANY = [("", _("All"))]


class PlaceFilter(forms.Form):
    """Filters of the catalogue; over all municipalities with one for the municipality."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    theme = forms.ChoiceField(label=_("Theme"), required=False, choices=[*ANY, *Theme.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ANY, *PlaceKind.choices])
    service = forms.ChoiceField(label=_("Offers"), required=False, choices=[*ANY, *Service.choices])
    users = forms.CharField(label=_("User group"), required=False, max_length=80)
    language = forms.ChoiceField(label=_("One can work in"), required=False, choices=[*ANY, *settings.LANGUAGES])

    def __init__(self, *args: Any, municipalities: list[Municipality] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if OPEN_NOW:
            kinds = [*ANY, *((kind.code, kind.label) for kind in OPEN_NOW.values())]
            self.fields["open"] = forms.ChoiceField(label=_("Open now"), required=False, choices=kinds)
        if municipalities is not None:
            choices = [*ANY, *((m.slug, str(m)) for m in municipalities)]
            self.fields["municipality"] = forms.ChoiceField(label=_("Municipality"), required=False, choices=choices)

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.cleaned_data
        if chosen.get("q"):
            queryset = narrow(queryset, chosen["q"])
        for name, column in (("theme", "themes"), ("service", "services"), ("language", "languages")):
            if chosen.get(name):
                queryset = queryset.filter(**{f"{column}__contains": [chosen[name]]})
        if chosen.get("kind"):
            queryset = queryset.filter(kind=chosen["kind"])
        if users := chosen.get("users", "").strip():
            groups = UserGroup.objects.filter(place=OuterRef("pk"))
            named = (
                groups.filter(name__fi__icontains=users)
                | groups.filter(name__sv__icontains=users)
                | groups.filter(name__en__icontains=users)
            )
            queryset = queryset.filter(Exists(named))
        if chosen.get("open"):
            queryset = queryset.filter(pk__in=OPEN_NOW[chosen["open"]].place_ids())
        if chosen.get("municipality"):
            queryset = queryset.filter(municipality__slug=chosen["municipality"])
        return queryset
