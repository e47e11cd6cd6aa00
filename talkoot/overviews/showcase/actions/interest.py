"""What other municipalities and readers say to a project, and the answers."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.overviews.showcase.actions.projects import locked
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.events import InterestShown, QuestionAnswered, QuestionAsked
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import ANSWER, ASK, SHOW_INTEREST
from talkoot.overviews.showcase.queries.interest import municipalities_coordinated_by

# One person may have so many unanswered questions to one project: enough for a reader, too few for a flood.
OPEN_QUESTIONS_OF_ONE_PERSON = 5


def speaks_for(actor: Actor, municipality: Municipality) -> None:
    """Raise Forbidden unless the actor is a coordinator of that municipality."""
    if actor is SYSTEM:
        return
    if not isinstance(actor, Person) or municipality not in municipalities_coordinated_by(actor):
        raise Forbidden(
            _("Only a coordinator of a municipality speaks for it."),
            mend=_("Ask a coordinator of your municipality to show the interest."),
        )


def published_now(project: Project) -> Project:
    """The project, held until the transaction ends: it stays published meanwhile, and what is counted on it stays true."""
    current = locked(project)
    if not current.is_published:
        raise Refusal(_("The project is not published."))
    return current


@action("showcase.show_interest", permission=SHOW_INTEREST, of="project", label=_("Told the standing of a municipality"))
def show_interest(
    *, actor: Actor, project: Project, by_municipality: Municipality, stage: str, note: dict[str, str] | None = None
) -> Interest:
    """The municipality's standing towards the project, set or changed. A municipality is not interested in its own project."""
    speaks_for(actor, by_municipality)
    current = published_now(project)
    if by_municipality.pk == current.municipality_id:
        raise Refusal(
            _("The project is your own municipality's."), mend=_("Choose the municipality that is interested."), field="by_municipality"
        )
    if stage not in Stage.values:
        raise Refusal(_("Choose how far you are."), field="stage")
    interest, _created = Interest.objects.update_or_create(
        project=current,
        by_municipality=by_municipality,
        defaults={"stage": stage, "note": note or {}, "said_by_id": getattr(actor, "pk", None)},
    )
    publish(InterestShown(interest_id=interest.pk))
    return interest


@action("showcase.withdraw_interest", permission=SHOW_INTEREST, of="project", label=_("Withdrew the standing of a municipality"))
def withdraw_interest(*, actor: Actor, project: Project, by_municipality: Municipality) -> Project:
    """Taken back at any time, also when the project is published no more."""
    speaks_for(actor, by_municipality)
    Interest.objects.filter(project=project, by_municipality=by_municipality).delete()
    return project


@action("showcase.ask_question", permission=ASK, of="project", label=_("Asked a question"))
def ask_question(*, actor: Actor, project: Project, text: str, language: str, by_municipality: Municipality | None = None) -> Question:
    """A question to the contact. Nobody's name is shown; the municipality is, when the asker speaks for one."""
    if by_municipality is not None:
        speaks_for(actor, by_municipality)
    # The lock also keeps one person's questions, sent at once, within their number.
    current = published_now(project)
    asker = actor if isinstance(actor, Person) else None
    if asker is not None:
        waiting = Question.objects.filter(project=current, asked_by=asker, answered_at=None).count()
        if waiting >= OPEN_QUESTIONS_OF_ONE_PERSON:
            raise Refusal(
                _("You have %(count)d questions here that wait for an answer.") % {"count": waiting},
                mend=_("Ask more when they have been answered."),
            )
    question = Question.objects.create(project=current, asked_by=asker, by_municipality=by_municipality, text=text, language=language)
    publish(QuestionAsked(question_id=question.pk))
    return question


@action("showcase.answer_question", permission=ANSWER, of="question", label=_("Answered a question"))
def answer_question(*, actor: Actor, question: Question, answer: str, language: str) -> Question:
    """Answer once; two who answer at the same time: the second is told that it has been answered."""
    current = Question.objects.select_for_update().get(pk=question.pk)
    if current.answered_at:
        raise Refusal(_("The question has been answered meanwhile."), mend=_("Reload the page to read the answer."))
    current.answer = answer
    current.answer_language = language
    current.answered_by_id = getattr(actor, "pk", None)
    current.answered_at = timezone.now()
    current.save(update_fields=["answer", "answer_language", "answered_by", "answered_at"])
    publish(QuestionAnswered(question_id=current.pk))
    return current


@action("showcase.change_answer", permission=ANSWER, of="question", label=_("Changed an answer"))
def change_answer(*, actor: Actor, question: Question, answer: str, language: str) -> Question:
    """Mend an answer; who first gave it and when stays, and the history keeps what it said."""
    current = Question.objects.select_for_update().get(pk=question.pk)
    if not current.answered_at:
        raise Refusal(_("The question has not been answered yet."), mend=_("Answer it first."))
    current.answer = answer
    current.answer_language = language
    current.save(update_fields=["answer", "answer_language"])
    return current
