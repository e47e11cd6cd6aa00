"""What of trials waits for people, and what is shown on others' pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from talkoot.commons.trials.content.kinds import Side, State
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import COORDINATE, DECIDE, DECIDE_REFERENCE, READ
from talkoot.commons.trials.queries.closing import follow_ups_waiting, is_result_published, trials_to_decide
from talkoot.commons.trials.queries.concerns import concerns_waiting_here
from talkoot.commons.trials.queries.log import changes_waiting_here, incidents_waiting_here
from talkoot.commons.trials.queries.people import asked_of, headed_by, of_side, waits_for_reply_of
from talkoot.commons.trials.queries.plans import plans_waiting_for
from talkoot.commons.trials.queries.references import open_applications, references_of_organisation
from talkoot.commons.trials.queries.trials import trials_at, trials_in_preparation_of, trials_with, trials_without_go_ahead, visible_trials
from talkoot.kernel.people.models.organisation import Organisation, Unit
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


# --- Preparation ----------------------------------------------------------------------------------------------------------

PLAN_WITHIN_DAYS = 14
ACCEPT_WITHIN_DAYS = 7


@waiting
def plans_to_accept(person: Any) -> Iterator[WaitingItem]:
    """For the side that has not accepted the newest version and has not asked for a change."""
    if person is None:
        return
    for version in plans_waiting_for(person)[:MOST_WAITING]:
        yield WaitingItem(
            title=str(version.trial.title),
            kind=_("Plan to accept"),
            url=reverse("trials:plan_accept", args=[version.trial.slug, version.number]),
            promised_at=(version.proposed_at or timezone.now()) + timedelta(days=ACCEPT_WITHIN_DAYS),
            text=version.change_summary,
            who=f"{version.trial.unit}, {version.trial.organisation}",
        )


@waiting
def go_aheads_to_decide(person: Any) -> Iterator[WaitingItem]:
    """For the head of the unit."""
    if person is None:
        return
    for trial in trials_without_go_ahead(person)[:MOST_WAITING]:
        yield WaitingItem(
            title=str(trial.title),
            kind=_("Go-ahead to decide on"),
            url=reverse("trials:go_ahead", args=[trial.slug]),
            promised_at=trial.created_at + timedelta(days=ACCEPT_WITHIN_DAYS),
            text=str(trial.summary),
            who=str(trial.organisation),
        )


@waiting
def trials_to_prepare(person: Any) -> Iterator[WaitingItem]:
    """For both sides and the coordinator named: proposals without a plan, and trials that are being prepared."""
    if person is None:
        return
    for trial in trials_in_preparation_of(person)[:MOST_WAITING]:
        is_planned = trial.state == State.PREPARING
        yield WaitingItem(
            title=str(trial.title),
            kind=_("Trial to prepare") if is_planned else _("Trial to plan"),
            url=reverse("trials:detail", args=[trial.slug]),
            promised_at=trial.created_at + timedelta(days=PLAN_WITHIN_DAYS)
            if trial.starts_on is None
            else timezone.make_aware(datetime.combine(trial.starts_on, time(8))),
            text=_("See what is still missing before the start.") if is_planned else _("Write the joint plan with the other side."),
            who=f"{trial.unit}, {trial.organisation}",
        )


def trials_panel(trials: list[Trial], order: int) -> Panel | None:
    if not trials:
        return None
    return Panel(title=_("Trials"), template_name="trials/trials_panel.html", context={"trials": trials}, order=order)


@panel(Organisation)
def trials_of_organisation(organisation: Organisation, person: Any) -> Panel | None:
    return trials_panel(list(trials_with(organisation).filter(pk__in=visible_trials(person).values("pk"))[:MOST_SHOWN]), 50)


@panel(Unit)
def trials_of_unit(unit: Unit, person: Any) -> Panel | None:
    return trials_panel(list(trials_at(unit).filter(pk__in=visible_trials(person).values("pk"))[:MOST_SHOWN]), 50)
