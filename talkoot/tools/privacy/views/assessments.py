"""Impact assessments: the list, the record, its parts, the advice and the decision."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.privacy.actions.assessments import (
    STEP_ACTIONS,
    decide_assessment,
    give_advice,
    open_assessment,
    renew_assessment,
)
from talkoot.tools.privacy.actions.deletion import note_view
from talkoot.tools.privacy.content.kinds import CRITERIA, AssessmentState, Lane, Outcome
from talkoot.tools.privacy.forms.assessments import (
    AdviceForm,
    AssessmentFilter,
    DecisionForm,
    StartForm,
)
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.models.subject import subject_of
from talkoot.tools.privacy.permissions import ADVISE, DECIDE_ASSESSMENT, KEEPERS, READ_ASSESSMENT, VIEW, WRITE_ASSESSMENT
from talkoot.tools.privacy.phases import LIFE
from talkoot.tools.privacy.queries.assessments import (
    advice_of,
    decisions_of,
    holds,
    legal_bases_of,
    newest_advice,
    renewal_of,
    risks_of,
    visible_assessments,
)
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.views.tabs import tabs_of
from talkoot.tools.privacy.views.versions import OnVersion

# States that a phase bar shows on the way; the others are ends beside it.
WAY = (AssessmentState.DRAFT, AssessmentState.ADVICE, AssessmentState.DECISION, AssessmentState.APPROVED)
OUTCOMES = {"go": Outcome.GO, "change": Outcome.CHANGE, "stop": Outcome.STOP, "not_needed": Outcome.NOT_NEEDED}


class AssessmentList(ListPage):
    permission = VIEW
    template_name = "privacy/list.html"
    title = gettext_lazy("Impact assessments")
    lead = gettext_lazy("What may happen to people's data, how it is prevented, and who decided.")
    row_template = "privacy/assessment_row.html"
    filter_form_class = AssessmentFilter
    sorts = (Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),)
    columns = (
        Column(gettext_lazy("Assessment"), lambda row: row.title),
        Column(gettext_lazy("State"), lambda row: row.get_state_display()),
        Column(gettext_lazy("Data lane"), lambda row: row.lane),
        Column(gettext_lazy("Looked at again on"), lambda row: row.review_on or ""),
    )

    def rows(self) -> Any:
        return visible_assessments(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "tabs": tabs_of(self, "assessments")}

    def primary_action(self) -> dict[str, Any] | None:
        if not self.allows(WRITE_ASSESSMENT):
            return None
        return {"label": _("Begin an assessment"), "url": reverse("privacy:assess")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No impact assessments yet"),
            "text": _("Lanes B and C need one. The data protection officer advises, the controller's official decides."),
        }


def assessment_or_404(page: Page, pk: int) -> ImpactAssessment:
    """What the person may not read is not there."""
    row: ImpactAssessment = get_object_or_404(ImpactAssessment.objects.select_related("version__product__organisation"), pk=pk)
    if page.person is not None and not allowed(page.person, READ_ASSESSMENT, row):
        raise Http404
    return row


def assessment_crumbs(assessment: ImpactAssessment, here: Any = "") -> list[dict[str, Any]]:
    own = {"label": assessment.title, "url": reverse("privacy:assessment", args=[assessment.pk]) if here else ""}
    start = [{"label": _("Impact assessments"), "url": reverse("privacy:assessments")}, own]
    return [*start, {"label": here, "url": ""}] if here else start


class AssessmentDetail(Page):
    permission = READ_ASSESSMENT
    template_name = "privacy/assessment.html"
    thing: ImpactAssessment

    def fetch(self) -> ImpactAssessment:
        return assessment_or_404(self, self.kwargs["pk"])

    @property
    def title(self) -> str:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return assessment_crumbs(self.thing)

    def context(self) -> dict[str, Any]:
        assessment = self.thing
        if assessment.lane != Lane.A:
            note_view(actor=self.person, thing=assessment)
        steps = LIFE.open_steps(assessment, self.person)
        subject = subject_of(assessment)
        is_draft = assessment.state == AssessmentState.DRAFT
        return super().context() | {
            "assessment": assessment,
            "subject": {"label": title_of(subject), "url": url_of(subject)} if subject is not None else None,
            "criteria": [CRITERIA[key] for key in assessment.criteria if key in CRITERIA],
            "bases": list(legal_bases_of(assessment)),
            "risks": list(risks_of(assessment)),
            "advice": list(advice_of(assessment)),
            "decisions": list(decisions_of(assessment)),
            "renewal": renewal_of(assessment),
            "is_in_force": holds(assessment),
            "phases": self.phases(),
            "who": self.who(),
            "may_write": is_draft and self.allows(WRITE_ASSESSMENT),
            "may_renew": assessment.state in (AssessmentState.APPROVED, AssessmentState.STOPPED, AssessmentState.NOT_NEEDED)
            and self.allows(WRITE_ASSESSMENT),
            "forward": next((one for one in steps if one.step.name == "send_for_advice"), None),
            "can_take_back": any(one.step.name == "take_back" for one in steps),
            "can_advise": any(one.step.name == "advise" for one in steps),
            "can_decide": any(one.step.name in ("go", "change") for one in steps),
            "can_end": any(one.step.name in ("stop", "not_needed") for one in steps) and not any(one.step.name == "go" for one in steps),
            "obstacles": [str(refusal) for one in steps if one.step.name == "go" for refusal in one.refusals],
        }

    def phases(self) -> list[dict[str, Any]]:
        state = AssessmentState(self.thing.state)
        if state not in WAY:
            return [{"label": state.label, "state": "current"}]
        here = WAY.index(state)
        return [
            {"label": one.label, "state": "done" if n < here or state == AssessmentState.APPROVED else "current" if n == here else "next"}
            for n, one in enumerate(WAY)
        ]

    def who(self) -> str:
        return {
            AssessmentState.DRAFT: _("Those who write it"),
            AssessmentState.ADVICE: _("Data protection officer"),
            AssessmentState.DECISION: _("Controller's official"),
        }.get(AssessmentState(self.thing.state), "")


class AssessmentStart(FormPage):
    """Of nothing in particular, or of a subject whose app keeps such."""

    permission = WRITE_ASSESSMENT
    title = gettext_lazy("Begin an impact assessment")
    lead = gettext_lazy("You fill it in part by part and save each; nothing need be complete at once.")
    submit_label = gettext_lazy("Begin")
    form_class = StartForm

    def fetch(self) -> models.Model | None:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"]) if "kind" in self.kwargs else None

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Impact assessments"), "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        title = str(title_of(self.thing)) if self.thing is not None else ""
        return {"languages": self.municipality.languages, "initial": {"lane": Lane.B, "title": title}}

    def act(self, form: Any) -> ImpactAssessment:
        return open_assessment(actor=self.person, subject=self.thing, **form.cleaned_data)

    def done_url(self, result: ImpactAssessment) -> str:
        return reverse("privacy:assessment", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("privacy:assessments")


class AssessmentStartOfVersion(OnVersion):
    permission = WRITE_ASSESSMENT
    title = gettext_lazy("Begin an impact assessment")
    lead = gettext_lazy("What the organisation has answered is there from the start.")
    submit_label = gettext_lazy("Begin")
    form_class = StartForm

    def form_kwargs(self) -> dict[str, Any]:
        initial = {"lane": lane_for(self.thing) or Lane.B, "title": str(self.thing)}
        return {"languages": self.municipality.languages, "initial": initial}

    def act(self, form: Any) -> ImpactAssessment:
        return open_assessment(actor=self.person, version=self.thing, **form.cleaned_data)

    def done_url(self, result: ImpactAssessment) -> str:
        return reverse("privacy:assessment", args=[result.pk])


def kept_subject_or_404(kind: str, pk: int) -> models.Model:
    """A subject of a kind whose app has said who keeps its records; no other row can be reached by its address."""
    if kind not in KEEPERS:
        raise Http404
    return get_object_or_404(apps.get_model(kind)._default_manager.all(), pk=pk)


class OnAssessment(FormPage):
    """One part of an assessment, saved by itself."""

    permission = WRITE_ASSESSMENT
    thing: ImpactAssessment

    def fetch(self) -> ImpactAssessment:
        return assessment_or_404(self, self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return assessment_crumbs(self.thing, self.title)

    def done_url(self, result: Any) -> str:
        return reverse("privacy:assessment", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class OneButton(ActPage):
    """One button about an assessment; back to its page."""

    permission = READ_ASSESSMENT
    thing: ImpactAssessment

    def fetch(self) -> ImpactAssessment:
        return assessment_or_404(self, self.kwargs["pk"])

    def done_url(self, result: Any) -> str:
        return reverse("privacy:assessment", args=[self.thing.pk])


class AssessmentStep(OneButton):
    """Send for advice, or take back. The action asks who may."""

    done_message = gettext_lazy("Done.")

    def act(self) -> Any:
        step = STEP_ACTIONS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        return step(actor=self.person, assessment=self.thing)


class AssessmentRenew(OneButton):
    permission = WRITE_ASSESSMENT
    done_message = gettext_lazy("Everything is copied into a new draft. The old one stays in force until the new one is approved.")

    def act(self) -> ImpactAssessment:
        return renew_assessment(actor=self.person, assessment=self.thing)

    def done_url(self, result: ImpactAssessment) -> str:
        return reverse("privacy:assessment", args=[result.pk])


class AdvicePage(OnAssessment):
    permission = ADVISE
    title = gettext_lazy("Give advice")
    lead = gettext_lazy("Your advice is independent and goes to the controller's official, who decides. It is kept as it was given.")
    submit_label = gettext_lazy("Give the advice")
    done_message = gettext_lazy("Your advice is given. The assessment waits for the decision.")
    form_class = AdviceForm

    def act(self, form: Any) -> Any:
        return give_advice(actor=self.person, assessment=self.thing, **form.cleaned_data)


class DecisionPage(OnAssessment):
    permission = DECIDE_ASSESSMENT
    template_name = "privacy/decision_form.html"
    title = gettext_lazy("Decide on the impact assessment")
    lead = gettext_lazy("The decision is yours as the controller; it is sealed together with the text it rests on.")
    submit_label = gettext_lazy("Decide")
    done_message = gettext_lazy("The decision is noted.")
    form_class = DecisionForm

    def form_kwargs(self) -> dict[str, Any]:
        names = [one.step.name for one in LIFE.open_steps(self.thing, self.person)]
        return {"outcomes": [OUTCOMES[name] for name in names if name in OUTCOMES]}

    def act(self, form: Any) -> Any:
        return decide_assessment(actor=self.person, assessment=self.thing, **form.cleaned_data)

    def show(self, *, status: int = 200, **more: Any) -> HttpResponse:
        advice = newest_advice(self.thing) if self.thing.state != AssessmentState.DRAFT else None
        steps = LIFE.open_steps(self.thing, self.person)
        obstacles = [str(refusal) for one in steps if one.step.name == "go" for refusal in one.refusals]
        return super().show(status=status, assessment=self.thing, advice=advice, obstacles=obstacles, **more)
