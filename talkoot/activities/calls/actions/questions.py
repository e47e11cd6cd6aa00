"""Asking about a call, answering for all at once, following."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.states import CallState
from talkoot.activities.calls.events import QuestionAnswered, QuestionAsked, QuestionSetAside
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.questions import CallFollower, Question
from talkoot.activities.calls.permissions import ASK, COORDINATE, FOLLOW
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_OPEN_OF_A_PERSON = 20


@action("calls.ask_question", permission=ASK, of="call", label=_("Asked about a call"))
def ask_question(*, actor: Person, call: Call, text: str, language: str) -> Question:
    """Until the questions end. The asker follows the call and is never shown."""
    if not text.strip():
        raise Refusal(_("Write the question."), field="text")
    current = Call.objects.get(pk=call.pk)
    if current.state != CallState.PUBLISHED or timezone.now() > current.questions_until:
        raise Refusal(
            _("Questions to this call have ended: everybody must have time to read the answers."),
            mend=_("Read the questions and answers that are published."),
        )
    if Question.objects.filter(call=current, asked_by=actor, answered_at=None, set_aside_at=None).count() >= MOST_OPEN_OF_A_PERSON:
        raise Refusal(_("You have many questions waiting for an answer already."), mend=_("Wait for the answers first."))
    question = Question.objects.create(call=current, text=text.strip(), language=language, asked_by=actor)
    CallFollower.objects.get_or_create(call=current, person=actor)
    publish(QuestionAsked(question_id=question.pk))
    return question


def held_question(question_id: int) -> Question:
    return Question.objects.select_related("call").select_for_update(of=("self",)).get(pk=question_id)


@action("calls.answer_question", permission=COORDINATE, of="question", label=_("Answered a question about a call"))
def answer_question(*, actor: Actor, question: Question, answer: Words, public_text: Words | None = None) -> Question:
    """Published for all at once. public_text: the question without what tells who asks; without it, as it was asked.

    Before the deadline only: an answer that comes later helps nobody and could only favour somebody.
    """
    if not answer:
        raise Refusal(_("Write the answer."), field="answer")
    current = held_question(question.pk)
    if current.answered_at is not None or current.set_aside_at is not None:
        raise Refusal(_("This question has been dealt with already."), mend=_("Reload the page to see how."))
    if current.call.state != CallState.PUBLISHED or timezone.now() > current.call.closes_at:
        raise Refusal(_("The call is not open any more."), mend=_("Set the question aside with a reason."))
    current.public_text = public_text or Words({current.language: current.text})
    current.answer, current.answered_at = answer, timezone.now()
    current.answered_by = actor if isinstance(actor, Person) else None
    current.save(update_fields=["public_text", "answer", "answered_at", "answered_by"])
    publish(QuestionAnswered(question_id=current.pk))
    return current


@action("calls.set_question_aside", permission=COORDINATE, of="question", label=_("Set a question about a call aside"))
def set_question_aside(*, actor: Actor, question: Question, reason: str) -> Question:
    """It is no question about the call, or has been answered before. The asker gets the reason."""
    if not reason.strip():
        raise Refusal(_("Tell the asker why."), field="reason")
    current = held_question(question.pk)
    if current.answered_at is not None or current.set_aside_at is not None:
        raise Refusal(_("This question has been dealt with already."), mend=_("Reload the page to see how."))
    current.set_aside_at, current.set_aside_reason = timezone.now(), reason.strip()
    current.save(update_fields=["set_aside_at", "set_aside_reason"])
    publish(QuestionSetAside(question_id=current.pk))
    return current


@action("calls.follow_call", permission=FOLLOW, of="call", label=_("Followed a call"))
def follow_call(*, actor: Person, call: Call) -> None:
    CallFollower.objects.get_or_create(call=call, person=actor)


@action("calls.unfollow_call", permission=FOLLOW, of="call", label=_("Stopped following a call"))
def unfollow_call(*, actor: Person, call: Call) -> None:
    CallFollower.objects.filter(call=call, person=actor).delete()
