"""Forms of the editor: a questionnaire, and one question of it in all languages."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.forms import RadioCards
from talkoot.tools.questionnaires.content.kinds import Audience, QuestionKind
from talkoot.tools.questionnaires.content.questions import BRANCHED_ON, MOST_OPTIONS, WITH_OPTIONS, ready_answers
from talkoot.tools.questionnaires.models.sets import Questionnaire

KIND_WORDS = {
    "smileys": _("Three faces for the youngest, five for others."),
    "scale": _("Numbers from one end to the other, such as 1–5."),
    "choice": _("A list from which one is chosen."),
    "choices": _("A list from which any number is chosen."),
    "yes_no": _("The simplest of all."),
    "number": _("How many, how long, how much."),
    "text": _("In the person's own words. Ask for few of these."),
    "matrix": _("Statements below each other, each with the same scale."),
    "file": _("Only when people answer under their own names."),
}


def key_of(text: str) -> str:
    """A key made of a text: small ascii letters, numbers and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


class SetFilter(forms.Form):
    answered_by = forms.ChoiceField(label=_("Who answers"), required=False, choices=[("", _("All")), *Audience.choices])
    retired = forms.BooleanField(label=_("Those no longer used, too"), required=False)

    def narrow(self, sets: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
        if not self.cleaned_data["retired"]:
            sets = sets.filter(is_retired=False)
        chosen = self.cleaned_data["answered_by"]
        return sets.filter(answered_by=chosen) if chosen else sets


class SetForm(forms.Form):
    def __init__(self, *args: Any, languages: list[tuple[str, str]], is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = TranslatedFormField(languages=languages, max_length=160, label=_("Name"))
        if is_new:
            self.fields["answered_by"] = forms.ChoiceField(
                label=_("Who answers"), choices=Audience.choices, help_text=_("It decides, among others, how the questions look.")
            )
        else:
            self.fields["is_retired"] = forms.BooleanField(
                label=_("No longer used"), required=False, help_text=_("New rounds cannot choose it; open ones go on.")
            )


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of question"), choices=QuestionKind.choices, widget=RadioCards(descriptions=KIND_WORDS))


class QuestionForm(forms.Form):
    """One question. `question()` after is_valid() is its data; the rest of the checks are those of the action."""

    def __init__(
        self,
        *args: Any,
        languages: list[tuple[str, str]],
        kind: str,
        old: dict[str, Any] | None,
        before: list[dict[str, Any]],
        **kwargs: Any,
    ) -> None:
        self.kind, self.old, self.before, self.languages = kind, old, before, languages
        kwargs["initial"] = self.initial_of(old)
        super().__init__(*args, **kwargs)
        self.fields["text"] = TranslatedFormField(
            languages=languages, max_length=600, label=_("Question"), help_text=_("One thing at a time, in short words.")
        )
        self.fields["help"] = TranslatedFormField(
            languages=languages, max_length=600, required=False, label=_("Help under the question"), help_text=_("Only when it is needed.")
        )
        self.add_fields_of_kind()
        self.fields["required"] = forms.BooleanField(
            label=_("An answer is required"), required=False, help_text=_("Ask for little: whoever does not know must be able to go on.")
        )
        if conditions := self.conditions():
            self.fields["shown_if"] = forms.MultipleChoiceField(
                label=_("Only when the answer above was"),
                choices=conditions,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Choose answers of one question. Leave it empty to ask everybody."),
            )

    def add_fields_of_kind(self) -> None:
        lines = forms.Textarea
        if self.kind in WITH_OPTIONS:
            self.fields["options"] = TranslatedFormField(
                languages=self.languages,
                widget=lines,
                label=_("Options"),
                help_text=_("One on a line, in the same order in every language."),
            )
        if self.kind == "matrix":
            self.fields["rows"] = TranslatedFormField(
                languages=self.languages,
                widget=lines,
                label=_("Statements"),
                help_text=_("One on a line, in the same order in every language."),
            )
        if self.kind in ("scale", "matrix"):
            self.fields["min"] = forms.TypedChoiceField(label=_("Lowest"), coerce=int, choices=[(0, "0"), (1, "1")])
            self.fields["max"] = forms.TypedChoiceField(label=_("Highest"), coerce=int, choices=[(n, str(n)) for n in range(2, 11)])
            self.fields["min_label"] = TranslatedFormField(
                languages=self.languages, max_length=60, required=False, label=_("What the lowest means")
            )
            self.fields["max_label"] = TranslatedFormField(
                languages=self.languages, max_length=60, required=False, label=_("What the highest means")
            )
        if self.kind == "number":
            bounds: dict[str, Any] = {"required": False, "min_value": -(10**9), "max_value": 10**9}
            self.fields["unit"] = TranslatedFormField(
                languages=self.languages, max_length=40, required=False, label=_("Unit"), help_text=_("For example minutes a week.")
            )
            self.fields["lowest"] = forms.IntegerField(label=_("Lowest number"), **bounds)
            self.fields["highest"] = forms.IntegerField(label=_("Highest number"), **bounds)

    def conditions(self) -> list[tuple[str, str]]:
        choices = []
        for question in self.before:
            if question["kind"] in BRANCHED_ON:
                text = str(Words(question["text"]))
                shown = text if len(text) <= 60 else f"{text[:57]}…"
                choices += [(f"{question['key']}={n}", f"{shown} – {label}") for n, (_value, label) in enumerate(ready_answers(question))]
        return choices

    def initial_of(self, old: dict[str, Any] | None) -> dict[str, Any]:
        scale = (old or {}).get("scale") or {"min": 1, "max": 5}
        if old is None:
            return dict(scale)
        condition = old["shown_if"]
        chosen: list[str] = []
        if condition is not None:
            source = next((question for question in self.before if question["key"] == condition["question"]), None)
            ready = ready_answers(source) if source else []
            chosen = [f"{condition['question']}={n}" for n, (value, _label) in enumerate(ready) if value in condition["any_of"]]
        return (
            {name: Words(old[name] or {}) for name in ("text", "help", "unit")}
            | {name: old[name] for name in ("required", "lowest", "highest")}
            | {"options": self.as_lines(old["options"]), "rows": self.as_lines(old["rows"]), "shown_if": chosen}
            | {"min": scale["min"], "max": scale["max"]}
            | {name: Words(scale.get(name) or {}) for name in ("min_label", "max_label")}
        )

    def as_lines(self, parts: list[dict[str, Any]] | None) -> Words:
        # A line is missing in a language where its translation is: an empty line keeps the others in their places.
        return Words({code: "\n".join(part["text"].get(code, "") for part in parts or []) for code, _name in self.languages})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("options", "rows"):
            if name in cleaned:
                cleaned[name] = self.parts_of(name, cleaned[name])
        chosen = cleaned.get("shown_if") or []
        if len({one.rpartition("=")[0] for one in chosen}) > 1:
            self.add_error("shown_if", _("Choose answers of one question only."))
        return cleaned

    def parts_of(self, name: str, words: Words) -> list[dict[str, Any]]:
        """The lines of all languages put together; a line that stood there before keeps its key."""
        lines = {code: [line.strip() for line in text.replace("\r", "").split("\n")] for code, text in words.items()}
        first = self.languages[0][0]
        rows = [line for line in lines.get(first, []) if line]
        if not rows:
            return []
        if len(rows) > MOST_OPTIONS:
            raise ValidationError({name: _("There may be at most %(most)d lines.") % {"most": MOST_OPTIONS}})
        # Empty lines inside the first language are dropped, with their neighbours in the others.
        places = [n for n, line in enumerate(lines[first]) if line]
        before = {part["text"].get(first): part["key"] for part in (self.old or {}).get(name) or []}
        keys: list[str] = []
        parts = []
        for place in places:
            texts = {code: own[place] for code, own in lines.items() if place < len(own) and own[place]}
            wanted = before.get(texts[first]) or key_of(texts[first]) or "option"
            key = next(one for n in range(1, len(places) + 2) if (one := wanted if n == 1 else f"{wanted}-{n}") not in keys)
            keys.append(key)
            parts.append({"key": key, "text": texts})
        return parts

    def question(self, taken: set[str]) -> dict[str, Any]:
        """The question's data; a new one gets a key of its text that no other has."""
        cleaned = self.cleaned_data
        wanted = key_of(str(cleaned["text"].in_language(self.languages[0][0]))) or "question"
        free = (one for n in range(1, len(taken) + 2) if (one := wanted if n == 1 else f"{wanted}-{n}") not in taken)
        key = self.old["key"] if self.old else next(free)
        scale = None
        if self.kind in ("scale", "matrix"):
            scale = {name: cleaned[name] for name in ("min", "max", "min_label", "max_label")}
        return {
            "key": key,
            "kind": self.kind,
            "text": cleaned["text"],
            "help": cleaned["help"],
            "required": cleaned["required"],
            "scale": scale,
            "options": cleaned.get("options"),
            "rows": cleaned.get("rows"),
            "unit": cleaned.get("unit"),
            "lowest": cleaned.get("lowest"),
            "highest": cleaned.get("highest"),
            "shown_if": self.condition(cleaned.get("shown_if") or []),
        }

    def condition(self, chosen: list[str]) -> dict[str, Any] | None:
        if not chosen:
            return None
        key = chosen[0].rpartition("=")[0]
        source = next(question for question in self.before if question["key"] == key)
        ready = [value for value, _label in ready_answers(source)]
        return {"question": key, "any_of": [ready[int(one.rpartition("=")[2])] for one in chosen]}
