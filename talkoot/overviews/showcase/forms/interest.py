from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.overviews.showcase.content.kinds import Stage


class MunicipalityChoice(forms.ChoiceField):
    """A choice among the municipalities for which the person may speak."""

    def __init__(self, *, municipalities: list[Municipality], **kwargs: Any) -> None:
        self.by_slug = {m.slug: m for m in municipalities}
        super().__init__(choices=[(m.slug, str(m)) for m in municipalities], **kwargs)

    def clean(self, value: Any) -> Any:
        return self.by_slug.get(super().clean(value))


class InterestForm(forms.Form):
    stage = forms.ChoiceField(label=_("How far are you?"), choices=Stage.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In a few words, for the other municipality and its readers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, municipalities: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by_municipality"] = MunicipalityChoice(municipalities=municipalities, label=_("Your municipality"))
        self.order_fields(["by_municipality", "stage", "note"])

    def words(self) -> Words:
        return Words({get_language() or "fi": self.cleaned_data["note"]})


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Question and answer are shown on the page. Your name and address are not."),
    )

    def __init__(self, *args: Any, municipalities: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if municipalities:
            self.fields["by_municipality"] = MunicipalityChoice(municipalities=municipalities, label=_("Asked by"), required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
