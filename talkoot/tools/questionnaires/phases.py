"""A round's way: planned → open → closed. It is not opened again: a late answer would show by the difference what it says."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.content.kinds import State
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.permissions import WRITE


def version_is_published(round: Round) -> Refusal | None:
    if round.version.published_at is not None:
        return None
    return Refusal(_("The questions are still a draft."), mend=_("Publish the questionnaire first."))


def end_is_ahead(round: Round) -> Refusal | None:
    if round.closes_at is None or round.closes_at > timezone.now():
        return None
    return Refusal(_("The closing time has passed already."), mend=_("Choose a closing time that is ahead."), field="closes_at")


def anonymous_without_files(round: Round) -> Refusal | None:
    """A file tells easily who made it."""
    if not round.is_anonymous or all(question["kind"] != "file" for question in round.version.content):
        return None
    return Refusal(
        _("An anonymous round cannot ask for files."),
        mend=_("Take the file question away, or ask people to answer under their own names."),
        field="is_anonymous",
    )


LIFE = LifeCycle(
    "round of answers",
    states=dict(State.choices),
    steps=[
        Step(
            "open",
            State.PLANNED,
            State.OPEN,
            pgettext_lazy("round", "Open"),
            WRITE,
            needs=(version_is_published, end_is_ahead, anonymous_without_files),
        ),
        Step("close", (State.PLANNED, State.OPEN), State.CLOSED, pgettext_lazy("round", "Close"), WRITE),
    ],
)
