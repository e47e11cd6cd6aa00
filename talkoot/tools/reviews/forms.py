from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDateTime
from talkoot.kernel.ui.texts import PlainText, check_plain
from talkoot.tools.reviews.actions.jurors import LONGEST_INTEREST, MOST_INTERESTS
from talkoot.tools.reviews.actions.scoring import LONGEST_TEXT
from talkoot.tools.reviews.models.assessment import Criterion
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Score

# More titles than this nobody reads through on one page; ties are then named as names alone.
MOST_LISTED = 200
LARGEST_TYPED_SEED = 2**62 - 1


class CandidateFilter(forms.Form):
    q = forms.CharField(label=_("Code"), required=False, max_length=20)
    left = forms.BooleanField(label=_("Reviews are missing"), required=False)

    def narrow(self, rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
        if text := self.cleaned_data["q"].strip():
            rows = rows.filter(code__icontains=text)
        return rows

    def clean_q(self) -> str:
        check_plain(self.cleaned_data["q"])
        return str(self.cleaned_data["q"])


class NameJurorForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of an account here: staff, a resident, a researcher, somebody of a company. No role is given."),
    )


class DueForm(forms.Form):
    due_at = forms.DateTimeField(label=_("Scores are due"), widget=NativeDateTime)


class DrawForm(forms.Form):
    seed = forms.IntegerField(
        label=_("Seed"),
        required=False,
        min_value=0,
        max_value=LARGEST_TYPED_SEED,
        help_text=_("Leave it empty. Give a number only to draw by one that has been drawn in public."),
    )


class BeginDiscussingForm(forms.Form):
    without_missing = forms.BooleanField(label=_("Go on without the reviews that are missing"), required=False)


class DeclareForm(forms.Form):
    """Ties that a juror tells of before she reads. Titles are listed only when she does not read blind."""

    interests = PlainText(
        label=_("Organisations and people you are tied to"),
        required=False,
        rows=5,
        max_length=(LONGEST_INTEREST + 2) * MOST_INTERESTS,
        help_text=_(
            "One on each line: your employer, companies in which you have a part, close relatives and friends. A business id will do too. "
            "They are compared with the applicants; you do not see what matches."
        ),
    )
    is_whole = forms.BooleanField(label=_("I have told of everything that ties me to anybody who may have applied, as far as I know"))

    def __init__(self, *args: Any, listed: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), title) for pk, title in listed]
        if choices:
            self.fields["tied"] = forms.MultipleChoiceField(
                label=_("Which of these can you not judge?"),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Choose those with whom you work, compete or are related. They go to other jurors."),
            )
            self.fields["reason"] = PlainText(label=_("What ties you to them?"), required=False, rows=3, max_length=1000)
            self.order_fields(["tied", "reason", "interests", "is_whole"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("tied") and not cleaned.get("reason"):
            self.add_error("reason", _("Say what ties you to them. One sentence is enough."))
        return cleaned

    @property
    def names(self) -> list[str]:
        return str(self.cleaned_data["interests"]).splitlines()


class ConflictForm(forms.Form):
    reason = PlainText(
        label=_("What ties you to it?"),
        rows=3,
        max_length=1000,
        help_text=_("One sentence is enough. You get nothing of it from then on, and what you have scored is taken away."),
    )


class LookedThrough(CarefulForm):
    """Texts whose fields are made for each criterion are looked through too."""

    looked_through: tuple[str, ...] = ()

    @property
    def careful_fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.looked_through


class ReviewForm(LookedThrough):
    """A score and a ground on each criterion. A draft may lack anything; what is given is whole."""

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], given: Mapping[int, Score], note: str, whole: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            score = given.get(criterion.pk)
            name = str(criterion.title)
            steps = [(str(step), str(step)) for step in range(criterion.scale_min, criterion.scale_max + 1)]
            self.fields[f"value_{criterion.key}"] = forms.ChoiceField(
                label=name,
                choices=steps,
                required=whole,
                widget=forms.RadioSelect,
                initial=None if score is None or score.value is None else str(score.value),
                error_messages={"required": _("Choose a score.")},
            )
            self.fields[f"ground_{criterion.key}"] = PlainText(
                label=_("Why: %(criterion)s") % {"criterion": name},
                required=whole,
                rows=3,
                max_length=LONGEST_TEXT,
                initial="" if score is None else score.ground,
                error_messages={"required": _("Say why. One sentence is enough.")},
            )
        self.fields["note"] = PlainText(
            label=_("Anything else about the whole"),
            required=False,
            rows=3,
            max_length=LONGEST_TEXT,
            initial=note,
            help_text=_("Strengths, what you doubt, what to ask. The applicant may read it."),
        )
        # A draft is for her own eyes: nothing is looked through before it is given.
        self.looked_through = (*(f"ground_{one.key}" for one in self.criteria), "note") if whole else ()

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each criterion with its two fields and what the scores mean."""
        return [
            {
                "criterion": criterion,
                "value": self[f"value_{criterion.key}"],
                "ground": self[f"ground_{criterion.key}"],
            }
            for criterion in self.criteria
        ]

    @property
    def scores(self) -> dict[str, tuple[Any, str]]:
        return {one.key: (self.cleaned_data[f"value_{one.key}"], self.cleaned_data[f"ground_{one.key}"]) for one in self.criteria}


class ConsensusForm(LookedThrough):
    """What the jury agrees on each criterion; empty where the mean stands."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], agreed: Mapping[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            before = agreed.get(criterion.pk)
            self.fields[f"value_{criterion.key}"] = forms.DecimalField(
                label=_("%(criterion)s: agreed score, %(low)d–%(high)d")
                % {"criterion": criterion.title, "low": criterion.scale_min, "high": criterion.scale_max},
                required=False,
                max_digits=6,
                decimal_places=2,
                min_value=criterion.scale_min,
                max_value=criterion.scale_max,
                initial=None if before is None else before.value.normalize(),
            )
            self.fields[f"ground_{criterion.key}"] = PlainText(
                label=pgettext_lazy("consensus", "Why"),
                required=False,
                rows=2,
                max_length=LONGEST_TEXT,
                initial="" if before is None else before.ground,
            )
        self.looked_through = tuple(f"ground_{one.key}" for one in self.criteria)

    @property
    def values(self) -> dict[str, tuple[Any, str]]:
        return {one.key: (self.cleaned_data[f"value_{one.key}"], self.cleaned_data[f"ground_{one.key}"]) for one in self.criteria}


class ChosenForm(forms.Form):
    """For how many places the steadiness is asked."""

    chosen = forms.IntegerField(label=_("How many are chosen"), required=False, min_value=1, max_value=30_000)
