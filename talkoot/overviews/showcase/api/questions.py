"""Questions that wait for the municipality, and their answers."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Path, Query, Schema

from talkoot.kernel.api.access import Token
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.paging import After, Size, page_of
from talkoot.kernel.api.texts import Id
from talkoot.kernel.permissions.rules import require
from talkoot.kernel.ui.lists import Sort
from talkoot.overviews.showcase.actions.interest import answer_question
from talkoot.overviews.showcase.api.routes import router
from talkoot.overviews.showcase.api.shapes import AnswerIn, QuestionOut, QuestionRows, question_out
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.permissions import ANSWER
from talkoot.overviews.showcase.queries.interest import questions_waiting_here

WITH_ANSWER = Token("answer")
LONGEST_WAITING = Sort("oldest", "", lambda language: F("asked_at"))


def questions_here() -> QuerySet[Question]:
    """All questions to the municipality's projects: one that is answered already is refused in words, not unknown."""
    return Question.objects.select_related("project", "by_municipality")


class WaitingQuery(Schema):
    after: After = ""
    size: Size = 20


class QuestionPath(Schema):
    id: Id


@router.get(
    "/questions",
    tags=["questions"],
    auth=WITH_ANSWER,
    response=QuestionRows,
    operation_id="list_waiting_questions",
    summary=gettext_noop("List the questions that wait"),
    description=gettext_noop("Unanswered questions to the municipality's projects, the oldest first."),
)
def list_waiting_questions(request: ApiRequest, query: Query[WaitingQuery]) -> Any:
    require(request.person, ANSWER)
    return page_of(request, questions_waiting_here(), LONGEST_WAITING, question_out, after=query.after, size=query.size)


@router.post(
    "/questions/{id}/answer",
    tags=["questions"],
    auth=WITH_ANSWER,
    response=QuestionOut,
    operation_id="answer_question",
    summary=gettext_noop("Answer a question"),
    description=gettext_noop("Question and answer are shown on the project's page from then on."),
)
def answer(request: ApiRequest, path: Path[QuestionPath], body: AnswerIn) -> Any:
    require(request.person, ANSWER)
    question = get_object_or_404(questions_here(), pk=path.id)
    answered = answer_question(actor=request.person, question=question, answer=body.answer, language=body.language)
    return question_out(questions_here().get(pk=answered.pk))
