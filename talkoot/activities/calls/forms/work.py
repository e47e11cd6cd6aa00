"""Forms of coordinators and hosts: programme, challenge, call, criteria, deadline, answers, eligibility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.models.call import Call, CallCriterion
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme, ProgrammeDate
from talkoot.activities.calls.models.questions import Question
from talkoot.activities.calls.queries.programmes import possible_hosts
from talkoot.commons.places.queries.places import published_places
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import people_known_here
from talkoot.kernel.ui.forms import NativeDate, NativeDateTime
from talkoot.kernel.ui.texts import PlainText, PlainWords, WordsForm, languages_of
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.themes.models import Theme

MOST_CHOICES = 500


class ProgrammeForm(WordsForm):
    hosts = forms.ModelMultipleChoiceField(  # type: ignore[var-annotated]
        queryset=None,
        label=_("Hosts"),
        help_text=_("Units in which something may be tried."),
        widget=forms.CheckboxSelectMultiple,
    )
    evaluator_organisation = forms.ModelChoiceField(queryset=None, label=_("Outside evaluator"), required=False)  # type: ignore[var-annotated]
    themes = forms.MultipleChoiceField(label=_("Themes"), required=False, choices=Theme.choices, widget=forms.CheckboxSelectMultiple)

    long_texts = {"charter": 6}

    class Meta:
        model = Programme
        fields = [
            "name",
            "charter",
            "hosts",
            "legal_form",
            "budget_total",
            "ceiling",
            "shortest_days",
            "longest_days",
            "starts_on",
            "ends_on",
            "funding",
            "evaluator_organisation",
            "evaluator",
            "owner",
            "themes",
        ]
        labels = {
            "name": pgettext_lazy("programme", "Name"),
            "charter": _("Charter: why, how and for whom"),
            "legal_form": _("In which form is it paid?"),
            "budget_total": _("Budget of the whole programme, euros without VAT"),
            "ceiling": _("At most for one trial, euros without VAT"),
            "shortest_days": _("Shortest trial, days"),
            "longest_days": _("Longest trial, days"),
            "starts_on": _("The programme begins"),
            "ends_on": _("The programme ends"),
            "funding": _("Where the money comes from"),
            "evaluator": _("Person who evaluates"),
            "owner": _("Owner of the programme"),
        }
        widgets = {"starts_on": NativeDate(), "ends_on": NativeDate()}

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        self.fields["hosts"].queryset = possible_hosts()  # type: ignore[attr-defined]
        self.fields["evaluator_organisation"].queryset = Organisation.objects.filter(is_active=True).order_by("name_order")  # type: ignore[attr-defined]
        for name in ("evaluator", "owner"):
            self.fields[name].queryset = people_known_here()  # type: ignore[attr-defined]


class DayForm(WordsForm):
    class Meta:
        model = ProgrammeDate
        fields = ["on", "title"]
        labels = {"on": _("Day"), "title": _("What happens")}
        widgets = {"on": NativeDate()}


class ChallengeForm(WordsForm):
    # Without a municipality in force there are no units, so the choices come in __init__.
    unit = forms.ModelChoiceField(queryset=None, label=pgettext_lazy("fast trials", "Host"))  # type: ignore[var-annotated]
    place = forms.ModelChoiceField(queryset=None, label=_("Place"), required=False)  # type: ignore[var-annotated]

    long_texts = {
        "need": 5,
        "situation": 4,
        "affected": 2,
        "wanted_change": 3,
        "constraints": 3,
        "offers": 3,
        "open_questions": 3,
    }

    class Meta:
        model = Challenge
        fields = [
            "title",
            "need",
            "situation",
            "affected",
            "affected_count",
            "wanted_change",
            "constraints",
            "unit",
            "place",
            "offers",
            "offered_hours",
            "open_questions",
            "contact",
            "after_owner",
        ]
        labels = {
            "title": pgettext_lazy("text", "Title"),
            "need": _("The need in the users' own words"),
            "situation": _("How is it today?"),
            "affected": _("Whom does it concern?"),
            "affected_count": _("How many people does it concern?"),
            "wanted_change": _("What should change?"),
            "constraints": _("What limits are there: space, ICT, safety, data?"),
            "offers": _("What does the host offer: space, users, data?"),
            "offered_hours": _("Hours of the host's staff"),
            "open_questions": _("What is still open?"),
            "contact": _("Contact of the host"),
            "after_owner": _("Who decides what follows the trial?"),
        }
        help_texts = {
            "need": _("“I do not find the right door and dare not ask.” Never a solution."),
            "after_owner": _("Named before the trial, so that somebody does decide."),
        }

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        self.fields["unit"].queryset = possible_hosts()  # type: ignore[attr-defined]
        self.fields["place"].queryset = published_places().filter(municipality=municipality)  # type: ignore[attr-defined]
        for name in ("contact", "after_owner"):
            self.fields[name].queryset = people_known_here()  # type: ignore[attr-defined]


class ChecklistForm(forms.Form):
    """A checklist of the model: which of its points hold."""

    def __init__(self, *args: Any, items: Iterable[Mapping[str, Any]], holding: Mapping[str, bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[item["key"]] = forms.BooleanField(
                label=str(Words(item["text"])), required=False, initial=bool(holding.get(item["key"]))
            )

    def holding(self) -> list[str]:
        return [item["key"] for item in self.items if self.cleaned_data.get(item["key"])]


class CallForm(WordsForm):
    challenges = forms.ModelMultipleChoiceField(  # type: ignore[var-annotated]
        queryset=None,
        label=pgettext_lazy("fast trials", "Challenges"),
        widget=forms.CheckboxSelectMultiple,
    )

    agreement = forms.ModelChoiceField(queryset=None, label=_("Draft of the agreement"), required=False)  # type: ignore[var-annotated]

    long_texts = {"text": 6, "tie_text": 2, "appeal_text": 4}

    class Meta:
        model = Call
        fields = [
            "title",
            "text",
            "challenges",
            "opens_at",
            "questions_until",
            "closes_at",
            "info_session_at",
            "info_session",
            "ceiling",
            "budget",
            "shortest_days",
            "longest_days",
            "agreement",
            "tie_text",
            "appeal_text",
            "is_blind",
            "reviews_wanted",
            "contact",
        ]
        labels = {
            "title": pgettext_lazy("text", "Title"),
            "text": _("Invitation"),
            "opens_at": _("The call opens"),
            "questions_until": _("Questions are taken until"),
            "closes_at": _("Deadline of applications"),
            "info_session_at": _("Information session"),
            "info_session": _("Where is the information session?"),
            "ceiling": _("At most for one trial, euros without VAT"),
            "budget": _("Money of this call, euros without VAT"),
            "shortest_days": _("Shortest trial, days"),
            "longest_days": _("Longest trial, days"),
            "tie_text": _("What decides between equal scores?"),
            "appeal_text": _("How can the decision be appealed?"),
            "is_blind": _("The jury does not see who applies"),
            "reviews_wanted": _("Reviews of each application"),
            "contact": _("Whom to ask"),
        }
        help_texts = {
            "questions_until": _("A week before the deadline is usual, so that everybody has time to read the answers."),
            "closes_at": _("To the second, by the clock of the server. Four weeks after the opening is usual."),
        }
        widgets = {
            "opens_at": NativeDateTime(),
            "questions_until": NativeDateTime(),
            "closes_at": NativeDateTime(),
            "info_session_at": NativeDateTime(),
        }

    def __init__(self, *args: Any, municipality: Municipality, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, municipality=municipality, **kwargs)
        self.fields["challenges"].queryset = Challenge.objects.filter(programme=programme).order_by("pk")  # type: ignore[attr-defined]
        self.fields["challenges"].required = False
        published = TemplateVersion.objects.filter(state="published").select_related("template").order_by("template", "-number")
        self.fields["agreement"].queryset = published  # type: ignore[attr-defined]
        self.fields["agreement"].empty_label = _("That of the operating model")  # type: ignore[attr-defined]
        self.fields["contact"].queryset = people_known_here()  # type: ignore[attr-defined]


class CriterionForm(forms.ModelForm):
    class Meta:
        model = CallCriterion
        fields = ["weight", "minimum"]
        labels = {"weight": _("Weight"), "minimum": _("Least score that is enough")}
        help_texts = {"minimum": _("Left empty there is none.")}


class DeadlineForm(forms.Form):
    closes_at = forms.DateTimeField(label=_("New deadline"), widget=NativeDateTime())

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = PlainWords(
            languages=languages_of(municipality),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=1000,
            label=_("Why does the deadline move?"),
            help_text=_("Published on the page of the call, and sent to everybody who follows it."),
        )


class ReasonForm(forms.Form):
    reason = PlainText(label=_("Reason"), rows=3, max_length=1000)


class AnswerForm(forms.Form):
    """An answer for everybody; the question may be trimmed of what tells who asks."""

    def __init__(self, *args: Any, municipality: Municipality, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, longest, rows in (
            ("public_text", _("The question as it is published"), 2000, 3),
            ("answer", _("Answer"), 4000, 5),
        ):
            self.fields[name] = PlainWords(
                languages=languages_of(municipality), widget=forms.Textarea(attrs={"rows": rows}), max_length=longest, label=label
            )
        self.fields["public_text"].initial = Words({question.language: question.text})
        self.fields["public_text"].required = False
        self.fields["public_text"].help_text = str(_("Take away what tells who asks. An empty one is published as it was asked."))


class EligibilityForm(forms.Form):
    """Every point of the checklist passes or fails; a failing one has its reason."""

    def __init__(
        self,
        *args: Any,
        items: Iterable[Mapping[str, Any]],
        points: Mapping[str, str],
        reasons: Mapping[str, str],
        is_change: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            key = item["key"]
            self.fields[key] = forms.ChoiceField(
                label=str(Words(item["text"])),
                choices=[("pass", _("Holds")), ("fail", _("Does not hold"))],
                widget=forms.RadioSelect,
                initial=points.get(key),
            )
            self.fields[f"{key}-reason"] = PlainText(
                label=_("Why does it not hold?"), required=False, max_length=1000, initial=reasons.get(key, "")
            )
        if is_change:
            self.fields["change_reason"] = PlainText(label=_("Why is the check changed?"), required=False, max_length=1000)

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        keys = [item["key"] for item in self.items]
        return {
            "points": {key: chosen[key] for key in keys},
            "reasons": {key: chosen[f"{key}-reason"] for key in keys if chosen.get(f"{key}-reason")},
            "change_reason": chosen.get("change_reason", ""),
        }
