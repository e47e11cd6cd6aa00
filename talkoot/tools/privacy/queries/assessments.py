"""Reads about impact assessments. visible_assessments() is the one rule of lists and search; READ_ASSESSMENT that of a page."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.kernel.audit.chain import canonical, plain
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.content.kinds import AssessmentState, Consultation, Lane
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment, LegalBasis, Risk
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.subject import subject_fields
from talkoot.tools.privacy.permissions import KEEPERS, SEES_ALL, roles_here
from talkoot.tools.privacy.queries.lanes import lane_for

# What the assessment says: written by hand, hashed for the advice, sealed with the decision.
TEXTS = (
    "title",
    "language",
    "lane",
    "criteria",
    "description",
    "data_types",
    "data_subjects",
    "age_from",
    "age_to",
    "people_count",
    "recipients",
    "sub_processors",
    "countries",
    "retention_days",
    "necessity",
    "views_of_people",
    "residual_risk",
    "consultation",
    "consultation_note",
)


def visible_assessments(person: Any) -> QuerySet[ImpactAssessment]:
    """All, for coordinators, the data protection officer and the controller's official; else those of subjects kept open to her."""
    rows = ImpactAssessment.objects.select_related("version__product")
    if roles_here(person) & SEES_ALL:
        return rows
    if person is None:
        return rows.none()
    open_to_her = Q(pk=None)
    for kind, keeper in KEEPERS.items():
        if keeper.visible is not None:
            open_to_her |= Q(subject_kind=kind, subject_id__in=keeper.visible(person).values("pk"))
    return rows.filter(open_to_her)


def assessments_of(thing: models.Model) -> QuerySet[ImpactAssessment]:
    """Assessments of a subject, or those of a product version that belong to no subject. Newest first."""
    rows = ImpactAssessment.objects.select_related("version__product").order_by("-pk")
    if isinstance(thing, ProductVersion):
        return rows.filter(version=thing, subject_kind="")
    return rows.filter(**subject_fields(thing))


def assessment_for(thing: models.Model) -> ImpactAssessment | None:
    """The assessment that counts for a subject or a product version: the one in force, else the newest in the making."""
    rows = list(assessments_of(thing).exclude(state=AssessmentState.REPLACED)[:10])
    in_force = (row for row in rows if row.state in (AssessmentState.APPROVED, AssessmentState.NOT_NEEDED))
    return next(in_force, rows[0] if rows else None)


def holds(assessment: ImpactAssessment, on: date | None = None) -> bool:
    """Approved, and its review day has not passed."""
    day = on or timezone.localdate()
    return assessment.state == AssessmentState.APPROVED and assessment.review_on is not None and assessment.review_on >= day


def missing_for_lane(version: ProductVersion | None, subject: models.Model | None = None, on: date | None = None) -> list[Refusal]:
    """What data protection still needs before a thing with this product may start; empty when it may.

    Lane undecided; in lane B or C an approved impact assessment of the subject (or, without a subject, of the version).
    Without a product no pupil data arise through one, so nothing is missing.
    """
    if version is None:
        return []
    lane = lane_for(version)
    if lane is None:
        return [
            Refusal(
                _("The data lane of the product has not been decided."),
                mend=_("The organisation answers the data questionnaire; then a coordinator decides."),
            )
        ]
    if lane == Lane.A:
        return []
    assessment = assessment_for(subject if subject is not None else version)
    if assessment is None:
        return [
            Refusal(
                _("Lane %(lane)s needs an impact assessment.") % {"lane": lane.value}, mend=_("A coordinator opens it and fills it in.")
            )
        ]
    if holds(assessment, on):
        return [] if assessment.lane >= lane else [lane_has_risen(lane)]
    return [not_approved(assessment)]


def lane_has_risen(lane: Lane) -> Refusal:
    return Refusal(
        _("The impact assessment was made for a lower lane than %(lane)s.") % {"lane": lane.value},
        mend=_("A coordinator renews the assessment."),
    )


def not_approved(assessment: ImpactAssessment) -> Refusal:
    """Who moves next, in words."""
    who = {
        AssessmentState.DRAFT: _("It is still being written: a coordinator finishes it."),
        AssessmentState.ADVICE: _("It waits for the advice of the data protection officer."),
        AssessmentState.DECISION: _("It waits for the decision of the controller's official."),
        AssessmentState.APPROVED: _("Its review day has passed: a coordinator renews it."),
        AssessmentState.STOPPED: _("It was decided to stop: change the plan and make a new assessment."),
        AssessmentState.NOT_NEEDED: _("It was found not needed, but the lane needs one: a coordinator makes it."),
    }
    return Refusal(_("The impact assessment is not in force."), mend=who.get(AssessmentState(assessment.state), ""))


def legal_bases_of(thing: ImpactAssessment | models.Model) -> QuerySet[LegalBasis]:
    """Of an assessment, or of a subject that has none."""
    if isinstance(thing, ImpactAssessment):
        return LegalBasis.objects.filter(assessment=thing).order_by("pk")
    return LegalBasis.objects.filter(assessment=None, **subject_fields(thing)).order_by("pk")


def risks_of(assessment: ImpactAssessment) -> QuerySet[Risk]:
    return Risk.objects.filter(assessment=assessment).order_by("pk")


def newest_advice(assessment: ImpactAssessment) -> Advice | None:
    return Advice.objects.filter(assessment=assessment).order_by("-pk").first()


def advice_of(assessment: ImpactAssessment) -> QuerySet[Advice]:
    return Advice.objects.filter(assessment=assessment).order_by("-pk")


def decisions_of(assessment: ImpactAssessment) -> QuerySet[AssessmentDecision]:
    return AssessmentDecision.objects.filter(assessment=assessment).order_by("-pk")


def content_of(assessment: ImpactAssessment) -> dict[str, Any]:
    """Everything the assessment says, as plain values. Two queries."""
    facts: dict[str, Any] = plain({name: getattr(assessment, name) for name in TEXTS})
    facts["bases"] = plain(list(legal_bases_of(assessment).values("purpose", "basis", "necessity", "alternatives")))
    facts["risks"] = plain(
        list(risks_of(assessment).values("text", "likelihood", "severity", "measures", "likelihood_after", "severity_after"))
    )
    return facts


def hash_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def has_high_residual_risk(assessment: ImpactAssessment) -> bool:
    return any(risk.level_after == "high" for risk in risks_of(assessment))


def needs_consultation(assessment: ImpactAssessment) -> bool:
    """GDPR article 36: a high risk that the measures do not lower is taken to the authority before anything starts."""
    return has_high_residual_risk(assessment) and assessment.consultation != Consultation.ANSWERED


def assessments_waiting_for_advice() -> QuerySet[ImpactAssessment]:
    return ImpactAssessment.objects.filter(state=AssessmentState.ADVICE).order_by("sent_at", "pk")


def assessments_waiting_for_decision() -> QuerySet[ImpactAssessment]:
    return ImpactAssessment.objects.filter(state=AssessmentState.DECISION).order_by("sent_at", "pk")


def assessments_to_review(until: date) -> QuerySet[ImpactAssessment]:
    """Approved ones whose review day comes by the day and whose renewal nobody has begun."""
    return ImpactAssessment.objects.filter(
        ~models.Exists(ImpactAssessment.objects.filter(replaces=models.OuterRef("pk"))),
        state=AssessmentState.APPROVED,
        review_on__lte=until,
    ).order_by("review_on", "pk")


def renewal_of(assessment: ImpactAssessment) -> ImpactAssessment | None:
    """The assessment that renews this one, begun or approved."""
    return ImpactAssessment.objects.filter(replaces=assessment).first()
