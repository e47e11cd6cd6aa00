"""Forms from the kick-off to what follows the trial."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.outcomes import AfterChoice, KickOffSide, MilestoneKind, MilestoneState, ReportSide
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.evaluation import ProgrammeEvaluation
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate, NativeDateTime
from talkoot.kernel.ui.texts import PlainText, words_field
from talkoot.tools.questionnaires.forms.answering import AnswerForm
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion


def moment(text: str) -> datetime | None:
    """What a hidden field carried; a broken one is no moment, so that the action tells that the page has changed."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class SeenForm(forms.Form):
    """Carries which goals were on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def clean_seen(self) -> datetime | None:
        return moment(self.cleaned_data["seen"])


class GoalsForm(CarefulForm, SeenForm):
    careful_fields = ("goals",)
    goals = PlainText(
        label=_("What do we want answered, and how do we see that it succeeded?"),
        max_length=4000,
        rows=9,
        help_text=_(
            "Goal, baseline, measure and threshold, user groups, roles, weekly timetable, when it is stopped, who tells what to whom."
        ),
    )
    meets_at = forms.DateTimeField(label=_("Meeting on site"), widget=NativeDateTime, required=False)


def side_field(sides: Iterable[str]) -> forms.ChoiceField:
    """Hidden for who speaks for one side only."""
    mine = [(side.value, side.label) for side in KickOffSide if side in sides]
    if len(mine) == 1:
        return forms.ChoiceField(choices=mine, initial=mine[0][0], widget=forms.HiddenInput)
    return forms.ChoiceField(label=_("For which side"), choices=mine, widget=forms.RadioSelect)


class AgreeForm(SeenForm):
    def __init__(self, *args: Any, sides: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = side_field(sides)


class RefuseForm(CarefulForm):
    careful_fields = ("reason",)
    reason = PlainText(label=_("Why there is no shared view"), max_length=2000, rows=4)

    def __init__(self, *args: Any, sides: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"] = side_field(sides)


class MoreTimeForm(forms.Form):
    due_on = forms.DateField(label=_("Shared view by"), widget=NativeDate)


class MilestonesForm(forms.Form):
    """A sum and a day for each milestone; what has been approved stands."""

    def __init__(self, *args: Any, milestones: Iterable[Milestone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = {row.kind: row for row in milestones}
        self.kinds = [
            kind for kind in MilestoneKind if kind not in before or before[kind].state not in (MilestoneState.APPROVED, MilestoneState.PAID)
        ]
        for kind in self.kinds:
            row = before.get(kind)
            self.fields[f"sum_{kind}"] = forms.DecimalField(
                label=kind.label,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                required=False,
                localize=True,
                initial=row.sum if row else None,
                help_text=_("Euros without value added tax; empty when nothing is paid then."),
            )
            self.fields[f"due_{kind}"] = forms.DateField(
                label=_("Due on"), widget=NativeDate, required=False, initial=row.due_on if row else None
            )

    def values(self) -> dict[str, Any]:
        return {
            "sums": {kind.value: self.cleaned_data[f"sum_{kind}"] or 0 for kind in self.kinds},
            "due": {kind.value: self.cleaned_data[f"due_{kind}"] for kind in self.kinds},
        }


class PayForm(forms.Form):
    paid_on = forms.DateField(label=_("Paid on"), widget=NativeDate)
    reference = PlainText(label=_("Reference in the municipality's own system"), max_length=80)


class ReasonForm(CarefulForm):
    careful_fields = ("reason",)
    reason = PlainText(label=_("Reason"), max_length=500, rows=3)


class ReportForm(AnswerForm):
    """The questions of the model, answered by the team for the municipality: a named form without a round."""

    def __init__(self, *args: Any, version: QuestionnaireVersion, **kwargs: Any) -> None:
        super().__init__(*args, round=Round(version=version, is_anonymous=False), **kwargs)


class ReplyForm(CarefulForm):
    careful_fields = ("reason",)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_000)
    verdict = forms.ChoiceField(
        label=pgettext_lazy("report", "What do you say?"),
        choices=[("approve", _("I approve the report")), ("return", _("It must be mended first"))],
        widget=forms.RadioSelect,
    )
    reason = PlainText(label=_("What must be mended"), max_length=2000, rows=4, required=False)

    def __init__(self, *args: Any, sides: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {ReportSide.HOST: "host", ReportSide.MANAGER: "manager"}
        mine = [(side.value, side.label) for side, name in known.items() if name in sides]
        one = len(mine) == 1
        self.fields["side"] = forms.ChoiceField(
            label=_("For which side"),
            choices=mine,
            initial=mine[0][0] if one else None,
            widget=forms.HiddenInput if one else forms.RadioSelect,
        )
        self.order_fields(["side", "verdict", "reason"])


class AfterForm(forms.Form):
    choice = forms.ChoiceField(label=_("What happens"), choices=AfterChoice.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, municipality: Municipality, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grounds"] = words_field(
            AfterDecision,
            "grounds",
            municipality,
            rows=5,
            help_text=_("Compare with the threshold that was agreed before. Everybody reads it."),
        )
        self.fields["owner"] = OwnerField(label=_("Who sees to it"), queryset=owners)
        self.fields["due_on"] = forms.DateField(label=_("Done by"), widget=NativeDate)
        self.fields["procurement_reference"] = PlainText(
            label=_("Reference of the procurement"), max_length=120, required=False, help_text=_("When the municipality buys.")
        )


class OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return obj.name


class DoneForm(CarefulForm):
    careful_fields = ("note",)
    note = PlainText(label=_("What was done"), max_length=2000, rows=4)
    procurement_reference = PlainText(label=_("Reference of the procurement"), max_length=120, required=False)


class HandOverForm(forms.Form):
    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(label=_("Who sees to it from now on"), queryset=owners)


class EvaluationForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, evaluation: ProgrammeEvaluation | None, **kwargs: Any) -> None:
        texts = {"summary": 5, "findings": 16, "next_round": 6}
        if evaluation is not None:
            kwargs["initial"] = {name: getattr(evaluation, name) for name in texts}
        super().__init__(*args, **kwargs)
        for name, rows in texts.items():
            self.fields[name] = words_field(ProgrammeEvaluation, name, municipality, rows=rows)
            self.fields[name].required = False
        self.fields["upload"] = UploadField(label=_("The whole report as a file"), required=False)
