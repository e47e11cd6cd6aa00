"""Mail to those who move next. Every listener may be called twice: mail has a unique key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from talkoot.kernel.events import on
from talkoot.kernel.people.models.person import Person
from talkoot.tools.privacy.actions.telling import tell
from talkoot.tools.privacy.events import AdviceAsked, AdviceGiven, AssessmentDecided, LaneDecided
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.permissions import CONTROLLER, DPO
from talkoot.tools.privacy.queries.people import contacts_of, people_with_role


@on(AdviceAsked)
def tell_officer(event: AdviceAsked) -> None:
    assessment = assessment_of(event.assessment_id)
    if assessment is not None:
        tell_all(people_with_role(DPO), assessment, "advice_asked", "privacy:give_advice", period=round_of(assessment))


@on(AdviceGiven)
def tell_official(event: AdviceGiven) -> None:
    assessment = assessment_of(event.assessment_id)
    if assessment is not None:
        tell_all(
            people_with_role(CONTROLLER),
            assessment,
            "advice_given",
            "privacy:decide_assessment",
            period=f"{assessment.sent_at:%Y%m%d%H%M%S}",
        )


@on(AssessmentDecided)
def tell_writer(event: AssessmentDecided) -> None:
    assessment = assessment_of(event.assessment_id)
    if assessment is not None and assessment.written_by is not None:
        period = f"{event.outcome} {round_of(assessment)}"
        tell_all([assessment.written_by], assessment, "assessment_decided", "privacy:assessment", period=period)


@on(LaneDecided)
def tell_organisation(event: LaneDecided) -> None:
    version = ProductVersion.objects.select_related("product__organisation", "municipality").filter(pk=event.version_id).first()
    if version is not None:
        tell_all(contacts_of(version.product.organisation), version, "lane_decided", "privacy:version", period=event.lane)


def round_of(assessment: ImpactAssessment) -> str:
    """Each time it is sent for advice is a round of its own."""
    return f"{assessment.sent_at:%Y%m%d%H%M%S}" if assessment.sent_at else ""


def assessment_of(pk: int) -> ImpactAssessment | None:
    return ImpactAssessment.objects.select_related("municipality", "written_by").filter(pk=pk).first()


def tell_all(people: Iterable[Person], thing: Any, event: str, page: str, *, period: str = "") -> None:
    for person in people:
        tell(person, thing, event, page, args=[thing.pk], period=period)
