"""What happens after something was said or published: mail to those who wait for it, and ties to operating models.

Every listener may be called twice: mail has a unique key, and tying twice changes nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from talkoot.commons.operating_models.events import ModelPublished
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.events import on
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.overviews.showcase.actions.interest import show_interest
from talkoot.overviews.showcase.actions.projects import tie_offered_model
from talkoot.overviews.showcase.content.kinds import Stage
from talkoot.overviews.showcase.events import InterestShown, QuestionAnswered, QuestionAsked
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.queries.interest import coordinators_here
from talkoot.overviews.showcase.queries.projects import published_offering


@on(QuestionAsked)
def tell_coordinators_of_question(event: QuestionAsked) -> None:
    question = questions().filter(pk=event.question_id, answered_at=None).first()
    if question is not None:
        tell_municipality(question.project, question, "question_asked", question=question)


@on(QuestionAnswered)
def tell_asker_of_answer(event: QuestionAnswered) -> None:
    question = questions().filter(pk=event.question_id, answered_at__isnull=False).first()
    if question is not None and question.asked_by is not None:
        tell(question.asked_by, question.project, question, "question_answered", question=question)


@on(InterestShown)
def tell_coordinators_of_interest(event: InterestShown) -> None:
    found = Interest.objects.select_related("project__municipality", "by_municipality").filter(pk=event.interest_id).first()
    if found is not None:
        # Once for each stage: whoever mends a note sends no second mail.
        tell_municipality(found.project, found, "interest_shown", period=found.stage, interest=found)


@on(ModelPublished)
def tie_projects_to_model(event: ModelPublished) -> None:
    """Projects may name their model before it is there."""
    if model := OperatingModel.objects.filter(pk=event.model_id).first():
        tie_offered_model(actor=SYSTEM, model=model)


@on(ModelPublished)
def count_adoption(event: ModelPublished) -> None:
    """A municipality that openly runs the model as its own counts as an adopter on the project it was taken from."""
    model = OperatingModel.objects.select_related("municipality").filter(pk=event.model_id, is_public=True).first()
    origin = Municipality.objects.filter(pk=model.adopted_from_municipality_id).first() if model else None  # type: ignore[misc]
    if model is None or origin is None or origin == model.municipality:
        return
    with in_municipality(origin):
        taken = OperatingModel.objects.filter(pk=model.adopted_from_model_id).first()  # type: ignore[misc]
        for project in published_offering(taken.slug) if taken else ():
            told = Interest.objects.filter(project=project, by_municipality=model.municipality).first()
            # What its coordinator has said since, and the note, stay.
            if told is None or told.stage != Stage.ADOPTED:
                show_interest(
                    actor=SYSTEM,
                    project=project,
                    by_municipality=model.municipality,
                    stage=Stage.ADOPTED,
                    note=told.note if told else None,
                )


def questions() -> models.QuerySet[Question]:
    return Question.objects.select_related("project__municipality", "by_municipality", "asked_by")


def tell_municipality(project: Project, thing: models.Model, event: str, *, period: str = "", **context: Any) -> None:
    """Mail to the coordinators, and to the project's shared address when none of them has it."""
    receivers: list[Person | str] = list(coordinators_here())
    addresses = {person.email for person in receivers if isinstance(person, Person)}
    if project.contact_email and project.contact_email.lower() not in addresses:
        receivers.append(project.contact_email)
    for receiver in receivers:
        tell(receiver, project, thing, event, period=period, **context)


def tell(to: Person | str, project: Project, thing: models.Model, event: str, *, period: str = "", **context: Any) -> None:
    """One mail about the thing, in the receiver's language when the municipality speaks it."""
    municipality = project.municipality
    own = to.language if isinstance(to, Person) else ""
    language = own if own in municipality.languages else municipality.default_language
    start = f"{municipality.path}{language}/"
    post(
        to=to,
        event=f"showcase.{event}",
        template=f"showcase/mail/{event}",
        thing=thing,
        period=period,
        language=language,
        context=context
        | {
            "project": project,
            "page_url": settings.SITE_URL + reversed_under(start, lambda: reverse("showcase:detail", args=[project.slug])),
            "queue_url": settings.SITE_URL + reversed_under(start, lambda: reverse("home:queue")),
        },
    )
