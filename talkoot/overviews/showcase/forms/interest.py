from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.ui.texts import PlainText
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.models.interest import Interest


class MunicipalityChoice(forms.ChoiceField):
    """A choice among the municipalities for which the person may speak."""

    def __init__(self, *, municipalities: list[Municipality], **kwargs: Any) -> None:
        self.by_slug = {m.slug: m for m in municipalities}
        empty = [] if kwargs.get("required", True) else [("", _("Myself"))]
        super().__init__(choices=[*empty, *((m.slug, str(m)) for m in municipalities)], **kwargs)

    def clean(self, value: Any) -> Any:
        return self.by_slug.get(super().clean(value))


class InterestForm(forms.Form):
    stage = forms.ChoiceField(label=_("How far are you?"), choices=Stage.choices, widget=forms.RadioSelect)
    note = PlainText(
        label=_("In a few words, for the other municipality and its readers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown on the page with your municipality's name. Write no personal data."),
    )

    def __init__(self, *args: Any, municipalities: list[Municipality], told: list[Interest], **kwargs: Any) -> None:
        """told: what these municipalities have said already; the first is shown in the form, to be changed."""
        initial = {}
        if told:
            note = told[0].note.get(get_language() or "", "")
            initial = {"by_municipality": told[0].by_municipality.slug, "stage": told[0].stage, "note": note}
        super().__init__(*args, initial=initial, **kwargs)  # type: ignore[misc]
        self.fields["by_municipality"] = MunicipalityChoice(municipalities=municipalities, label=_("Your municipality"))
        self.told = {interest.by_municipality_id: interest for interest in told}
        self.order_fields(["by_municipality", "stage", "note"])

    def words(self) -> Words:
        """The note with what was said before in other languages."""
        interest = self.told.get(self.cleaned_data["by_municipality"].pk)
        return Words({**(interest.note if interest else {}), get_language() or "fi": self.cleaned_data["note"]})


class QuestionForm(forms.Form):
    text = PlainText(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Question and answer are shown on the page. Your name and address are not. Write no personal data."),
    )

    def __init__(self, *args: Any, municipalities: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if municipalities:
            self.fields["by_municipality"] = MunicipalityChoice(municipalities=municipalities, label=_("Asked by"), required=False)


class AnswerForm(forms.Form):
    answer = PlainText(
        label=_("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody reads it on the project's page; the one who asked gets it by e-mail."),
    )
