"""What a trial says of itself in all languages, and who is the contact of a party."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.groups import name_contact
from talkoot.commons.trials.actions.steps import change_trial
from talkoot.commons.trials.forms.preparing import ContactForm, TextsForm
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import PLAN, may_name_contact
from talkoot.commons.trials.queries.people import people_of_party
from talkoot.commons.trials.queries.trials import parties_of
from talkoot.commons.trials.views.preparing import TrialFormPage


class PartyContact(TrialFormPage):
    """Each side names its own; the coordinator for both. Of other parties nothing is found here."""

    permission = PLAN
    title = gettext_lazy("Contact of a party")
    form_class = ContactForm
    next_page = "people"
    done_message = gettext_lazy("Saved.")

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.party = get_object_or_404(parties_of(trial), pk=self.kwargs["pk"])
        if not may_name_contact(self.person, self.party):
            raise Http404
        return trial

    @property
    def lead(self) -> Any:
        return self.party.unit or self.party.organisation

    def form_kwargs(self) -> dict[str, Any]:
        return {"people": people_of_party(self.party), "initial": {"contact": self.party.contact_id}}

    def act(self, form: ContactForm) -> Any:
        return name_contact(actor=self.person, trial=self.trial, party=self.party, contact=form.cleaned_data["contact"])


class TextsPage(TrialFormPage):
    """What everybody reads of the trial, in each language of the municipality."""

    permission = PLAN
    title = gettext_lazy("Title and summary in all languages")
    lead = gettext_lazy("What is missing is shown to readers in the language in which it was written.")
    form_class = TextsForm
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"trial": self.trial, "municipality": self.municipality}

    def act(self, form: TextsForm) -> Any:
        return change_trial(actor=self.person, trial=self.trial, **form.cleaned_data)
