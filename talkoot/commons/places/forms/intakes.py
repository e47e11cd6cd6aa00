from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import IntakeState, Reason, SenderKind, Use
from talkoot.commons.places.content.routes import routes
from talkoot.commons.places.models.place import Place
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.careful import CarefulForm
from talkoot.kernel.ui.texts import PlainText

ANY = [("", _("All"))]


class ProposeForm(CarefulForm, forms.Form):
    """One form for all who want to do something in a place."""

    title = PlainText(label=_("What, in a few words?"), max_length=140)
    what = PlainText(label=_("What do you propose?"), max_length=4000, rows=6, help_text=_("What happens, and what should come of it."))
    for_whom = PlainText(label=_("For whom is it?"), max_length=2000, rows=3, help_text=_("Which customers, and which need of theirs."))
    needed = PlainText(
        label=_("What do you need of the place?"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("Space, hours of the staff, test users, data."),
    )
    timing = PlainText(label=_("When, and for how long?"), required=False, max_length=300)
    disturbance = PlainText(label=_("What is heard, seen or smelt of it?"), required=False, max_length=1000, rows=2)
    data_use = PlainText(
        label=_("What data does it gather?"), required=False, max_length=1000, rows=2, help_text=_("None is a good answer.")
    )
    uses = forms.MultipleChoiceField(
        label=_("Does any of these belong to it?"),
        required=False,
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The place refuses these. If you tick one, you read at once why, and what you could do instead."),
    )
    sender_kind = forms.ChoiceField(label=_("Who are you?"), choices=SenderKind.choices)
    organisation = forms.ModelChoiceField(queryset=None, label=_("On behalf of"), required=False)  # type: ignore[var-annotated]
    organisation_name = PlainText(label=_("Organisation"), required=False, max_length=200)
    contact_name = PlainText(label=_("Your name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The answer is sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    accepts_terms = forms.BooleanField(label=_("We have read the terms of the place and accept them"))
    once_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    careful_fields = ("what", "for_whom", "needed", "disturbance", "data_use")

    def __init__(self, *args: Any, place: Place, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once_key"].initial = new_receipt()
        self.fields["uses"].choices = [(use.value, use.label) for use in Use if use in place.refused_uses]  # type: ignore[attr-defined]
        if not place.refused_uses:
            del self.fields["uses"]
        mine = Organisation.objects.filter(pk__in=organisation_ids_of(person), is_active=True).order_by("name_order")
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        if isinstance(person, Person):
            self.fields["contact_name"].initial, self.fields["contact_email"].initial = person.name, person.email
        if not isinstance(person, Person) or not mine:
            del self.fields["organisation"]


class RouteForm(forms.Form):
    route = forms.ChoiceField(label=_("Way on"), widget=forms.RadioSelect)
    answer = PlainText(label=_("Message to the sender"), required=False, max_length=4000, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [(route.code, route.label) for route in routes()]  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    answer = PlainText(
        label=_("In your own words"), max_length=4000, rows=4, help_text=_("Why, and what the sender could do instead. It is sent by mail.")
    )


class IntakeFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[*ANY, *IntakeState.choices])
    sender_kind = forms.ChoiceField(label=pgettext_lazy("proposal", "Sender"), required=False, choices=[*ANY, *SenderKind.choices])
    route = forms.ChoiceField(label=_("Way on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [*ANY, *((route.code, route.label) for route in routes())]  # type: ignore[attr-defined]

    def narrow(self, queryset: Any) -> Any:
        for name in ("state", "sender_kind", "route"):
            if self.cleaned_data.get(name):
                queryset = queryset.filter(**{name: self.cleaned_data[name]})
        return queryset
