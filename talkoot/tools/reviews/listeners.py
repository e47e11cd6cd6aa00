"""Mail to jurors when it is their turn. Every listener may be called twice: mail has a unique key."""

from __future__ import annotations

from talkoot.kernel.events import on
from talkoot.tools.reviews.actions.telling import tell
from talkoot.tools.reviews.content.kinds import State
from talkoot.tools.reviews.events import AssessmentOpened, JurorNamed, ReadersDrawn, ResultsReleased
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.juror import Juror
from talkoot.tools.reviews.queries.jurors import acting_jurors, jurors_of_draw, work_of


def assessment_of(pk: int) -> Assessment | None:
    return Assessment.objects.select_related("municipality").filter(pk=pk).first()


@on(JurorNamed)
def ask_for_declaration(event: JurorNamed) -> None:
    juror = Juror.objects.select_related("person", "assessment__municipality").filter(pk=event.juror_id, dismissed_at=None).first()
    if juror is not None and juror.declared_at is None:
        tell(juror.person, juror.assessment, "named", page="reviews:declare", is_blind=juror.assessment.is_blind)


@on(AssessmentOpened)
def announce_scoring(event: AssessmentOpened) -> None:
    assessment = assessment_of(event.assessment_id)
    if assessment is not None:
        announce(assessment, period="begun")


@on(ReadersDrawn)
def announce_new_draw(event: ReadersDrawn) -> None:
    """Before scoring begins nobody hears of draws; later ones bring somebody more to read."""
    assessment = assessment_of(event.assessment_id)
    if assessment is not None and assessment.state == State.SCORING:
        announce(assessment, period=f"draw-{event.number}", only_of_run=event.number)


def announce(assessment: Assessment, *, period: str, only_of_run: int | None = None) -> None:
    jurors = acting_jurors(assessment)
    if only_of_run is not None:
        jurors = jurors.filter(pk__in=jurors_of_draw(assessment, only_of_run))
    work = work_of(jurors)
    for one in work.values():
        if one.left:
            tell(one.juror.person, assessment, "assigned", period=period, count=one.left)


@on(ResultsReleased)
def tell_of_release(event: ResultsReleased) -> None:
    assessment = assessment_of(event.assessment_id)
    if assessment is None:
        return
    for juror in acting_jurors(assessment):
        tell(juror.person, assessment, "released")
