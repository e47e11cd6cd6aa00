"""Forms of the plan: three short steps, groups, sessions, the answer of a side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import PLAN_SIDES, Side, UsersRole
from talkoot.commons.trials.models.plan import PlanVersion
from talkoot.commons.trials.models.trial import Group
from talkoot.kernel.people.models.organisation import Membership, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate, NativeTime, RadioCards

ROLES: dict[str, Any] = {
    UsersRole.FOR: _("They try what others make and say what they think of it."),
    UsersRole.WITH: _("They make it together with the partner: ideas, choices, testing."),
    UsersRole.BY: _("They make it themselves; the partner and the adults help."),
}


class PlanStep(CarefulForm):
    """A step of the plan: some fields of the draft."""

    long_texts: dict[str, int] = {}

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name == "is_harmless":
                continue
            field.initial = getattr(version, name)
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.TextInput):
                field.widget.attrs["rows"] = self.long_texts.get(name, 3)
            if isinstance(field, forms.CharField):
                field.widget.attrs["lang"] = version.language

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "is_harmless"}


def long(label: Any, help_text: Any = "", limit: int = 2000) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=limit, widget=forms.Textarea)


class GoalsForm(PlanStep):
    """Both sides answer the same question, each for itself: then it is seen whether they want the same."""

    goals_of_host = long(_("What does the unit want to gain?"), _("What should those who use it learn or get?"), 4000)
    goals_of_partner = long(_("What does the partner want to find out?"), _("Which question should the trial answer?"), 4000)
    success = long(_("How do we know that it succeeded?"), _("One sentence that can be checked afterwards."))
    users_role = forms.ChoiceField(label=_("How do the users take part?"), choices=UsersRole.choices, widget=RadioCards(descriptions=ROLES))

    careful_fields = ("goals_of_host", "goals_of_partner", "success")


class TimeForm(PlanStep):
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=NativeDate)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=NativeDate)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    hours_budget = forms.DecimalField(
        label=_("Hours of one adult at most"),
        required=False,
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=1,
        help_text=_("For everything, also preparing. The sessions must fit into it."),
    )
    preparing_minutes = forms.IntegerField(label=_("Minutes of preparing for one session"), min_value=0, max_value=600)
    substitutes = long(_("Substitutes, and who pays for them"))
    equipment = long(_("Equipment, and whose it is"))
    materials = long(_("Materials"))

    careful_fields = ("substitutes", "equipment", "materials")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end must not be before the start."))
        return cleaned


class SafetyForm(PlanStep):
    feedback = long(_("How is feedback asked in each group?"))
    criteria = long(_("What is evaluated, and how?"), "", 4000)
    mid_review_on = forms.DateField(label=_("Mid review on"), required=False, widget=NativeDate)
    evaluation_on = forms.DateField(label=_("Evaluation ready on"), required=False, widget=NativeDate)
    stop_conditions = long(_("When do we stop?"), _("Either side may stop at once when somebody's safety asks for it."))
    risks = long(_("Risks, and what is done about them"), "", 4000)
    communication = long(_("What is told, to whom and when?"))
    is_research = forms.BooleanField(
        label=_("This is also research"),
        required=False,
        help_text=_("A study or a research report is made of it: then a research permit is needed first."),
    )
    research_permit = forms.CharField(label=_("Number of the research permit"), required=False, max_length=80)

    careful_fields = ("feedback", "criteria", "stop_conditions", "risks", "communication")


PLAN_STEPS: dict[str, tuple[Any, type[PlanStep]]] = {
    "goals": (_("Goals"), GoalsForm),
    "time": (_("Time, place and hours"), TimeForm),
    "safety": (_("Feedback, evaluation and safety"), SafetyForm),
}


class ProposePlanForm(CarefulForm):
    change_summary = forms.CharField(
        label=_("What changed since the version before?"), required=False, max_length=500, help_text=_("A sentence for the other side.")
    )
    careful_fields = ("change_summary",)


class SideForm(forms.Form):
    """Asks for the side only of a person who belongs to both."""

    def __init__(self, *args: Any, sides: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [side for side in PLAN_SIDES if side in sides]
        if len(own) > 1:
            self.fields["side"] = forms.ChoiceField(
                label=_("For which side do you speak?"), choices=[(side, Side(side).label) for side in own], widget=forms.RadioSelect
            )


class AskChangeForm(CarefulForm, SideForm):
    text = forms.CharField(label=_("What should be changed?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    careful_fields = ("text",)


class GroupForm(forms.Form):
    label = forms.CharField(
        label=_("Name of the group"), max_length=40, help_text=_("“5B” or “Tuesday's group”. Never names of those who are in it.")
    )
    headcount = forms.IntegerField(label=_("How many are they?"), min_value=1, max_value=2000)
    age_from = forms.IntegerField(label=_("Youngest, in years"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Oldest, in years"), required=False, min_value=0, max_value=120)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=None, empty_label=None)  # type: ignore[var-annotated]
    adult = forms.ModelChoiceField(  # type: ignore[var-annotated]
        label=_("Responsible adult of the unit"),
        queryset=None,
        required=False,
        empty_label=_("Not known yet"),
        help_text=_("Always present when the group takes part."),
    )

    def __init__(self, *args: Any, units: list[int], group: Group | None = None, **kwargs: Any) -> None:
        if group is not None:
            kwargs.setdefault("initial", {name: getattr(group, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        chosen = Unit.objects.filter(pk__in=units).order_by("pk")
        self.fields["unit"].queryset = chosen  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0]
        staff = Membership.objects.filter(unit__in=units).values("person")
        self.fields["adult"].queryset = Person.objects.filter(pk__in=staff, is_active=True).order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        youngest, oldest = cleaned.get("age_from"), cleaned.get("age_to")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_to", _("The oldest must not be younger than the youngest."))
        return cleaned


class SessionForm(CarefulForm):
    held_on = forms.DateField(label=_("Date"), widget=NativeDate)
    begins_at = forms.TimeField(label=_("Begins at"), required=False, widget=NativeTime)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=45)
    group = forms.ModelChoiceField(label=_("Group"), queryset=None, required=False, empty_label=_("All groups together"))  # type: ignore[var-annotated]
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    topic = forms.CharField(label=_("What is done?"), required=False, max_length=200)
    is_sure = forms.BooleanField(label=_("Plan it on this day all the same"), required=False, widget=forms.HiddenInput)

    careful_fields = ("topic",)

    def __init__(self, *args: Any, groups: Any, calendar: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.calendar = calendar

    def clean(self) -> dict[str, Any]:
        """A holiday is a warning, said once: libraries and events live by other days."""
        cleaned = super().clean()
        day = cleaned.get("held_on")
        if day and (why := self.calendar.holiday_on(day)) and not cleaned.get("is_sure"):
            self.fields["is_sure"].widget = forms.CheckboxInput()
            self.add_error("held_on", ValidationError(_("The unit has a day off then: %(why)s."), params={"why": why}))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("held_on", "begins_at", "minutes", "group", "place", "topic")}
