"""Forms of templates, clauses and annexes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.texts import PlainText
from talkoot.tools.agreements.content.places import wrong_places_in
from talkoot.tools.agreements.content.states import Due
from talkoot.tools.agreements.content.text import LONGEST_CLAUSE, LONGEST_TITLE
from talkoot.tools.agreements.forms.fields import PlainWords
from talkoot.tools.agreements.models.library import KEY
from talkoot.tools.agreements.queries.templates import all_clauses

KEY_HELP = _("Small letters, numbers and hyphens, such as “no-advertising”. It stays when the text changes.")
PLACES_HELP = _("Write places to fill in double braces, such as {{party_partner}}. Start a list item with a hyphen or a number.")


class UseFilter(forms.Form):
    use = forms.ChoiceField(
        label=_("In use"), required=False, choices=[("", _("In use")), ("all", _("All")), ("no", _("No longer in use"))]
    )

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        use = self.cleaned_data.get("use")
        return queryset if use == "all" else queryset.filter(is_active=use != "no")


class TextForm(forms.Form):
    """Title and text of a clause in the languages of the municipality."""

    def __init__(self, *args: Any, municipality: Municipality, clause: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = clause is None
        if self.is_new:
            self.fields["key"] = forms.CharField(
                label=pgettext_lazy("agreement", "Key"), max_length=80, validators=[KEY], help_text=KEY_HELP
            )
        self.fields["title"] = PlainWords(
            municipality=municipality,
            label=pgettext_lazy("text", "Title"),
            max_length=LONGEST_TITLE,
            initial=Words((clause or {}).get("title")),
        )
        self.fields["text"] = PlainWords(
            municipality=municipality,
            lines=10,
            label=_("Text"),
            max_length=LONGEST_CLAUSE,
            initial=Words((clause or {}).get("text")),
            help_text=PLACES_HELP,
        )

    def clean_text(self) -> Words:
        words: Words = self.cleaned_data["text"]
        for text in words.values():
            if wrong := wrong_places_in(text):
                raise forms.ValidationError(
                    _("“%(place)s” cannot be a place to fill: use small letters, numbers and underscores, such as {{place}}."),
                    params={"place": wrong[0]},
                )
        return words


class LibraryClauseForm(TextForm):
    change_note = PlainText(label=_("What has changed"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_new:
            del self.fields["change_note"]
        else:
            self.order_fields(["title", "text", "change_note"])


class TemplateStartForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = PlainWords(municipality=municipality, label=pgettext_lazy("text", "Title"), max_length=LONGEST_TITLE)
        self.fields["key"] = forms.CharField(label=pgettext_lazy("agreement", "Key"), max_length=80, validators=[KEY], help_text=KEY_HELP)


class TemplateBasicsForm(forms.Form):
    def __init__(self, *args: Any, municipality: Municipality, title: Words, summary: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = PlainWords(
            municipality=municipality, label=pgettext_lazy("text", "Title"), max_length=LONGEST_TITLE, initial=title
        )
        self.fields["summary"] = PlainWords(
            municipality=municipality,
            lines=6,
            label=_("In plain words"),
            max_length=4000,
            required=False,
            initial=summary,
            help_text=_("What the agreement means, for somebody who reads no more than this. It does not bind; the clauses do."),
        )


class FromLibraryForm(forms.Form):
    def __init__(self, *args: Any, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"] = forms.ModelChoiceField(
            label=_("Clause of the library"), queryset=all_clauses().filter(is_active=True).exclude(key__in=taken).order_by("key")
        )


class TemplateAnnexForm(forms.Form):
    required = forms.BooleanField(label=_("Required"), required=False)
    due = forms.ChoiceField(label=_("When"), choices=Due.choices)

    def __init__(self, *args: Any, municipality: Municipality, annex: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if annex is None:
            self.fields["key"] = forms.CharField(
                label=pgettext_lazy("agreement", "Key"), max_length=80, validators=[KEY], help_text=KEY_HELP
            )
        self.fields["title"] = PlainWords(
            municipality=municipality,
            label=pgettext_lazy("text", "Title"),
            max_length=LONGEST_TITLE,
            initial=Words((annex or {}).get("title")),
        )
        self.fields["required"].initial, self.fields["due"].initial = (
            (annex or {}).get("required", True),
            (annex or {}).get("due", Due.OFFER),
        )
        self.order_fields(["key", "title", "required", "due"])


class PublishForm(forms.Form):
    change_note = PlainText(label=_("What has changed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
