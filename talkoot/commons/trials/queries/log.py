"""Reads of the log, incidents, standstills, changes and reviews."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from talkoot.commons.trials.content.kinds import PLAN_SIDES
from talkoot.commons.trials.content.running import Severity
from talkoot.commons.trials.models.log import ChangeNote, ChangeReply, Incident, LogEntry, Standstill
from talkoot.commons.trials.models.review import MidReview
from talkoot.commons.trials.models.trial import Trial


def log_of(trial: Trial) -> QuerySet[LogEntry]:
    """Entries that hold: those replaced by a later one are left out. Newest session first."""
    return entries_that_hold().filter(trial=trial).select_related("group", "written_by").order_by("-happened_on", "-pk")


def entries_that_hold() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(~Exists(LogEntry.objects.filter(replaces=OuterRef("pk"))))


def newest_entry_by(trial: Trial, person_id: int | None) -> LogEntry | None:
    """The last entry that the person wrote, else anybody: its values are offered for the next one."""
    entries = LogEntry.objects.filter(trial=trial).order_by("-pk")
    return entries.filter(written_by_id=person_id).first() or entries.first()


@dataclass(frozen=True)
class LogFigures:
    """Of entries that hold."""

    sessions: int
    minutes: int
    attendances: int


def log_figures(trial: Trial) -> LogFigures:
    """One query."""
    sums = entries_that_hold().filter(trial=trial).aggregate(sessions=Count("pk"), minutes=Sum("minutes"), attendances=Sum("headcount"))
    return LogFigures(sums["sessions"], sums["minutes"] or 0, sums["attendances"] or 0)


def incidents_of(trial: Trial) -> QuerySet[Incident]:
    """Open ones first, then the newest."""
    return Incident.objects.filter(trial=trial).select_related("reported_by", "resolved_by").order_by("-resolved_at", "-pk")


def open_incidents(trial: Trial) -> QuerySet[Incident]:
    return Incident.objects.filter(trial=trial, resolved_at=None)


def open_grave_incidents(trial: Trial) -> QuerySet[Incident]:
    """Those that keep a trial from going on."""
    return open_incidents(trial).filter(severity__in=[Severity.SERIOUS, Severity.SAFETY])


def incidents_waiting_here() -> QuerySet[Incident]:
    return Incident.objects.filter(resolved_at=None).select_related("trial__unit", "trial__organisation").order_by("reported_at", "pk")


def standstill_of(trial: Trial) -> Standstill | None:
    """The one that lasts."""
    return Standstill.objects.filter(trial=trial, ended_at=None).first()


def standstills_of(trial: Trial) -> QuerySet[Standstill]:
    return Standstill.objects.filter(trial=trial).select_related("paused_by", "ended_by").order_by("-pk")


def changes_of(trial: Trial) -> QuerySet[ChangeNote]:
    return ChangeNote.objects.filter(trial=trial).select_related("proposed_by").order_by("-number")


def replies_to(note: ChangeNote) -> QuerySet[ChangeReply]:
    return ChangeReply.objects.filter(note=note).select_related("replied_by").order_by("pk")


def changes_waiting_here() -> QuerySet[ChangeNote]:
    return ChangeNote.objects.filter(settled_at=None).select_related("trial__unit", "trial__organisation").order_by("proposed_at", "pk")


def reviews_of(trial: Trial) -> QuerySet[MidReview]:
    return MidReview.objects.filter(trial=trial).select_related("reviewed_by").order_by("-pk")


def open_sides_of(note: ChangeNote) -> list[str]:
    """Sides that have not replied yet."""
    replied = set(ChangeReply.objects.filter(note=note).values_list("side", flat=True))
    return [side.value for side in PLAN_SIDES if side not in replied]
