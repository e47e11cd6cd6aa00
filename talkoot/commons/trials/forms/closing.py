"""Forms from the evaluation to the follow-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.kinds import Side
from talkoot.commons.trials.content.running import DecisionOutcome, Outcome, QuotePermission, StillInUse
from talkoot.commons.trials.models.closing import Quote, ResultPage, TrialDecision, TrialLesson
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainText, words_field


class ResultForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"] = words_field(
            ResultPage, "summary", municipality, rows=4, help_text=_("Everybody reads it. What was tried, with whom, and what came of it.")
        )
        self.fields["what_changed"] = words_field(ResultPage, "what_changed", municipality, rows=5)
        self.fields["next_step"] = words_field(ResultPage, "next_step", municipality, rows=3)


class LessonForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = words_field(TrialLesson, "title", municipality)
        self.fields["text"] = words_field(
            TrialLesson, "text", municipality, rows=4, help_text=_("For those who try something alike: what would you do otherwise?")
        )


class QuoteForm(CarefulForm):
    careful_fields = ("text",)
    text = PlainText(label=_("The words, as they were said"), max_length=600, rows=3)
    language = forms.ChoiceField(label=_("Language of the words"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_as"] = words_field(
            Quote, "said_as", municipality, help_text=_("For example: a participant of nine years. Never a name.")
        )


class QuotePermissionForm(forms.Form):
    permission = forms.ChoiceField(label=_("How does the permission stand?"), choices=QuotePermission.choices, widget=forms.RadioSelect)
    permitted_on = forms.DateField(label=_("Given on"), widget=NativeDate, required=False)


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("The decision"), choices=DecisionOutcome.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = words_field(
            TrialDecision,
            "reason",
            municipality,
            rows=5,
            help_text=_("Everybody reads it on the result page. It is never changed."),
        )


YES_NO = [("", _("We do not know")), ("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]


def yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, required=False, coerce=lambda value: value == "yes", empty_value=None, widget=forms.RadioSelect
    )


class FollowUpForm(CarefulForm):
    careful_fields = ("note",)
    in_use = forms.ChoiceField(label=_("Is it still in use?"), choices=StillInUse.choices, widget=forms.RadioSelect)
    has_sold = yes_no(_("Has it been sold to somebody?"))
    has_exported = yes_no(_("Has it been sold abroad?"))
    new_jobs_count = forms.IntegerField(label=_("New jobs"), min_value=0, max_value=100_000, required=False)
    has_funding = yes_no(_("Has it brought new funding?"))
    note = PlainText(label=_("In your own words"), max_length=2000, rows=4, required=False)

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        """What was sold is asked of the partner alone."""
        super().__init__(*args, **kwargs)
        if side != Side.PARTNER:
            for name in ("has_sold", "has_exported", "new_jobs_count", "has_funding"):
                del self.fields[name]
