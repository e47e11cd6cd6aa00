"""The log of sessions and incidents."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.actions.standing import held, person_of, stand_still
from talkoot.commons.trials.content.kinds import UNDER_WAY
from talkoot.commons.trials.content.running import Severity
from talkoot.commons.trials.events import IncidentReported, IncidentResolved
from talkoot.commons.trials.models.log import Incident, LogEntry
from talkoot.commons.trials.models.trial import Group, Trial
from talkoot.commons.trials.permissions import LOG, RESOLVE_INCIDENT
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


def under_way(trial: Trial) -> Trial:
    """The held trial; refused when it has not begun or is over."""
    current = held(trial)
    if current.state not in UNDER_WAY:
        raise Refusal(_("Something is logged while the trial is under way."), mend=_("See on the trial's page where it stands."))
    return current


def possible_day(trial: Trial, day: date) -> None:
    if day > timezone.localdate():
        raise Refusal(_("The day is still to come."), mend=_("Write the log after the session."), field="happened_on")
    if trial.started_at and day < timezone.localdate(trial.started_at):
        raise Refusal(_("The day is before the start of the trial."), mend=_("Correct the day."), field="happened_on")


@action("trials.write_log", permission=LOG, of="trial", label=_("Wrote the log"))
def write_log(
    *,
    actor: Actor,
    trial: Trial,
    once_key: UUID,
    happened_on: date,
    headcount: int,
    minutes: int,
    tried: str,
    language: str,
    worked: str = "",
    blocking: str = "",
    ideas: str = "",
    group: Group | None = None,
    replaces: LogEntry | None = None,
) -> LogEntry:
    """One session. The same once_key gives the entry that is there: a phone without reception sends again.

    replaces: an entry that was wrong; it stays in the history, and the log shows this one instead.
    """
    current = under_way(trial)
    if known := LogEntry.objects.filter(trial=current, once_key=once_key).first():
        return known
    possible_day(current, happened_on)
    if group is not None and group.trial_id != current.pk:
        raise Refusal(_("The group is not of this trial."), field="group")
    if replaces is not None:
        if replaces.trial_id != current.pk:
            raise Refusal(_("The entry is not of this trial."))
        if LogEntry.objects.filter(replaces=replaces).exists():
            raise Refusal(_("The entry has been corrected meanwhile."), mend=_("Correct the newest one."))
    return LogEntry.objects.create(
        trial=current,
        group=group,
        happened_on=happened_on,
        headcount=headcount,
        minutes=minutes,
        tried=tried,
        worked=worked,
        blocking=blocking,
        ideas=ideas,
        language=language,
        replaces=replaces,
        once_key=once_key,
        written_by_id=getattr(actor, "pk", None),
    )


@action("trials.report_incident", permission=LOG, of="trial", label=_("Reported an incident"))
def report_incident(
    *,
    actor: Actor,
    trial: Trial,
    happened_on: date,
    severity: str,
    text: str,
    language: str,
    is_stopping: bool = False,
    entry: LogEntry | None = None,
) -> Incident:
    """Something went wrong. A matter of safety pauses a running trial at once, others when the reporter says so.

    entry: the session in which it happened; reporting twice for one session gives the incident that is there.
    """
    if severity not in Severity.values:
        raise Refusal(_("Choose how bad it was."), field="severity")
    current = under_way(trial)
    if entry is not None and (known := Incident.objects.filter(entry=entry).first()):
        return known
    possible_day(current, happened_on)
    incident = Incident.objects.create(
        trial=current,
        entry=entry,
        happened_on=happened_on,
        severity=severity,
        text=text,
        language=language,
        reported_by_id=getattr(actor, "pk", None),
    )
    if severity == Severity.SAFETY or is_stopping:
        stand_still(current, reason=text, by=person_of(actor), incident=incident)
    publish(IncidentReported(incident_id=incident.pk, trial_id=current.pk))
    return incident


@action("trials.resolve_incident", permission=RESOLVE_INCIDENT, of="incident", label=_("Told how an incident was mended"))
def resolve_incident(*, actor: Actor, incident: Incident, resolution: str) -> Incident:
    """Once, with what was done."""
    current = Incident.objects.select_for_update().get(pk=incident.pk)
    if current.resolved_at:
        raise Refusal(_("The incident has been dealt with meanwhile."), mend=_("Reload the page to read how."))
    if not resolution.strip():
        raise Refusal(_("Tell how it was mended."), field="resolution")
    current.resolution, current.resolved_at, current.resolved_by_id = resolution.strip(), timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["resolution", "resolved_at", "resolved_by"])
    publish(IncidentResolved(incident_id=current.pk, trial_id=current.trial_id))
    return current
