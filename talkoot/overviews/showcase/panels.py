"""What of the showcase waits in the coordinator's queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import WaitingItem, waiting
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import ANSWER, EDIT, PUBLISH, REVIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.interest import questions_waiting_here
from talkoot.overviews.showcase.queries.projects import projects_that_wait

# Promises of the municipality towards those who wait, in days.
ANSWER_WITHIN_DAYS = 5
REVIEW_WITHIN_DAYS = 7
TRANSLATE_WITHIN_DAYS = 30
LOOK_AHEAD_DAYS = 30
# A queue longer than this is not worked off in a day; what comes after follows tomorrow.
MOST_QUESTIONS = 50
MOST_PROJECTS = 150
END_OF_WORK = time(16)


@waiting
def questions(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, ANSWER):
        return
    for question in questions_waiting_here()[:MOST_QUESTIONS]:
        yield WaitingItem(
            title=str(question.project.title),
            kind=_("Question"),
            url=reverse("showcase:answer", args=[question.pk]),
            promised_at=question.asked_at + timedelta(days=ANSWER_WITHIN_DAYS),
            text=format_html('<span lang="{}">{}</span>', question.language, question.text),
            who=str(question.by_municipality or ""),
            template_name="showcase/queue_answer.html",
            context={"question": question},
        )


@waiting
def projects(person: Any) -> Iterator[WaitingItem]:
    """To review, to publish, to look at again, to translate. One query for all four."""
    municipality = municipality_in_force()
    if municipality is None or not allowed(person, WRITE):
        return
    is_coordinator = allowed(person, PUBLISH)
    due_until = timezone.localdate() + timedelta(days=LOOK_AHEAD_DAYS)
    for project in projects_that_wait(municipality.languages, review_within_days=LOOK_AHEAD_DAYS)[:MOST_PROJECTS]:
        if project.state != State.PUBLISHED:
            if is_coordinator:
                yield review(project, person)
            continue
        if is_coordinator and project.review_by is not None and project.review_by <= due_until:
            yield renewal(project)
        if allowed(person, EDIT, project) and (missing := project.missing_languages(municipality.languages)):
            yield translation(project, missing)


def review(project: Project, person: Any) -> WaitingItem:
    is_in_review = project.state == State.IN_REVIEW
    is_sent_by_reader = is_in_review and not allowed(person, REVIEW, project)
    missing = [] if is_in_review else [need for step in LIFE.open_steps(project, person) for need in step.refusals]
    return WaitingItem(
        title=str(project.title),
        kind=_("To review") if is_in_review else _("Reviewed, to publish"),
        url=reverse("showcase:edit", args=[project.slug]),
        promised_at=(project.sent_to_review_at or project.changed_at) + timedelta(days=REVIEW_WITHIN_DAYS),
        text=str(project.summary),
        who=_("waits for another coordinator: you sent it") if is_sent_by_reader else "",
        template_name="showcase/queue_review.html",
        context={"project": project, "is_sent_by_reader": is_sent_by_reader, "missing": missing, "is_short": True},
    )


def renewal(project: Project) -> WaitingItem:
    return WaitingItem(
        title=str(project.title),
        kind=_("Does it still hold?"),
        url=reverse("showcase:detail", args=[project.slug]),
        promised_at=timezone.make_aware(datetime.combine(project.review_by, END_OF_WORK)),  # type: ignore[arg-type]
        text=_("Read the page as a stranger would: are figures, links and contact still right?"),
        template_name="showcase/queue_renewal.html",
        context={"project": project, "is_short": True},
    )


def translation(project: Project, missing: list[str]) -> WaitingItem:
    return WaitingItem(
        title=str(project.title),
        kind=_("Missing translation"),
        url=reverse("showcase:edit", args=[project.slug]),
        promised_at=project.changed_at + timedelta(days=TRANSLATE_WITHIN_DAYS),
        text=_("Not yet in: %(languages)s") % {"languages": ", ".join(map(language_named, missing))},
        template_name="showcase/queue_translation.html",
        context={"project": project, "is_short": True},
    )
