"""Forms of the applicant: where to apply, the answers of a step, files, partners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.application import ALWAYS_OPEN, LONGEST_LINE, Clash, Saved, Typed
from talkoot.activities.calls.content.states import FileKind
from talkoot.activities.calls.models.application import LONGEST_ANSWER, Answer, ConfidentialAnswer
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.kernel.files.forms import UploadField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.business_id import validate_business_id
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.ui.texts import PlainText

LARGEST_REVISION = 2**31 - 1


class ApplyForm(forms.Form):
    challenge = forms.ChoiceField(label=pgettext_lazy("fast trials", "Challenge"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(
        label=_("Who applies?"), help_text=_("The lead applicant. In a consortium you name the partners later.")
    )
    language = forms.ChoiceField(label=_("In which language do you write?"))

    def __init__(
        self, *args: Any, challenges: Iterable[Challenge], organisations: Iterable[Organisation], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.challenges = {str(one.pk): one for one in challenges}
        self.organisations = {str(one.pk): one for one in organisations}
        challenge, organisation, spoken = self.fields["challenge"], self.fields["organisation"], self.fields["language"]
        challenge.choices = [(pk, str(one.title)) for pk, one in self.challenges.items()]  # type: ignore[attr-defined]
        organisation.choices = [(pk, one.name) for pk, one in self.organisations.items()]  # type: ignore[attr-defined]
        spoken.choices = settings.LANGUAGES  # type: ignore[attr-defined]
        spoken.initial = language
        # One possibility is no question.
        if len(self.challenges) == 1:
            challenge.initial = next(iter(self.challenges))
        if len(self.organisations) == 1:
            organisation.initial = next(iter(self.organisations))

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "challenge": self.challenges[chosen["challenge"]],
            "organisation": self.organisations[chosen["organisation"]],
            "language": chosen["language"],
        }


@dataclass(frozen=True)
class Asked:
    """A question as the page draws it: its control, and the marks of confidentiality where they are offered."""

    key: str
    answer: BoundField
    revision: BoundField
    confidential: BoundField | None
    ground: BoundField | None
    is_confidential: bool
    clash: Clash | None


class AnswersForm(forms.Form):
    """The questions of a step. Nothing is required while a draft is written; what is wrong is told and not stored."""

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Mapping[str, Any]],
        answers: Mapping[str, Answer],
        hidden: Mapping[str, ConfidentialAnswer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.clashes: dict[str, Clash] = {}
        for question in self.questions:
            key = question["key"]
            secret = hidden.get(key)
            row = secret or answers.get(key)
            field = field_of(question)
            text = row.text if row is not None else ""
            field.initial = text.split(",") if question["kind"] == "choices" else text
            self.fields[f"q-{key}"] = field
            revision = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_REVISION, widget=forms.HiddenInput)
            revision.initial = row.revision if row is not None else 0
            self.fields[f"r-{key}"] = revision
            if key not in ALWAYS_OPEN:
                mark = forms.BooleanField(required=False, label=_("This answer is confidential"))
                mark.initial = secret is not None
                self.fields[f"c-{key}"] = mark
                ground = forms.CharField(required=False, max_length=500, label=_("Why is it confidential?"))
                ground.help_text = str(_("A trade secret, for example. The municipality weighs it by the law on openness."))
                ground.initial = secret.ground if secret is not None else ""
                self.fields[f"g-{key}"] = ground

    def typed(self) -> dict[str, Typed]:
        """What was on the page, also where a field beside is wrong: the action says what cannot be stored.

        A question that was not sent along is left as it is: its revision is always sent with it.
        """
        cleaned = self.cleaned_data
        keys = {question["key"] for question in self.questions if f"r-{question['key']}" in self.data}
        told = [question for question in self.questions if question["key"] in keys and f"q-{question['key']}" in cleaned]
        return {question["key"]: self.typed_of(question, cleaned) for question in told}

    def typed_of(self, question: Mapping[str, Any], cleaned: Mapping[str, Any]) -> Typed:
        key = question["key"]
        value = cleaned[f"q-{key}"]
        return Typed(
            ",".join(value) if isinstance(value, list) else value,
            cleaned.get(f"r-{key}") or 0,
            bool(cleaned.get(f"c-{key}")),
            cleaned.get(f"g-{key}") or "",
        )

    def tell(self, saved: Saved) -> None:
        """Puts clashes and mistakes beside their fields, and the new revisions into the hidden ones."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        for key, revision in saved.revisions.items():
            self.data[f"r-{key}"] = str(revision)  # type: ignore[index]
        for key, clash in saved.clashes.items():
            self.data[f"r-{key}"] = str(clash.revision)  # type: ignore[index]
            self.clashes[key] = clash
            self.add_error(f"q-{key}", _("Somebody of your team has changed this answer meanwhile. Join the two texts and save again."))
        for key, mistake in saved.mistakes.items():
            is_of_ground = f"c-{key}" in self.fields and bool(self.cleaned_data.get(f"c-{key}")) and not self.cleaned_data.get(f"g-{key}")
            self.add_error(f"g-{key}" if is_of_ground else f"q-{key}", str(mistake))

    def asked(self) -> list[Asked]:
        shown = []
        for question in self.questions:
            key = question["key"]
            is_offered = f"c-{key}" in self.fields
            marked = bool(self[f"c-{key}"].value()) if is_offered else False
            shown.append(
                Asked(
                    key,
                    self[f"q-{key}"],
                    self[f"r-{key}"],
                    self[f"c-{key}"] if is_offered else None,
                    self[f"g-{key}"] if is_offered else None,
                    marked,
                    self.clashes.get(key),
                )
            )
        return shown


def field_of(question: Mapping[str, Any]) -> forms.Field:
    help_text = escape(str(Words(question["help"] or {}))) or ("" if question["required"] else _("You may leave this empty."))
    words: dict[str, Any] = {"label": Words(question["text"]), "help_text": help_text, "required": False}
    kind = question["kind"]
    if kind == "yes_no":
        return forms.CharField(widget=forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))]), **words)
    if kind in ("choice", "choices"):
        # Words are a dictionary, which Django would take for a group of choices.
        options = [(option["key"], str(Words(option["text"]))) for option in question["options"] or ()]
        if kind == "choices":
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words)
        return forms.CharField(widget=forms.RadioSelect(choices=options), **words)
    if kind in ("scale", "smileys") and question["scale"]:
        steps = [(str(n), str(n)) for n in range(question["scale"]["min"], question["scale"]["max"] + 1)]
        return forms.CharField(widget=forms.RadioSelect(choices=steps), **words)
    if kind == "number":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **words)
    if kind == "line":
        return forms.CharField(max_length=LONGEST_LINE, **words)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_ANSWER, **words)


class FileForm(forms.Form):
    upload = UploadField(label=_("File"))
    kind = forms.ChoiceField(label=_("What is it?"), choices=FileKind.choices)
    alt_text = PlainText(label=_("What the picture shows"), required=False, max_length=300, help_text=_("Only for pictures."))
    is_confidential = forms.BooleanField(label=_("This file is confidential"), required=False)
    ground = PlainText(label=_("Why is it confidential?"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_confidential") and not cleaned.get("ground"):
            self.add_error("ground", _("Say why this is confidential: what would a competitor gain?"))
        return cleaned


class PartnerForm(forms.Form):
    business_id = forms.CharField(
        label=_("Business ID of the partner"),
        max_length=9,
        help_text=_("For example 1234567-1. The partner has to be registered here; its own person confirms."),
        validators=[validate_business_id],
    )
    task = PlainText(label=_("What does the partner do?"), rows=2, max_length=500)
