"""Answering the data questionnaire and deciding on the lane."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.privacy.actions.findings import locked_version, note_settled
from talkoot.tools.privacy.content.data_questions import checked_answers, hash_of_content, shipped_content
from talkoot.tools.privacy.content.kinds import Lane
from talkoot.tools.privacy.content.lanes import QUESTIONS, RULES, lane_of
from talkoot.tools.privacy.events import DataAnswered, LaneDecided
from talkoot.tools.privacy.models.lane import DataAnswers, DataQuestionnaire, LaneAdvice, LaneDecision
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.permissions import ADVISE, BRING, CONTROLLER, DECIDE_LANE, SET, roles_here
from talkoot.tools.privacy.queries.lanes import advice_on, newest_answers, questionnaire_in_force


def kept_questionnaire(content: dict[str, Any], origin: str) -> DataQuestionnaire:
    """The row of this content, as the newest of the municipality."""
    # Numbers are given out one at a time; the row of the municipality is the lock.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality_in_force().pk)  # type: ignore[union-attr]
    sealed = hash_of_content(content)
    last = DataQuestionnaire.objects.aggregate(last=Max("number"))["last"] or 0
    existing = DataQuestionnaire.objects.filter(content_hash=sealed).first()
    if existing is None:
        return DataQuestionnaire.objects.create(
            number=last + 1, content=content, content_hash=sealed, title=Words(content.get("title") or {}), origin=origin
        )
    if existing.number != last:
        existing.number = last + 1
        existing.save(update_fields=["number"])
    return existing


@action("privacy.set_data_questionnaire", permission=SET, label=_("Set the data questionnaire"))
def data_questionnaire_from_content(*, actor: Actor, content: dict[str, Any], origin: str = "") -> DataQuestionnaire:
    """The municipality's wording of the questions: {"title", "body", "questions"}, the format of an operating model's questionnaire.

    The same content gives the same row. Refused when a question is missing by which the lane is found.
    """
    keys = {question.get("key") for question in content.get("questions") or [] if isinstance(question, dict)}
    if missing := [key for key in QUESTIONS if key not in keys]:
        raise Refusal(
            _("The questionnaire lacks questions by which the data lane is found: %(keys)s.") % {"keys": ", ".join(missing)},
            mend=_("Keep these questions; their wording may be changed."),
        )
    return kept_questionnaire(content, origin)


@action("privacy.answer_data_questionnaire", permission=BRING, of="version", label=_("Answered the data questionnaire"))
def answer_data_questionnaire(*, actor: Actor, version: ProductVersion, answers: dict[str, Any]) -> DataAnswers:
    """The organisation's answers; the lane that they call for is proposed. Earlier answers stay, a decision on them ends.

    Raises Refusal with `field` = the key of the first question whose answer is missing or does not fit.
    """
    current = locked_version(version)
    questionnaire = questionnaire_in_force() or kept_questionnaire(shipped_content(), "talkoot")
    clean, wrong = checked_answers(questionnaire.content["questions"], answers)
    for key, fault in wrong.items():
        raise Refusal(
            _("This question has no answer.") if fault == "missing" else _("This answer does not fit the question."),
            mend=_("Answer it; “not sure” is better than a guess."),
            field=key,
        )
    made = DataAnswers.objects.create(
        version=current,
        questionnaire=questionnaire,
        answers=clean,
        lane=lane_of(clean).lane,
        rules=RULES,
        answered_by_id=getattr(actor, "pk", None),
    )
    publish(DataAnswered(answers_id=made.pk))
    return made


def answers_or_refusal(version: ProductVersion) -> DataAnswers:
    answers = newest_answers(version)
    if answers is None:
        raise Refusal(_("The data questionnaire has not been answered."), mend=_("Ask the organisation to answer it."))
    return answers


@action("privacy.advise_on_lane", permission=ADVISE, of="version", label=_("Advised on the data lane"))
def advise_on_lane(*, actor: Actor, version: ProductVersion, lane: str, text: str) -> LaneAdvice:
    """The data protection officer's advice on the lane of the newest answers. Does not decide."""
    answers = answers_or_refusal(locked_version(version))
    if lane not in Lane.values:
        raise Refusal(_("Choose a lane."), field="lane")
    return LaneAdvice.objects.create(answers=answers, lane=lane, text=text, advised_by_id=getattr(actor, "pk", None))


@action("privacy.decide_lane", permission=DECIDE_LANE, of="version", label=_("Decided the data lane"))
def decide_lane(*, actor: Actor, version: ProductVersion, lane: str, reason: str = "", answers: DataAnswers | None = None) -> LaneDecision:
    """Confirm or raise the proposed lane, with a reason when it changes. Lowering is for the controller's official, after advice
    of the data protection officer on these answers. `answers`: those the official has read, so that newer ones are not decided
    unread. A second decision on the same answers is possible (an official may raise it later); the newest counts.
    """
    current = locked_version(version)
    newest = answers_or_refusal(current)
    if answers is not None and answers.pk != newest.pk:
        raise Refusal(_("The organisation has answered anew meanwhile."), mend=_("Read the new answers, then decide."))
    if lane not in Lane.values:
        raise Refusal(_("Choose a lane."), field="lane")
    before = LaneDecision.objects.filter(answers=newest).order_by("-pk").first()
    if before is not None and before.lane == lane:
        raise Refusal(_("This lane has already been decided."), mend=_("Reload the page to see the decision."))
    if (lane != newest.lane or before is not None) and not reason.strip():
        raise Refusal(_("A lane other than the proposed one needs a reason."), mend=_("Write why."), field="reason")
    lowest_kept = max(newest.lane, before.lane if before is not None else newest.lane)
    advice = advice_on(newest)
    if lane < lowest_kept:
        refuse_lowering(actor, advice)
    made = LaneDecision(
        version=current,
        answers=newest,
        proposed=newest.lane,
        lane=lane,
        reason=reason.strip(),
        advice=advice,
        decided_by_id=getattr(actor, "pk", None),
    )
    made.save()
    if lane == Lane.A:
        note_settled(current, newest.answers, actor)
    publish(LaneDecided(version_id=current.pk, lane=lane))
    return made


def refuse_lowering(official: Actor, advice: LaneAdvice | None) -> None:
    if official is not SYSTEM and CONTROLLER.code not in roles_here(official):
        raise Forbidden(
            _("Only the controller's official may lower a lane."), mend=_("Confirm or raise it, or ask the controller's official.")
        )
    if advice is None:
        raise Refusal(
            _("A lane is lowered only after the data protection officer has given advice."),
            mend=_("Ask the data protection officer to advise on these answers."),
        )
    if official is not SYSTEM and advice.advised_by_id == getattr(official, "pk", None):
        raise Forbidden(_("Whoever gave the advice does not decide."), mend=_("Ask another official of the controller."))
