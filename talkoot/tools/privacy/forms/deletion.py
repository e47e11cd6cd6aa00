"""Forms of clocks, certificates and counts of consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate
from talkoot.tools.privacy.actions.deletion import LARGEST_COUNT
from talkoot.tools.privacy.forms.widgets import Lines


class ClockFilter(forms.Form):
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("Running")), ("late", _("Run out")), ("done", _("Deleted")), ("all", _("All"))],
    )

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standing = self.cleaned_data.get("standing")
        if standing == "late":
            return queryset.filter(done_at=None, runs_until__lt=timezone.localdate())
        if standing == "done":
            return queryset.filter(done_at__isnull=False)
        return queryset if standing == "all" else queryset.filter(done_at=None)


class ClockForm(CarefulForm):
    careful_fields = ("what",)
    what = forms.CharField(label=_("Which data?"), max_length=300, help_text=_("For example: pupils' accounts and answers."))
    organisation = forms.ModelChoiceField(queryset=None, label=_("Who holds them?"), required=False)  # type: ignore[var-annotated]
    runs_until = forms.DateField(label=_("Runs until"), widget=NativeDate)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = organisations
        choice.empty_label = _("The municipality itself")


class CertificateForm(CarefulForm):
    careful_fields = ("what", "where", "how", "kept")
    organisation = forms.ModelChoiceField(queryset=None, label=_("For whom do you certify?"), required=False)  # type: ignore[var-annotated]
    is_nothing_collected = forms.BooleanField(
        label=_("No personal data arose"), required=False, help_text=_("Then the next three questions stay empty.")
    )
    what = forms.CharField(label=_("What was deleted?"), required=False, max_length=2000, widget=Lines(3))
    where = forms.CharField(
        label=_("From where?"),
        required=False,
        max_length=2000,
        widget=Lines(3),
        help_text=_("Every system, backups and subcontractors included."),
    )
    how = forms.CharField(label=_("How?"), required=False, max_length=2000, widget=Lines(3))
    deleted_on = forms.DateField(label=_("Deleted on"), widget=NativeDate)
    kept = forms.CharField(label=_("Was anything kept, and why?"), required=False, max_length=2000, widget=Lines(2))
    is_true = forms.BooleanField(label=_("I certify this for the organisation. It cannot be changed afterwards."))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], is_official: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["organisation"]
        choice.queryset = organisations
        choice.empty_label = _("The municipality itself")
        # Whoever speaks for one organisation only is not asked which.
        choice.required = not is_official
        mine = list(organisations[:2])
        if not is_official and len(mine) == 1:
            choice.initial, choice.widget = mine[0].pk, forms.HiddenInput()


class ConsentForm(forms.Form):
    group_label = forms.CharField(label=_("Group"), max_length=80, help_text=_("The class or group, for example 5B. Never a name."))
    asked = forms.IntegerField(label=_("How many were asked?"), min_value=0, max_value=LARGEST_COUNT)
    given = forms.IntegerField(label=_("How many gave consent?"), min_value=0, max_value=LARGEST_COUNT)
    refused = forms.IntegerField(label=_("How many refused?"), min_value=0, max_value=LARGEST_COUNT)
    has_alternative = forms.BooleanField(
        label=_("An equal activity is arranged for those who do not take part"),
        required=False,
        help_text=_("It sets nobody apart and is marked nowhere."),
    )
