"""An impact assessment's way: being written → with the data protection officer → waits for the decision → approved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.content.kinds import CRITERIA_THAT_CALL, AssessmentState, Consultation, Lane, Outcome
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.permissions import ADVISE, DECIDE_ASSESSMENT, WRITE_ASSESSMENT
from talkoot.tools.privacy.queries.assessments import legal_bases_of, needs_consultation, risks_of

# Left empty an assessment says nothing; the others may truthfully be empty.
NEEDED_TEXTS = ("description", "data_types", "data_subjects", "recipients", "countries", "necessity", "views_of_people", "residual_risk")
NEEDED_NUMBERS = ("people_count", "retention_days")


def label(name: str) -> Any:
    return ImpactAssessment._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def everything_described(assessment: ImpactAssessment) -> Refusal | None:
    empty = [name for name in NEEDED_TEXTS if not getattr(assessment, name).strip()]
    empty += [name for name in NEEDED_NUMBERS if getattr(assessment, name) is None]
    if not empty:
        return None
    labels = [str(label(name)) for name in empty]
    return Refusal(_("Still empty: %(parts)s.") % {"parts": ", ".join(labels)}, mend=_("Write it, then go on."))


def purposes_have_bases(assessment: ImpactAssessment) -> Refusal | None:
    if legal_bases_of(assessment).exists():
        return None
    return Refusal(_("No purpose with its legal basis."), mend=_("Add each purpose, its basis and why it is necessary."))


def risks_weighed(assessment: ImpactAssessment) -> Refusal | None:
    risks = list(risks_of(assessment))
    if not risks:
        return Refusal(_("No risk has been weighed."), mend=_("Add what may happen to the child, and how it is prevented."))
    if any(risk.likelihood_after is None or risk.severity_after is None or not risk.measures.strip() for risk in risks):
        return Refusal(_("A risk lacks its measures, or how likely and grave it is after them."), mend=_("Complete each risk."))
    return None


def authority_consulted(assessment: ImpactAssessment) -> Refusal | None:
    if needs_consultation(assessment):
        return Refusal(
            _("A high risk is left after the measures."),
            mend=_("Lower it, or consult the supervisory authority beforehand (GDPR article 36) and write down the answer."),
        )
    if assessment.consultation in (Consultation.NEEDED, Consultation.ASKED):
        return Refusal(_("The supervisory authority has not answered yet."), mend=_("Wait for the answer and write it down."))
    return None


def truly_not_needed(assessment: ImpactAssessment) -> Refusal | None:
    if assessment.lane != Lane.A:
        return Refusal(_("Lanes B and C always need an assessment."), mend=_("Fill it in and send it for advice."))
    if len(assessment.criteria) >= CRITERIA_THAT_CALL:
        return Refusal(_("Two or more criteria call for an assessment."), mend=_("Fill it in and send it for advice."))
    return None


S = AssessmentState


LIFE = LifeCycle(
    "assessment",
    states=dict(S.choices),
    steps=[
        Step(
            "send_for_advice",
            S.DRAFT,
            S.ADVICE,
            _("Send to the data protection officer"),
            WRITE_ASSESSMENT,
            needs=(everything_described, purposes_have_bases, risks_weighed),
        ),
        Step("take_back", (S.ADVICE, S.DECISION), S.DRAFT, _("Take back to writing"), WRITE_ASSESSMENT),
        Step("advise", S.ADVICE, S.DECISION, _("Give advice"), ADVISE),
        Step("go", S.DECISION, S.APPROVED, Outcome.GO.label, DECIDE_ASSESSMENT, needs=(authority_consulted,)),
        Step("change", S.DECISION, S.DRAFT, Outcome.CHANGE.label, DECIDE_ASSESSMENT),
        Step("stop", (S.DECISION, S.APPROVED), S.STOPPED, Outcome.STOP.label, DECIDE_ASSESSMENT),
        Step("not_needed", S.DRAFT, S.NOT_NEEDED, Outcome.NOT_NEEDED.label, DECIDE_ASSESSMENT, needs=(truly_not_needed,)),
    ],
)
