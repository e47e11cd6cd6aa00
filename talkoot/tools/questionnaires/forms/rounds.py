"""Forms of rounds and codes, and the filter of the list of rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.ui.forms import NativeDateTime, RadioCards
from talkoot.tools.questionnaires.content.kinds import SPLITS, Audience, State
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion


class RoundFilter(forms.Form):
    state = forms.ChoiceField(label=pgettext_lazy("round", "State"), required=False, choices=[("", _("All")), *State.choices])
    audience = forms.ChoiceField(label=_("Who answers"), required=False, choices=[("", _("All")), *Audience.choices])

    def narrow(self, rounds: QuerySet[Round]) -> QuerySet[Round]:
        return rounds.filter(**{name: value for name, value in self.cleaned_data.items() if value})


def title_fields(languages: list[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "title": TranslatedFormField(
            languages=languages, max_length=160, label=_("Name"), help_text=_("Shown to those who answer, for example: How was the trial?")
        ),
        "intro": TranslatedFormField(
            languages=languages,
            max_length=1000,
            required=False,
            widget=forms.Textarea,
            label=_("To those who answer"),
            help_text=_("Why you ask, and what comes of it. Two sentences are enough."),
        ),
    }


class ClosesField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Closes"), required=False, widget=NativeDateTime, help_text=_("Leave it empty to close the round by hand."), **kwargs
        )


class RoundForm(forms.Form):
    """Opening a round of one's own, about nothing in particular; other apps open those about their own things."""

    def __init__(self, *args: Any, languages: list[tuple[str, str]], versions: QuerySet[QuestionnaireVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.ChoiceField(
            label=_("Questionnaire"), choices=[(str(version.pk), str(version.questionnaire)) for version in versions]
        )
        self.versions = {str(version.pk): version for version in versions}
        self.fields |= title_fields(languages)
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who answers"), choices=Audience.choices, help_text=_("Pupils under ten see one question at a time.")
        )
        self.fields["is_anonymous"] = forms.ChoiceField(
            label=_("Under which name"),
            choices=[("yes", _("Anonymously")), ("no", _("Under their own names"))],
            initial="yes",
            widget=RadioCards(
                descriptions={
                    "yes": _("By code or signed in; nothing leads from an answer to the person."),
                    "no": _("Signed in; whoever may read the answers sees who gave them."),
                }
            ),
        )
        self.fields["split_fields"] = forms.MultipleChoiceField(
            label=_("Results may be split by"),
            choices=list(zip(SPLITS, (pgettext_lazy("split", "language"), pgettext_lazy("split", "group")), strict=True)),
            initial=list(SPLITS),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("A part of fewer than five is never shown."),
        )
        self.fields["opens_at"] = forms.DateTimeField(
            label=_("Opens"), required=False, widget=NativeDateTime, help_text=_("Leave it empty to open the round now.")
        )
        self.fields["closes_at"] = ClosesField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "version" in cleaned:
            cleaned["version"] = self.versions[cleaned["version"]]
        cleaned["is_anonymous"] = cleaned.get("is_anonymous") == "yes"
        return cleaned


class RoundChangeForm(forms.Form):
    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= title_fields(languages)
        self.fields["closes_at"] = ClosesField()


class CodeMakeForm(forms.Form):
    group = forms.CharField(
        label=_("Group"), required=False, max_length=80, help_text=_("For example 5B. Never the name of a person: results are split by it.")
    )
    limit = forms.IntegerField(
        label=_("Answers at most"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("How many are in the group, and a few more for those who start again. Leave it empty for no limit."),
    )


class SingleCodesForm(forms.Form):
    group = forms.CharField(label=_("Group"), required=False, max_length=80, help_text=_("For example 5B. Never the name of a person."))
    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=500, help_text=_("Each code is for one answer."))
