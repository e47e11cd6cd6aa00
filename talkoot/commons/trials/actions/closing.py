"""From evaluation to the end: the result page, lessons, quotes, the decision, and the follow-up."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.standing import held
from talkoot.commons.trials.content.kinds import PLAN_SIDES, Side, State
from talkoot.commons.trials.content.promises import months_later
from talkoot.commons.trials.content.running import DecisionOutcome, Outcome, QuotePermission, StillInUse
from talkoot.commons.trials.events import EvaluationBegun, FollowUpAnswered, FollowUpAsked, ResultPublished, TrialCompleted, TrialDecided
from talkoot.commons.trials.models.closing import FollowUp, Quote, ResultPage, TrialDecision, TrialLesson
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import COORDINATE, DECIDE, PUBLISH_RESULT, START, TELL_FOLLOW_UP, WRITE_RESULT, sides_of
from talkoot.commons.trials.phases.closing import lesson_written, result_written
from talkoot.commons.trials.phases.life import LIFE
from talkoot.commons.trials.queries.closing import is_result_published, lessons_of, quotes_of
from talkoot.commons.trials.queries.evidence import evidence_of
from talkoot.commons.trials.queries.feedback import feedback_rounds_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM, Actor, require
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.questionnaires.actions.rounds import close_round

MOST_LESSONS = 20
MOST_QUOTES = 30
FOLLOW_UP_MONTHS = (6, 12)
DECIDED_IN = (State.CLOSING, State.COMPLETED, State.STOPPED)
RESULT_STATES = (State.EVALUATING, State.CLOSING, State.COMPLETED, State.STOPPED)


@action("trials.begin_evaluation", permission=START, of="trial", label=_("Began the evaluation"))
def begin_evaluation(*, actor: Actor, trial: Trial) -> Trial:
    """The trying is over; every side now tells what it thinks."""
    current = held(trial)
    LIFE.take("evaluate", current, actor)
    current.save(update_fields=["state", "changed_at"])
    publish(EvaluationBegun(trial_id=current.pk))
    return current


@action("trials.close", permission=COORDINATE, of="trial", label=_("Began closing the trial"))
def close_trial(*, actor: Actor, trial: Trial) -> Trial:
    """All evaluations are in, so their rounds close; what is left is the result, the decision and the deletion of data."""
    current = held(trial)
    LIFE.take("close", current, actor)
    close_feedback(current)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("trials.complete", permission=COORDINATE, of="trial", label=_("Completed the trial"))
def complete_trial(*, actor: Actor, trial: Trial) -> Trial:
    """The end. What has become of it is asked from both sides after 6 and 12 months."""
    current = held(trial)
    LIFE.take("complete", current, actor)
    current.ended_at = timezone.now()
    current.save(update_fields=["state", "ended_at", "changed_at"])
    ended_on = timezone.localdate(current.ended_at)
    FollowUp.objects.bulk_create(
        FollowUp(trial=current, months=months, side=side, due_on=months_later(ended_on, months))
        for months in FOLLOW_UP_MONTHS
        for side in PLAN_SIDES
    )
    index(current)
    publish(TrialCompleted(trial_id=current.pk))
    return current


def close_feedback(trial: Trial) -> None:
    """Figures that are published do not move afterwards."""
    for feedback in feedback_rounds_of(trial).exclude(round__state="closed"):
        close_round(actor=SYSTEM, round=feedback.round)  # type: ignore[arg-type]


# --- The result page ------------------------------------------------------------------------------------------------------


def telling(trial: Trial) -> Trial:
    """The held trial, when a result may be written."""
    current = held(trial)
    if current.state not in RESULT_STATES:
        raise Refusal(_("The result is written when the trial is evaluated or has been stopped."), mend=_("Until then write the log."))
    return current


@action("trials.write_result", permission=WRITE_RESULT, of="trial", label=_("Wrote the result"))
def write_result(*, actor: Actor, trial: Trial, outcome: str, summary: Words, what_changed: Words, next_step: Words) -> ResultPage:
    """What came of it, as a draft; once published only the coordinator mends it."""
    if outcome not in Outcome.values:
        raise Refusal(_("Choose what came of it."), field="outcome")
    current = telling(trial)
    texts = {"outcome": outcome, "summary": summary, "what_changed": what_changed, "next_step": next_step}
    result = ResultPage.objects.filter(trial=current).first()
    if result is None:
        return ResultPage.objects.create(trial=current, **texts)
    if result.published_at:
        require(actor, PUBLISH_RESULT, current)
    for name, text in texts.items():
        setattr(result, name, text)
    result.save(update_fields=[*texts, "changed_at"])
    return result


@action("trials.publish_result", permission=PUBLISH_RESULT, of="trial", label=_("Published the result"))
def publish_result(*, actor: Actor, trial: Trial) -> ResultPage:
    """For everybody, with the figures of the feedback as they stand now. Publishing again renews the figures."""
    current = telling(trial)
    if current.state == State.EVALUATING:
        raise Refusal(_("The evaluations are not all in."), mend=_("The coordinator first begins closing; then the result is published."))
    close_feedback(current)
    for need in (result_written, lesson_written):
        if refusal := need(current):
            raise refusal
    result = ResultPage.objects.select_for_update().get(trial=current)
    is_first = result.published_at is None
    result.evidence = evidence_of(current)
    if is_first:
        result.published_at, result.published_by_id = timezone.now(), getattr(actor, "pk", None)
    result.save(update_fields=["evidence", "published_at", "published_by", "changed_at"])
    if is_first:
        publish(ResultPublished(trial_id=current.pk))
    return result


@action("trials.save_lesson", permission=WRITE_RESULT, of="trial", label=_("Wrote a lesson"))
def save_lesson(*, actor: Actor, trial: Trial, title: Words, text: Words, lesson: TrialLesson | None = None) -> TrialLesson:
    """A new lesson, or a mended one."""
    current = telling(trial)
    if lesson is not None:
        mended = lessons_of(current).select_for_update().get(pk=lesson.pk)
        mended.title, mended.text = title, text
        mended.save(update_fields=["title", "text"])
        return mended
    if lessons_of(current).count() >= MOST_LESSONS:
        raise Refusal(_("There are %(count)d lessons already.") % {"count": MOST_LESSONS}, mend=_("Join some of them: nobody reads more."))
    return TrialLesson.objects.create(trial=current, title=title, text=text, written_by_id=getattr(actor, "pk", None))


@action("trials.remove_lesson", permission=WRITE_RESULT, of="trial", label=_("Took a lesson away"))
def remove_lesson(*, actor: Actor, trial: Trial, lesson: TrialLesson) -> None:
    current = telling(trial)
    if is_result_published(current) and lessons_of(current).count() == 1:
        raise Refusal(_("A published result has at least one lesson."), mend=_("Write another one first."))
    lessons_of(current).filter(pk=lesson.pk).delete()


@action("trials.save_quote", permission=WRITE_RESULT, of="trial", label=_("Wrote down a quote"))
def save_quote(*, actor: Actor, trial: Trial, text: str, language: str, said_as: Words) -> Quote:
    """A quote waits until its permission has been given; until then nobody outside sees it."""
    current = telling(trial)
    if quotes_of(current).count() >= MOST_QUOTES:
        raise Refusal(_("There are %(count)d quotes already.") % {"count": MOST_QUOTES}, mend=_("Choose the best ones."))
    return Quote.objects.create(trial=current, text=text, language=language, said_as=said_as, entered_by_id=getattr(actor, "pk", None))


@action("trials.set_quote_permission", permission=WRITE_RESULT, of="quote", label=_("Noted the permission for a quote"))
def set_quote_permission(*, actor: Actor, quote: Quote, permission: str, permitted_on: date | None = None) -> Quote:
    """Given on a day, refused, or withdrawn later: then the page shows the quote no more."""
    if permission not in QuotePermission.values:
        raise Refusal(_("Choose how the permission stands."), field="permission")
    if permission == QuotePermission.GIVEN and (permitted_on is None or permitted_on > timezone.localdate()):
        raise Refusal(_("Tell on which day the permission was given."), field="permitted_on")
    current = Quote.objects.select_for_update().get(pk=quote.pk)
    current.permission = permission
    current.permitted_on = permitted_on if permission == QuotePermission.GIVEN else current.permitted_on
    current.save(update_fields=["permission", "permitted_on"])
    return current


# --- The decision and the follow-up ---------------------------------------------------------------------------------------


@action("trials.decide", permission=DECIDE, of="trial", label=_("Decided on the trial"))
def decide(*, actor: Actor, trial: Trial, outcome: str, reason: Words) -> TrialDecision:
    """An official's decision, sealed into the municipality's chain. It never decides on buying."""
    if outcome not in DecisionOutcome.values:
        raise Refusal(_("Choose the decision."), field="outcome")
    if trial.municipality.default_language not in reason:
        raise Refusal(_("The reason is missing in the municipality's first language."), field="reason")
    current = held(trial)
    if current.state not in DECIDED_IN:
        raise Refusal(_("It is decided when the evaluations are in."), mend=_("The coordinator first begins closing."))
    decision = TrialDecision(
        trial=current, outcome=outcome, reason=reason, decided_on=timezone.localdate(), decided_by_id=getattr(actor, "pk", None)
    )
    decision.save()
    publish(TrialDecided(decision_id=decision.pk, trial_id=current.pk))
    return decision


@action("trials.tell_follow_up", permission=TELL_FOLLOW_UP, of="follow_up", label=_("Told what has become of the trial"))
def tell_follow_up(
    *,
    actor: Actor,
    follow_up: FollowUp,
    in_use: str,
    language: str,
    has_sold: bool | None = None,
    has_exported: bool | None = None,
    new_jobs_count: int | None = None,
    has_funding: bool | None = None,
    note: str = "",
) -> FollowUp:
    """Once, by people of that side or the coordinator for them."""
    if in_use not in StillInUse.values:
        raise Refusal(_("Tell whether it is still in use."), field="in_use")
    current = FollowUp.objects.select_related("trial__municipality").select_for_update(of=("self",)).get(pk=follow_up.pk)
    if current.answered_at:
        raise Refusal(_("This has been told meanwhile."), mend=_("Reload the page to read it."))
    if current.due_on > timezone.localdate():
        raise Refusal(_("It is too early to tell."), mend=_("You are asked by mail when it is time."))
    if actor is not SYSTEM and not sides_of(actor, current.trial) & {current.side, Side.COORDINATION.value}:
        raise Forbidden(_("Only people of that side or the coordinator tell it."))
    current.in_use, current.has_sold, current.has_exported = in_use, has_sold, has_exported
    current.new_jobs_count, current.has_funding, current.note, current.language = new_jobs_count, has_funding, note, language
    current.answered_at, current.answered_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save()
    publish(FollowUpAnswered(follow_up_id=current.pk, trial_id=current.trial_id))
    return current


@action("trials.ask_follow_up", permission=COORDINATE, of="follow_up", label=_("Asked what has become of the trial"))
def ask_follow_up(*, actor: Actor, follow_up: FollowUp) -> FollowUp:
    """Asked once; the mail to the side follows."""
    current = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if current.asked_at or current.answered_at or current.due_on > timezone.localdate():
        return current
    current.asked_at = timezone.now()
    current.save(update_fields=["asked_at"])
    publish(FollowUpAsked(follow_up_id=current.pk, trial_id=current.trial_id))
    return current
