"""Pages of preparation: what is missing, and where each says, chooses or signs what is theirs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.agreeing import draft_trial_agreement
from talkoot.commons.trials.actions.consents import accept_principles, decide_go_ahead
from talkoot.commons.trials.actions.groups import add_on_site, add_party, remove_on_site, remove_party, state_no_visitors
from talkoot.commons.trials.actions.steps import (
    cancel_trial,
    choose_product,
    name_coordinator,
    renew_calendar_key,
    start_trial,
)
from talkoot.commons.trials.content.kinds import OVER, PLAN_SIDES
from talkoot.commons.trials.forms.preparing import (
    CoordinatorForm,
    GoAheadForm,
    OnSiteForm,
    PartyForm,
    PrinciplesForm,
    ProductForm,
    ReasonOfCancellingForm,
)
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import COORDINATE, GIVE_GO_AHEAD, HALT, HOST, PARTNER, PLAN, READ, START, may_name_contact, sides_of
from talkoot.commons.trials.phases.gates import GateState, all_gates_hold, day_has_come, gates_of
from talkoot.commons.trials.queries.gates import head_decision, principles_accepted, principles_of
from talkoot.commons.trials.queries.plans import agreed_plan, groups_as_planned, workload_of
from talkoot.commons.trials.queries.trials import groups_of, inner_trials, parties_of, people_on_site, products_for
from talkoot.kernel.links.registry import kind_of, url_of
from talkoot.kernel.people.queries import heads_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.agreements.permissions import WRITE as WRITE_AGREEMENT
from talkoot.tools.agreements.queries.agreements import agreements_of


class OnTrial(Page):
    """A page of one trial whose inside the person may read; 404 for everybody else."""

    permission = READ
    thing: Trial

    def fetch(self) -> Trial:
        return get_object_or_404(inner_trials(self.person), slug=self.kwargs["slug"])

    @property
    def trial(self) -> Trial:
        return self.thing

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Trials"), "url": reverse("trials:list")},
            {"label": self.trial.title, "url": self.back()},
            {"label": self.title, "url": ""},
        ]

    def back(self) -> str:
        return reverse("trials:detail", args=[self.trial.slug])

    def context(self) -> dict[str, Any]:
        return super().context() | {"trial": self.trial}


class TrialFormPage(OnTrial, FormPage):
    """A form about a trial; afterwards back to the trial, or to `next_page` of it."""

    next_page = "detail"

    def done_url(self, result: Any) -> str:
        return reverse(f"trials:{self.next_page}", args=[self.trial.slug])

    def cancel_url(self) -> str:
        return self.done_url(None)


class TrialButton(OnTrial, ActPage):
    """One button about a trial."""

    next_page = "detail"

    def done_url(self, result: Any) -> str:
        return reverse(f"trials:{self.next_page}", args=[self.trial.slug])


def address_of_gate(gate: GateState, trial: Trial) -> str:
    """Where it is given: the page of the thing that it rests on, else its page of the trial."""
    if gate.found.thing is not None and (address := url_of(gate.found.thing)):
        return address
    return reverse(f"trials:{gate.gate.page}", args=[trial.slug])


# --- Principles and go-ahead ----------------------------------------------------------------------------------------------


class PrinciplesPage(TrialFormPage):
    """The principles in the version of this trial, and who has accepted them."""

    title = gettext_lazy("Principles")
    template_name = "trials/principles.html"
    form_class = PrinciplesForm
    submit_label = gettext_lazy("Accept for our side")
    done_message = gettext_lazy("Accepted. Thank you.")

    def fetch(self) -> Trial:
        trial = super().fetch()
        self.principles = principles_of(trial)
        if self.principles is None:
            raise Http404
        return trial

    def form_kwargs(self) -> dict[str, Any]:
        return {"sides": sides_of(self.person, self.trial)}

    def context(self) -> dict[str, Any]:
        assert self.principles is not None
        accepted = list(principles_accepted(self.trial, self.principles))
        done = {acceptance.side for acceptance in accepted}
        own = sides_of(self.person, self.trial) & set(PLAN_SIDES)
        return super().context() | {"principles": self.principles, "accepted": accepted, "may_accept": bool(own - done)}

    def act(self, form: PrinciplesForm) -> Any:
        return accept_principles(actor=self.person, trial=self.trial, side=form.cleaned_data.get("side", ""))


class GoAheadPage(TrialFormPage):
    """What is asked of the unit, and the decision of its head."""

    title = gettext_lazy("Go-ahead of the head of the unit")
    template_name = "trials/go_ahead.html"
    form_class = GoAheadForm
    submit_label = gettext_lazy("Save the decision")
    done_message = gettext_lazy("The decision is saved.")

    def context(self) -> dict[str, Any]:
        plan = agreed_plan(self.trial)
        return super().context() | {
            "decision": head_decision(self.trial),
            "heads": [membership.person for membership in heads_of(self.trial.unit)],
            "may_decide": self.allows(GIVE_GO_AHEAD),
            "groups": groups_as_planned(self.trial),
            "plan": plan,
            "workload": workload_of(self.trial, plan) if plan else [],
        }

    def act(self, form: GoAheadForm) -> Any:
        return decide_go_ahead(
            actor=self.person, trial=self.trial, is_go=form.cleaned_data["is_go"], note=form.cleaned_data.get("note") or ""
        )


# --- Who takes part -------------------------------------------------------------------------------------------------------


class PeoplePage(OnTrial):
    """Parties, groups with their adults, and the adults of the partner who come on site."""

    title = gettext_lazy("Who takes part")
    template_name = "trials/people.html"

    def context(self) -> dict[str, Any]:
        parties = list(parties_of(self.trial))
        return super().context() | {
            "parties": parties,
            "groups": list(groups_of(self.trial)),
            "on_site": list(people_on_site(self.trial)),
            "may_host": self.allows(HOST),
            "may_partner": self.allows(PARTNER),
            "may_coordinate": allowed(self.person, COORDINATE),
            "own_parties": [party.pk for party in parties if self.trial.state not in OVER and may_name_contact(self.person, party)],
        }


class OnSiteAdd(TrialFormPage):
    permission = PARTNER
    title = gettext_lazy("A person who comes on site")
    lead = gettext_lazy("An adult of the unit is always present as well.")
    form_class = OnSiteForm
    next_page = "people"

    def act(self, form: OnSiteForm) -> Any:
        return add_on_site(actor=self.person, trial=self.trial, **form.cleaned_data)


class OnSiteRemove(TrialButton):
    permission = PARTNER
    next_page = "people"
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        person = get_object_or_404(people_on_site(self.trial), pk=self.kwargs["pk"])
        return remove_on_site(actor=self.person, trial=self.trial, person=person)


class NoVisitors(TrialButton):
    permission = PARTNER
    next_page = "people"
    done_message = gettext_lazy("Nobody of the partner comes on site.")

    def act(self) -> Any:
        return state_no_visitors(actor=self.person, trial=self.trial)


class PartyAdd(TrialFormPage):
    permission = COORDINATE
    title = gettext_lazy("A further party")
    form_class = PartyForm
    next_page = "people"

    def act(self, form: PartyForm) -> Any:
        return add_party(actor=self.person, trial=self.trial, **form.cleaned_data)


class PartyRemove(TrialButton):
    permission = COORDINATE
    next_page = "people"
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        party = get_object_or_404(parties_of(self.trial), pk=self.kwargs["pk"])
        return remove_party(actor=self.person, trial=self.trial, party=party)


class CoordinatorPage(TrialFormPage):
    permission = COORDINATE
    title = gettext_lazy("Coordinator of the trial")
    form_class = CoordinatorForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"coordinator": self.trial.coordinator_id}}

    def act(self, form: CoordinatorForm) -> Any:
        return name_coordinator(actor=self.person, trial=self.trial, coordinator=form.cleaned_data["coordinator"])


# --- Product, agreement, measures -----------------------------------------------------------------------------------------


class ProductPage(TrialFormPage):
    """The version that is tried; its screening, lane and assessment stand on its own page."""

    permission = READ
    title = gettext_lazy("The product that is tried")
    template_name = "trials/product.html"
    form_class = ProductForm
    submit_label = gettext_lazy("Choose")
    done_message = gettext_lazy("The product is chosen.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"versions": products_for(self.trial), "initial": {"version": self.trial.product_version_id}}

    def context(self) -> dict[str, Any]:
        wanted = ("screening", "lane", "assessment")
        return super().context() | {
            "may_choose": self.allows(PARTNER) and self.trial.started_at is None,
            "has_products": products_for(self.trial).exists(),
            "gates": [gate for gate in gates_of(self.trial) if gate.code in wanted],
        }

    def act(self, form: ProductForm) -> Any:
        return choose_product(actor=self.person, trial=self.trial, version=form.cleaned_data["version"])


class AgreementPage(OnTrial):
    """Leads to the agreement of the trial; before there is one, its coordinator drafts it here from the accepted plan."""

    title = gettext_lazy("Agreement")
    template_name = "trials/agreement.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        newest = agreements_of(self.trial).first()
        return redirect("agreements:detail", newest.pk) if newest else self.show()

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "may_draft": allowed(self.person, WRITE_AGREEMENT, self.trial),
            "plan": agreed_plan(self.trial),
        }


class AgreementDraft(TrialButton):
    permission = COORDINATE
    done_message = gettext_lazy("The agreement is drafted. Complete it and send it to be signed.")
    next_page = "agreement"

    def act(self) -> Any:
        return draft_trial_agreement(actor=self.person, trial=self.trial)


class MeasuresPage(OnTrial):
    """Leads to the indicators of the trial, which their own tool keeps."""

    title = gettext_lazy("What is measured")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect("measures:of", kind_of(self.trial), self.trial.pk)


# --- Start and cancel -----------------------------------------------------------------------------------------------------


class StartPage(OnTrial):
    """All gates once more, and the button when they hold."""

    permission = START
    title = gettext_lazy("Start the trial")
    template_name = "trials/start.html"

    def context(self) -> dict[str, Any]:
        trial = self.trial
        return super().context() | {
            "gates": [{"gate": gate, "url": address_of_gate(gate, trial)} for gate in gates_of(trial)],
            "refusal": all_gates_hold(trial) or day_has_come(trial),
            "is_prepared": trial.state == "preparing",
        }


class StartButton(TrialButton):
    permission = START
    done_message = gettext_lazy("The trial has started.")

    def act(self) -> Any:
        return start_trial(actor=self.person, trial=self.trial)

    def refused_url(self) -> str:
        return reverse("trials:start", args=[self.trial.slug])


class CancelPage(TrialFormPage):
    permission = HALT
    title = gettext_lazy("Cancel the trial")
    lead = gettext_lazy("It does not begin. What was planned stays readable for its sides.")
    form_class = ReasonOfCancellingForm
    submit_label = gettext_lazy("Cancel the trial")
    done_message = gettext_lazy("The trial is cancelled. Both sides are told.")

    def act(self, form: ReasonOfCancellingForm) -> Any:
        return cancel_trial(actor=self.person, trial=self.trial, reason=form.cleaned_data["reason"])


class CalendarKeyRenew(TrialButton):
    permission = PLAN
    next_page = "plan"
    done_message = gettext_lazy("The old address of the calendar no longer works.")

    def act(self) -> Any:
        return renew_calendar_key(actor=self.person, trial=self.trial)
