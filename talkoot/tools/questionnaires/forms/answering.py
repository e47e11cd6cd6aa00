"""The form that a version of a questionnaire makes: one control for each question, checked as the action checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.traces import traces_in
from talkoot.kernel.ui.careful import told
from talkoot.tools.questionnaires.content.answers import LONGEST_ANSWER, checked
from talkoot.tools.questionnaires.content.questions import ready_answers
from talkoot.tools.questionnaires.forms.widgets import Faces, MatrixField, Scale, face_choices
from talkoot.tools.questionnaires.models.rounds import Round

PREFIX = "q-"


@dataclass(frozen=True)
class Asked:
    """A question as the page draws it. shown_if: the name of the earlier control and the values by which this one is shown."""

    number: int
    key: str
    field: BoundField
    shown_if: str
    any_of: str
    next: str


def field_of(question: Mapping[str, Any]) -> forms.Field:
    words: dict[str, Any] = {"label": Words(question["text"]), "help_text": Words(question["help"] or {}), "required": False}
    kind = question["kind"]
    if kind == "smileys":
        return forms.CharField(widget=Faces(choices=face_choices(question["scale"])), **words)
    if kind in ("scale", "matrix"):
        scale = question["scale"]
        choices = [(str(step), str(step)) for step, _label in ready_answers(question)]
        ends = (str(Words(scale["min_label"] or {})), str(Words(scale["max_label"] or {})))
        if kind == "matrix":
            return MatrixField(question["rows"], choices, ends, **words)
        return forms.CharField(widget=Scale(choices=choices, ends=ends), **words)
    if kind == "yes_no":
        return forms.CharField(widget=forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))]), **words)
    # Words are a dictionary, which Django would take for a group of choices.
    options = [(value, str(label)) for value, label in ready_answers(question)]
    if kind == "choice":
        return forms.CharField(widget=forms.RadioSelect(choices=options), **words)
    if kind == "choices":
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words)
    if kind == "number":
        return forms.CharField(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **number_words(question, words)
        )
    if kind == "file":
        return UploadField(**words)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_ANSWER, **words)


def number_words(question: Mapping[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """The unit is told where a help text would stand."""
    unit = Words(question["unit"] or {})
    return words | {"help_text": words["help_text"] or (_("In: %(unit)s") % {"unit": unit} if unit else "")}


def plain_answers(posted: QueryDict, round: Round) -> dict[str, Any] | None:
    """What an anonymous form has sent, for the action to check; None where only the form itself can read it.

    Thirty phones send at once, and nearly all without a mistake: the form with all its words is made for the others.
    """
    if not round.is_anonymous or any(question["kind"] in ("matrix", "file") for question in round.version.content):
        return None
    return {
        question["key"]: posted.getlist(name) if question["kind"] == "choices" else posted.get(name)
        for question in round.version.content
        if (name := PREFIX + question["key"]) in posted
    }


class AnswerForm(forms.Form):
    """`answers` after is_valid(): what the action takes. In a named round a text that points to people is asked about once."""

    def __init__(self, *args: Any, round: Round, answers: Mapping[str, Any] | None = None, is_draft: bool = False, **kwargs: Any) -> None:
        self.round, self.is_draft = round, is_draft
        self.answers: dict[str, Any] = {}
        kwargs["initial"] = {PREFIX + key: spoken(value) for key, value in (answers or {}).items()}
        super().__init__(*args, **kwargs)
        for question in round.version.content:
            field = field_of(question)
            # What an earlier answer hides cannot be required here; `checked` insists on it when it is shown.
            field.required = question["required"] and question["shown_if"] is None and not is_draft
            field.error_messages["required"] = _("Answer this question.")
            self.fields[PREFIX + question["key"]] = field
        if not round.is_anonymous:
            self.fields["is_harmless"] = forms.BooleanField(
                label=_("I have looked it through: there is no personal data of others in it"), required=False, widget=forms.HiddenInput()
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        raw = {question["key"]: cleaned.get(PREFIX + question["key"]) for question in self.round.version.content}
        self.uploads: dict[str, Any] = {key: value for key, value in raw.items() if hasattr(value, "read")}
        raw |= {key: upload.name for key, upload in self.uploads.items()}
        self.answers, mistakes = checked(self.round.version.content, raw, is_draft=self.is_draft, is_anonymous=self.round.is_anonymous)
        for key, mistake in mistakes.items():
            if PREFIX + key not in self.errors:
                self.add_error(PREFIX + key, str(mistake))
        if not self.round.is_anonymous and not self.is_draft and not cleaned.get("is_harmless"):
            self.ask_about_traces()
        return cleaned

    def ask_about_traces(self) -> None:
        for key, value in self.answers.items():
            if isinstance(value, str) and (traces := traces_in(value)):
                self.add_error(PREFIX + key, _("The text holds %(traces)s. Take it away.") % {"traces": told(traces)})
                self.fields["is_harmless"].widget = forms.CheckboxInput()

    def questions(self) -> list[Asked]:
        content = self.round.version.content
        following = [f"{PREFIX}{question['key']}-place" for question in content[1:]] + ["send"]
        return [
            Asked(number, question["key"], self[PREFIX + question["key"]], *condition_words(question), next_place)
            for number, (question, next_place) in enumerate(zip(content, following, strict=True), start=1)
        ]


def condition_words(question: Mapping[str, Any]) -> tuple[str, str]:
    condition = question["shown_if"]
    if condition is None:
        return "", ""
    return PREFIX + condition["question"], " ".join(str(spoken(value)) for value in condition["any_of"])


def spoken(value: Any) -> Any:
    """A stored answer as its control gives it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [spoken(one) for one in value]
    if isinstance(value, dict):
        return {key: spoken(one) for key, one in value.items()}
    return str(value)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight letters and numbers, for example ABCD-2345. Small letters do as well."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PaperForm(AnswerForm):
    """An answer from paper: the same questions, and of which group the paper is."""

    def __init__(self, *args: Any, groups: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = forms.CharField(
            label=_("Group"), required=False, max_length=80, help_text=_("As on the code of the group, for example 5B. Never a name.")
        )
        if groups:
            self.fields["group"] = forms.ChoiceField(label=_("Group"), required=False, choices=[("", "–"), *((one, one) for one in groups)])
