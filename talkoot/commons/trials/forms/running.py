"""Forms of a trial under way."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.trials.content.running import ConcernKind, Moment, RaisedAs, ReviewOutcome, Severity
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.models.log import LONGEST_LINE, LogEntry
from talkoot.commons.trials.models.trial import Material, Trial
from talkoot.commons.trials.queries.trials import groups_of
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.forms import NativeDate
from talkoot.kernel.ui.texts import PlainText, words_field

NO_NAMES = _("Both sides read it. Write no names of pupils or customers.")


class InformationForm(forms.Form):
    """The questions that guardians and participants ask, answered in plain language."""

    HELP = {
        "what": _("In a few short sentences, as you would tell a child."),
        "data": _("Also when nothing is collected: say so."),
        "rights": _("What does somebody do instead, and that it has no consequences."),
        "contact": _("A role and how to reach it, for example the office of the unit. No person's own number."),
    }

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("what", "why", "who", "data", "rights", "contact"):
            rows = 2 if name == "contact" else 4
            self.fields[name] = words_field(InformationPage, name, municipality, rows=rows, help_text=self.HELP.get(name, ""))
        self.fields["is_voluntary"] = forms.BooleanField(label=_("Taking part is voluntary"), required=False)


class ConcernForm(CarefulForm):
    """Anybody's, without an account."""

    careful_fields = ("text",)
    kind = forms.ChoiceField(label=_("What is it about?"), choices=ConcernKind.choices, widget=forms.RadioSelect)
    raised_as = forms.ChoiceField(label=_("In which part do you write?"), choices=RaisedAs.choices, widget=forms.RadioSelect)
    text = PlainText(
        label=_("What worries you?"),
        max_length=4000,
        rows=6,
        help_text=_("What happened, when and where. Write no names of children and no personal identity codes."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you want the answer there"),
        required=False,
        max_length=254,
        help_text=_("Without it you stay anonymous and read the answer with a code that you get next."),
    )
    # Made with the form, so that sending twice raises one concern.
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=40, initial=new_receipt)


class ReceiptForm(forms.Form):
    code = forms.CharField(label=_("The code that you got"), max_length=40, help_text=_("Sixteen letters and numbers, in groups of four."))


class AnswerConcernForm(forms.Form):
    answer = PlainText(
        label=_("Your answer"),
        max_length=4000,
        rows=6,
        help_text=_("What was found out and what is done. The one who raised it reads it with the code; nobody else does."),
    )


class ReasonForm(forms.Form):
    """Pausing, going on, stopping: both sides read why."""

    reason = PlainText(label=pgettext_lazy("halt", "Reason"), max_length=2000, rows=4, help_text=NO_NAMES)


