from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.permissions.roles import COORDINATOR, EDITOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.models.project import Project


def editors_may_not_change_what_is_public(person: Any, project: Project | None) -> Refusal | None:
    if project is None or project.state in (State.DRAFT, State.IN_REVIEW):
        return None
    if COORDINATOR.code in roles_of(person, project.municipality):
        return None
    return Forbidden(_("A reviewed or published project is changed by a coordinator."), mend=_("Ask a coordinator to change it."))


def four_eyes(person: Any, project: Project | None) -> Refusal | None:
    if project is not None and person is not None and project.sent_to_review_by_id == person.pk:
        return Forbidden(_("You sent this to review yourself."), mend=_("Ask another coordinator to review it."))
    return None


VIEW = permit("showcase.view", to=EVERYONE)
READ_DRAFTS = permit("showcase.read_drafts", to=[READER])
WRITE = permit("showcase.write", to=[EDITOR])
EDIT = permit("showcase.edit", to=[EDITOR], rule=editors_may_not_change_what_is_public)
REVIEW = permit("showcase.review", to=[COORDINATOR], rule=four_eyes)
PUBLISH = permit("showcase.publish", to=[COORDINATOR])
ANSWER = permit("showcase.answer", to=[COORDINATOR])
ASK = permit("showcase.ask", to=SIGNED_IN)
SHOW_INTEREST = permit("showcase.show_interest", to=SIGNED_IN)
