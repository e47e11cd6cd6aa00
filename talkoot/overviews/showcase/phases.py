"""A project's way: draft → in review → reviewed → published → archived."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import EDIT, PUBLISH, REVIEW


def summary_and_story_written(project: Project) -> Refusal | None:
    language = project.municipality.default_language
    missing = [
        str(label)
        for label, words in ((pgettext_lazy("text", "title"), project.title), (_("summary"), project.summary), (_("story"), project.story))
        if language not in words
    ]
    if missing:
        return Refusal(
            _("Still missing in the municipality's first language: %(parts)s.") % {"parts": ", ".join(missing)},
            mend=_("Write it, then go on."),
        )
    return None


def contact_named(project: Project) -> Refusal | None:
    if project.contact_role and project.contact_email:
        return None
    return Refusal(_("Readers have nobody to turn to."), mend=_("Name the contact by role and a shared e-mail address."))


def review_date_ahead(project: Project) -> Refusal | None:
    if project.review_by and project.review_by > timezone.localdate():
        return None
    return Refusal(_("No date by which the page is looked at again."), mend=_("Set “review by” to a date ahead."))


LIFE = LifeCycle(
    "project",
    states=dict(State.choices),
    steps=[
        Step("send_to_review", State.DRAFT, State.IN_REVIEW, _("Send to review"), EDIT, needs=(summary_and_story_written, contact_named)),
        Step("approve", State.IN_REVIEW, State.REVIEWED, _("Approve"), REVIEW),
        Step("return", (State.IN_REVIEW, State.REVIEWED), State.DRAFT, _("Return to draft"), PUBLISH),
        Step(
            "publish",
            State.REVIEWED,
            State.PUBLISHED,
            pgettext_lazy("step", "Publish"),
            PUBLISH,
            needs=(summary_and_story_written, contact_named, review_date_ahead),
        ),
        Step("archive", State.PUBLISHED, State.ARCHIVED, _("Archive"), PUBLISH),
        Step("reopen", State.ARCHIVED, State.DRAFT, _("Take back to draft"), PUBLISH),
    ],
)
