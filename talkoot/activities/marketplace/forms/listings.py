"""Writing a listing, a few questions at a time. Texts are asked in the writer's own language only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import (
    DEGREE_MEANINGS,
    Degree,
    Level,
    RaisedBy,
    Sought,
    Stage,
    Subject,
    Visibility,
    YesNoUnsure,
)
from talkoot.activities.marketplace.forms.fields import checkboxes, long_text
from talkoot.activities.marketplace.models.listing import MOST_LEARNERS, OLDEST, Listing
from talkoot.kernel.i18n.fields import TranslatedFormField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate, RadioCards
from talkoot.kernel.ui.texts import PlainText, check_plain, languages_of
from talkoot.tools.themes.models import Theme

TEXTS = (
    "title",
    "text",
    "why",
    "offers",
    "constraints",
    "technical",
    "curriculum",
    "timing",
    "price_after",
    "accessibility",
    "evidence",
)


class ListingForm(CarefulForm):
    """Over some fields of a listing, or of one that is not there yet (`listing` None)."""

    def __init__(self, *args: Any, listing: Listing | None = None, language: str, **kwargs: Any) -> None:
        self.language = language
        initial = kwargs.pop("initial", {})
        if listing is not None:
            initial = {name: shown(getattr(listing, name), language) for name in self.base_fields if hasattr(listing, name)} | initial
        super().__init__(*args, initial=initial, **kwargs)
        self.listing = listing

    def values(self) -> dict[str, Any]:
        """For the action: texts as Words, each with what it has in other languages."""
        own = {name: value for name, value in self.cleaned_data.items() if name != "is_harmless"}
        return {name: self.in_words(name, value) if name in TEXTS else value for name, value in own.items()}

    def in_words(self, name: str, text: str) -> Words:
        before = getattr(self.listing, name) if self.listing else {}
        return Words({**before, self.language: text})


def shown(value: Any, language: str) -> Any:
    return value.get(language, "") if isinstance(value, Words) else value


def degree_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How do the users take part?"), choices=Degree.choices, widget=RadioCards(descriptions=DEGREE_MEANINGS)
    )


class NeedStart(ListingForm):
    """The first step is the whole need: what the unit itself tells is filled in."""

    careful_fields = ("title", "text")

    title = PlainText(label=_("What do you need? In one line"), max_length=120)
    text = long_text(
        _("Tell it in your own words"),
        limit=4000,
        rows=5,
        required=True,
        help_text=_("What is the problem, and for whom? Do not look for a solution yet. Write no names of pupils."),
    )
    raised_by = forms.ChoiceField(
        label=_("Whose need is it?"), choices=RaisedBy.choices, widget=forms.RadioSelect, initial=RaisedBy.TEACHER
    )
    degree = degree_field()

    def __init__(self, *args: Any, units: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(units) > 1:
            self.fields["unit"] = ChoiceOfRows(label=_("Unit"), rows=units)
            self.order_fields(["unit"])
        self.units = list(units)


class IdeaStart(ListingForm):
    careful_fields = ("title", "text")

    title = PlainText(label=_("Your idea in one line"), max_length=120)
    text = long_text(
        _("Which problem does it solve, and how?"),
        limit=4000,
        rows=5,
        required=True,
        help_text=_("Write for a teacher. No prices and no purchase links: this is creation, not sales."),
    )
    stage = forms.ChoiceField(label=_("How far is it?"), choices=Stage.choices, widget=forms.RadioSelect)
    degree = degree_field()

    def __init__(self, *args: Any, organisations: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(organisations) > 1:
            self.fields["organisation"] = ChoiceOfRows(label=_("Organisation"), rows=organisations)
            self.order_fields(["organisation"])
        self.organisations = list(organisations)


class ChoiceOfRows(forms.TypedChoiceField):
    """A choice among rows that the page has read; the value is the row."""

    def __init__(self, *, rows: Sequence[Any], nothing: Any = "", **kwargs: Any) -> None:
        """nothing: the words of the empty choice, when there is one."""
        by_key = {str(row.pk): row for row in rows}
        first = [("", nothing)] if nothing else []
        super().__init__(choices=[*first, *((key, str(row)) for key, row in by_key.items())], coerce=lambda key: by_key[key], **kwargs)


class AgesMixin(forms.Form):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for first, last, said in (
            ("age_from", "age_to", _("The older age must not be below the younger.")),
            ("starts_on", "ends_on", _("The end must not be before the start.")),
        ):
            low, high = cleaned.get(first), cleaned.get(last)
            if low is not None and high is not None and high < low:
                self.add_error(last, ValidationError(said))
        return cleaned


def number(label: Any, most: int, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most)


class WhomForm(AgesMixin, ListingForm):
    """For whom it is: the filters by which others find it."""

    levels = checkboxes(_("Levels and places"), Level.choices, required=True)
    languages = checkboxes(_("Languages in which you can work"), ())
    subjects = checkboxes(_("Subjects"), Subject.choices)
    sought = checkboxes(_("What are you looking for?"), Sought.choices)
    learner_count = number(_("How many learners or customers take part?"), MOST_LEARNERS, 1)
    age_from = number(_("Youngest, in years"), OLDEST)
    age_to = number(_("Oldest, in years"), OLDEST)

    def __init__(self, *args: Any, municipality: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = languages_of(municipality)  # type: ignore[attr-defined]
        if self.listing is not None and not self.listing.is_need:
            del self.fields["learner_count"]


class ProductForm(ListingForm):
    """What a school asks first of every product. “Not sure” is an answer."""

    careful_fields = ("product_name", "product_label")

    product_version = forms.ChoiceField(
        label=_("Which product is it about?"),
        required=False,
        help_text=_("The version in the register of products: it is screened once, and a trial and its reference tell which one it was."),
    )
    product_name = PlainText(label=_("Name of a new product"), required=False, max_length=160)
    product_label = PlainText(
        label=_("Its version"), required=False, max_length=40, help_text=_("As you call it, for example 2.1 or “autumn 2026”.")
    )
    needs_accounts = forms.ChoiceField(label=_("Does a pupil need an account?"), choices=YesNoUnsure.choices, widget=forms.RadioSelect)
    personal_data = forms.ChoiceField(
        label=_("Does the product store data about a person?"),
        choices=YesNoUnsure.choices,
        widget=forms.RadioSelect,
        help_text=_("If you are not sure, say so. The data questionnaire comes later and helps."),
    )
    is_free_of_ads = forms.BooleanField(
        label=_("The version for schools has no advertising, no tracking and no purchases"),
        help_text=_("This is a condition: a product with advertising cannot come to a school."),
    )
    capacity = number(_("How many groups can take part at the same time?"), 1000, 1)
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, versions: Sequence[Any], **kwargs: Any) -> None:
        """versions: of the organisation's own products; without any there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if versions:
            choice = ChoiceOfRows(
                rows=versions,
                nothing=_("None of these"),
                label=self.fields["product_version"].label,
                help_text=self.fields["product_version"].help_text,
                required=False,
                empty_value=None,
            )
            choice.initial = self.listing.product_version_id if self.listing else None
            self.initial["product_version"] = choice.initial
            self.fields["product_version"] = choice
        else:
            self.fields["product_name"].help_text = self.fields.pop("product_version").help_text
            self.fields["product_name"].label = _("Name of the product")
        self.order_fields(["product_version", "product_name", "product_label"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, label = cleaned.get("product_name"), cleaned.get("product_label")
        if label and not name:
            self.add_error("product_name", _("Give the product its name too."))
        if name and not label:
            self.add_error("product_label", _("Give its version too, for example 1.0."))
        if name and cleaned.get("product_version"):
            self.add_error("product_name", _("Choose a product, or name a new one; not both."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """For the action: the product under the names that it takes."""
        own = super().values()
        product = {"version": own.pop("product_version", None) or None, "name": own.pop("product_name"), "label": own.pop("product_label")}
        return own | product


class NeedMore(AgesMixin, ListingForm):
    """Everything here may be left empty."""

    careful_fields = ("why", "offers", "constraints", "technical", "curriculum", "timing")

    why = long_text(_("Why does it matter for learning or for your customers?"), limit=2000, rows=3)
    curriculum = long_text(_("Link to the curriculum"), limit=1000, rows=2)
    offers = long_text(_("What help can you offer?"), limit=2000, rows=3)
    timing = PlainText(label=_("Wished timing in words"), required=False, max_length=300)
    starts_on = forms.DateField(label=_("Earliest start"), required=False, widget=NativeDate)
    ends_on = forms.DateField(label=_("Latest end"), required=False, widget=NativeDate)
    technical = long_text(_("Devices and network"), limit=1000, rows=2)
    constraints = long_text(
        _("What must be taken into account?"),
        limit=2000,
        rows=3,
        help_text=_("Special needs of a group, premises. Nobody's health or name."),
    )
    staff_count = number(_("How many of the staff take part?"), MOST_LEARNERS)
    themes = checkboxes(_("Themes"), Theme.choices)
    visibility = forms.ChoiceField(label=_("Shown to"), choices=Visibility.choices, widget=forms.RadioSelect)


class IdeaMore(ListingForm):
    careful_fields = ("why", "offers", "technical", "timing", "price_after", "accessibility", "evidence")

    why = long_text(_("What do you want to learn?"), limit=2000, rows=3)
    offers = long_text(_("What does the group get?"), limit=2000, rows=3)
    evidence = long_text(_("What is known of its effect?"), limit=2000, rows=3)
    accessibility = long_text(_("State of accessibility and known faults"), limit=1000, rows=2)
    technical = long_text(_("What does it need: devices, network, software?"), limit=1000, rows=2)
    timing = PlainText(label=_("When would it suit you?"), required=False, max_length=300)
    price_after = long_text(
        _("How is it priced after the trial?"),
        limit=500,
        rows=2,
        help_text=_("The model of pricing, not a price. The trial itself is free."),
    )
    themes = checkboxes(_("Themes"), Theme.choices)
    visibility = forms.ChoiceField(label=_("Shown to"), choices=Visibility.choices, widget=forms.RadioSelect)


class TranslationForm(forms.Form):
    """All written texts in all languages of the municipality, the language of the writer first."""

    def __init__(self, *args: Any, listing: Listing, municipality: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing = listing
        order = sorted(languages_of(municipality), key=lambda pair: pair[0] != listing.written_in)
        for name in TEXTS:
            words = getattr(listing, name)
            if not words and name not in ("title", "text"):
                continue
            model_field: Any = Listing._meta.get_field(name)
            is_line = name in ("title", "timing")
            self.fields[name] = TranslatedFormField(
                languages=order,
                widget=forms.TextInput if is_line else forms.Textarea(attrs={"rows": 4}),
                max_length=model_field.longest,
                required=name in ("title", "text"),
                label=str(model_field.verbose_name).capitalize(),
                initial=words,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, words in list(cleaned.items()):
            for text in words.values():
                try:
                    check_plain(text)
                except ValidationError as error:
                    self.add_error(name, error)
                    break
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ReturnForm(forms.Form):
    """Which points of the checklist do not hold, and the reason that the writer reads."""

    failing = checkboxes(_("What does not hold?"), ())
    reason = long_text(_("Tell the writer what to mend"), limit=2000, rows=3, required=True)

    def __init__(self, *args: Any, points: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["failing"].choices = [(point["key"], str(Words(point["text"]))) for point in points]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = long_text(_("Why? In a sentence"), limit=1000, rows=2, required=True)


class WithdrawForm(forms.Form):
    reason = long_text(pgettext_lazy("reason of a withdrawal", "Why? You need not tell"), limit=1000, rows=2)