class LogForm(CarefulForm):
    """One screen on a phone, under a minute: what stays the same is filled in."""

    careful_fields = ("tried", "worked", "blocking", "ideas", "incident_text")
    happened_on = forms.DateField(label=pgettext_lazy("log", "Day"), widget=NativeDate)
    headcount = forms.IntegerField(label=_("How many took part"), min_value=0, max_value=5000)
    minutes = forms.IntegerField(label=_("Minutes used"), min_value=1, max_value=1440)
    tried = PlainText(label=_("What did you try?"), max_length=LONGEST_LINE, rows=2, help_text=NO_NAMES)
    worked = PlainText(label=_("What worked?"), max_length=LONGEST_LINE, rows=2, required=False)
    blocking = PlainText(label=_("What got in the way?"), max_length=LONGEST_LINE, rows=2, required=False)
    ideas = PlainText(label=_("Ideas for changes"), max_length=LONGEST_LINE, rows=2, required=False)
    severity = forms.ChoiceField(
        label=_("Did something go wrong?"),
        choices=[("", _("No")), *Severity.choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("A matter of safety pauses the trial at once."),
    )
    incident_text = PlainText(label=_("What happened?"), max_length=2000, rows=2, required=False)
    is_stopping = forms.BooleanField(label=_("Pause the trial at once"), required=False)
    once_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, trial: Trial, last: LogEntry | None, replaces: LogEntry | None = None, **kwargs: Any) -> None:
        """last: the entry before, whose group, headcount and minutes are offered. replaces: the entry that is being mended."""
        super().__init__(*args, **kwargs)
        groups = list(groups_of(trial))
        if groups:
            self.fields["group"] = forms.ModelChoiceField(
                label=_("Group"), queryset=groups_of(trial), required=False, empty_label=_("All groups together")
            )
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        source = replaces or last
        first = groups[0] if groups else None
        self.initial.update(
            {
                "happened_on": replaces.happened_on if replaces else timezone.localdate(),
                "group": source.group_id if source else first,
                "headcount": source.headcount if source else (first.headcount if first else None),
                "minutes": source.minutes if source else 45,
            }
        )
        if replaces:
            self.initial.update({name: getattr(replaces, name) for name in ("tried", "worked", "blocking", "ideas")})
            for name in ("severity", "incident_text", "is_stopping"):
                del self.fields[name]
        self.order_fields(["happened_on", "group", "headcount", "minutes"])

    @property
    def often(self) -> list[Any]:
        """Fields that everybody fills in."""
        names = ("happened_on", "group", "headcount", "minutes", "tried")
        return [self[name] for name in names if name in self.fields]

    @property
    def shows_harmless(self) -> bool:
        """The box of a text with traces of people: CarefulForm shows it only then."""
        return not self["is_harmless"].is_hidden

    @property
    def seldom(self) -> list[Any]:
        return [self[name] for name in ("worked", "blocking", "ideas")]

    @property
    def incident(self) -> list[Any]:
        return [self[name] for name in ("severity", "incident_text", "is_stopping") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("severity") and not cleaned.get("incident_text"):
            self.add_error("incident_text", _("Tell in a sentence what happened."))
        return cleaned


class IncidentForm(CarefulForm):
    careful_fields = ("text",)
    happened_on = forms.DateField(label=pgettext_lazy("log", "Day"), widget=NativeDate)
    severity = forms.ChoiceField(label=_("How bad was it?"), choices=Severity.choices, widget=forms.RadioSelect)
    text = PlainText(label=_("What happened?"), max_length=2000, rows=4, help_text=NO_NAMES)
    is_stopping = forms.BooleanField(
        label=_("Pause the trial at once"), required=False, help_text=_("A matter of safety always pauses it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("happened_on", timezone.localdate())


class ResolveForm(CarefulForm):
    careful_fields = ("resolution",)
    resolution = PlainText(label=_("How was it mended?"), max_length=2000, rows=4, help_text=NO_NAMES)


class ChangeForm(CarefulForm):
    careful_fields = ("what", "why")
    what = PlainText(label=_("What changes in the plan?"), max_length=2000, rows=4)
    why = PlainText(label=_("Why?"), max_length=2000, rows=3)


class ReplyForm(forms.Form):
    is_agreed = forms.ChoiceField(
        label=_("Your side's reply"), choices=[("yes", _("We agree")), ("no", _("We do not agree"))], widget=forms.RadioSelect
    )
    reason = PlainText(label=_("Reason, if you do not agree"), max_length=1000, rows=3, required=False)


class ReviewForm(CarefulForm):
    careful_fields = ("works", "to_change", "reason")
    held_on = forms.DateField(label=pgettext_lazy("review", "Day"), widget=NativeDate)
    works = PlainText(label=_("What works?"), max_length=2000, rows=4)
    to_change = PlainText(label=_("What must change?"), max_length=2000, rows=3, required=False)
    outcome = forms.ChoiceField(label=_("How does it go on?"), choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    reason = PlainText(label=pgettext_lazy("halt", "Reason"), max_length=2000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", timezone.localdate())


class FeedbackForm(forms.Form):
    moment = forms.ChoiceField(label=_("When is it asked?"), choices=Moment.choices, widget=forms.RadioSelect)
    is_evaluation = forms.BooleanField(
        label=_("This is the side's evaluation"), required=False, help_text=_("The trial is closed when every side has evaluated.")
    )
    closes_on = forms.DateField(label=_("Last day to answer"), widget=NativeDate, required=False)

    def __init__(self, *args: Any, materials: list[Material], sides: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["material"] = forms.ChoiceField(
            label=_("Which questions?"),
            choices=[(str(material.pk), str(material.title)) for material in materials],
            widget=forms.RadioSelect,
        )
        self.by_pk = {str(material.pk): material for material in materials}
        self.order_fields(["material"])

    def clean_material(self) -> Material:
        return self.by_pk[self.cleaned_data["material"]]
