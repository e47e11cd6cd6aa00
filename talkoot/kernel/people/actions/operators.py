"""Operators have no standing power in a municipality: they open a session, with a reason and an end."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.events import OperatorSessionOpened
from talkoot.kernel.people.models.operator_session import LONGEST_SESSION, OperatorSession
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.refusals import Refusal

SHORTEST_REASON = 15


@action("people.open_operator_session", permission="people.operate")
def open_operator_session(*, actor: Person, reason: str, minutes: int = 60) -> OperatorSession:
    """Be administrator of the municipality in force for 5 to 120 minutes. The municipality's administrators see it."""
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refusal(_("Say in a sentence what you will do, so that the municipality understands it."), field="reason")
    if not 5 <= minutes <= LONGEST_SESSION // timedelta(minutes=1):
        raise Refusal(_("A session lasts from 5 to 120 minutes."), field="minutes")
    # Two windows may ask at once: the lock makes the second see the first one's session.
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    now = timezone.now()
    OperatorSession.objects.filter(operator=actor, ended_at=None, until__lte=now).update(ended_at=F("until"))
    if OperatorSession.objects.filter(operator=actor, ended_at=None).exists():
        raise Refusal(_("You already have an open session here."), mend=_("End it first, or go on with it."))
    session = OperatorSession.objects.create(operator=actor, reason=reason, started_at=now, until=now + timedelta(minutes=minutes))
    actor.forget_roles()
    publish(OperatorSessionOpened(operator_session_id=session.pk))
    return session


@action("people.end_operator_session", permission="people.end_operator_session", of="session")
def end_operator_session(*, actor: Person, session: OperatorSession) -> OperatorSession:
    """Give the power back before time. Ending an ended session changes nothing."""
    OperatorSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=timezone.now())
    session.refresh_from_db()
    actor.forget_roles()
    return session
