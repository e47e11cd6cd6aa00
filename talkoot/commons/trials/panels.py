"""What of trials waits for people, and what is shown on others' pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from talkoot.commons.trials.content.kinds import Side
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import COORDINATE, DECIDE, DECIDE_REFERENCE, READ
from talkoot.commons.trials.queries.closing import follow_ups_waiting, is_result_published, trials_to_decide
from talkoot.commons.trials.queries.concerns import concerns_waiting_here
from talkoot.commons.trials.queries.log import changes_waiting_here, incidents_waiting_here
from talkoot.commons.trials.queries.people import asked_of, headed_by, of_side, waits_for_reply_of
from talkoot.commons.trials.queries.references import open_applications, references_of_organisation
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

# --- References -----------------------------------------------------------------------------------------------------------

DECIDE_WITHIN_DAYS = 14
MOST_WAITING = 50
MOST_SHOWN = 20


@waiting
def references_to_decide(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, DECIDE_REFERENCE):
        return
    for application in open_applications()[:MOST_WAITING]:
        yield WaitingItem(
            title=str(application.product_version),
            kind=pgettext("co-created with", "Reference to decide on"),
            url=reverse("trials:trial_reference", args=[application.trial.slug]),
            promised_at=application.asked_at + timedelta(days=DECIDE_WITHIN_DAYS),
            text=_("The partner asks for a reference. See whether everything is in place, and decide."),
            who=application.trial.organisation.name,
        )


@panel(Organisation)
def references_shown(organisation: Organisation, person: Any) -> Panel | None:
    references = list(references_of_organisation(organisation)[:MOST_SHOWN])
    if not references:
        return None
    return Panel(
        title=pgettext_lazy("co-created with", "References"),
        template_name="trials/references_panel.html",
        context={"references": references},
        order=60,
    )


# --- From the start on ----------------------------------------------------------------------------------------------------

MEND_WITHIN_DAYS = 2
REPLY_WITHIN_DAYS = 7
TELL_WITHIN_DAYS = 30


@waiting
def concerns(person: Any) -> Iterator[WaitingItem]:
    """For coordinators and heads of units; the text is read on its page, not in passing."""
    if person is None:
        return
    rows = concerns_waiting_here() if allowed(person, COORDINATE) else concerns_waiting_here().filter(headed_by(person))
    for concern in rows[:MOST_WAITING]:
        yield WaitingItem(
            title=str(concern.trial.title),
            kind=_("Concern"),
            url=reverse("trials:concern_answer", args=[concern.pk]),
            promised_at=concern.promised_at,
            text=f"{concern.get_kind_display()}. {_('The trial was paused at once.') if concern.has_paused else ''}".strip(),
            who=concern.get_raised_as_display(),
        )


@waiting
def incidents(person: Any) -> Iterator[WaitingItem]:
    if person is None:
        return
    rows = incidents_waiting_here() if allowed(person, COORDINATE) else incidents_waiting_here().filter(of_side(person, Side.HOST))
    for incident in rows[:MOST_WAITING]:
        yield WaitingItem(
            title=str(incident.trial.title),
            kind=_("Incident"),
            url=reverse("trials:incident", args=[incident.pk]),
            promised_at=incident.reported_at + timedelta(days=MEND_WITHIN_DAYS),
            text=incident.text,
        )


@waiting
def changes(person: Any) -> Iterator[WaitingItem]:
    """For the side that has not replied yet."""
    if person is None:
        return
    for note in changes_waiting_here().filter(waits_for_reply_of(person))[:MOST_WAITING]:
        yield WaitingItem(
            title=str(note.trial.title),
            kind=_("Change to the plan"),
            url=reverse("trials:change", args=[note.trial.slug, note.pk]),
            promised_at=note.proposed_at + timedelta(days=REPLY_WITHIN_DAYS),
            text=note.what,
        )


@waiting
def follow_ups(person: Any) -> Iterator[WaitingItem]:
    """For the side that was asked; for the coordinators too when a month has passed without an answer."""
    if person is None:
        return
    wanted = asked_of(person)
    if allowed(person, COORDINATE):
        wanted |= Q(asked_at__lt=timezone.now() - timedelta(days=TELL_WITHIN_DAYS))
    for follow_up in follow_ups_waiting(wanted)[:MOST_WAITING]:
        yield WaitingItem(
            title=str(follow_up.trial.title),
            kind=_("What has become of it?"),
            url=reverse("trials:follow_up", args=[follow_up.pk]),
            promised_at=(follow_up.asked_at or timezone.now()) + timedelta(days=TELL_WITHIN_DAYS),
            who=follow_up.get_side_display(),
        )


@waiting
def trials_without_decision(person: Any) -> Iterator[WaitingItem]:
    """For the officials who decide."""
    if not allowed(person, DECIDE):
        return
    for trial in trials_to_decide()[:MOST_WAITING]:
        yield WaitingItem(
            title=str(trial.title),
            kind=_("Trial to decide on"),
            url=reverse("trials:decide", args=[trial.slug]),
            promised_at=trial.changed_at + timedelta(days=DECIDE_WITHIN_DAYS),
            text=str(trial.summary),
        )


@panel(Trial)
def under_way(trial: Trial, person: Any) -> Panel | None:
    """The way from a trial's page to what happens in it, and to its result."""
    is_inside = person is not None and allowed(person, READ, trial) and trial.started_at is not None
    has_result = is_result_published(trial)
    if not is_inside and not has_result:
        return None
    return Panel(
        title=pgettext_lazy("trial", "What happens in it"),
        template_name="trials/running_panel.html",
        context={"trial": trial, "is_inside": is_inside, "has_result": has_result},
        order=10,
    )
