"""Reads about plans, acceptances, sessions and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from talkoot.commons.trials.content.kinds import OVER, PLAN_SIDES
from talkoot.commons.trials.models.plan import PlanAcceptance, PlannedSession, PlanRemark, PlanVersion
from talkoot.commons.trials.models.trial import Group, Trial, TrialParty
from talkoot.commons.trials.permissions import own_parties
from talkoot.kernel.ui.differences import Sides, changed_sides


def plan_draft(trial: Trial) -> PlanVersion | None:
    return PlanVersion.objects.filter(trial=trial, proposed_at=None).first()


# What a version says; copied into the next draft.
PLAN_FIELDS = (
    "goals_of_host",
    "goals_of_partner",
    "success",
    "users_role",
    "starts_on",
    "ends_on",
    "place",
    "hours_budget",
    "preparing_minutes",
    "substitutes",
    "equipment",
    "materials",
    "feedback",
    "criteria",
    "mid_review_on",
    "evaluation_on",
    "communication",
    "stop_conditions",
    "risks",
    "is_research",
    "research_permit",
)


def part_in_words(version: PlanVersion, name: str) -> str:
    """What a field of the plan says, as a person reads it; "" when it says nothing."""
    value = getattr(version, name)
    if value in (None, "", False):
        return ""
    if name == "users_role":
        return str(version.get_users_role_display())
    if isinstance(value, bool):
        return _("Yes")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    return value if isinstance(value, str) else str(formats.number_format(value))


def comparable_plans(trial: Trial) -> list[PlanVersion]:
    """The oldest first; the draft last."""
    return list(PlanVersion.objects.filter(trial=trial).order_by("number"))


def plan_differences(before: PlanVersion, after: PlanVersion) -> list[Sides]:
    """The parts of the plan that differ, groups and sessions as they were frozen among them (a draft has not frozen them yet)."""
    parts: list[tuple[Any, str, str]] = []
    for name in PLAN_FIELDS:
        label = str(PlanVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        parts.append((label[:1].upper() + label[1:], part_in_words(before, name), part_in_words(after, name)))
    if before.snapshot and after.snapshot:
        parts.append((pgettext("trial", "Groups"), groups_in_words(before.snapshot), groups_in_words(after.snapshot)))
        parts.append((_("Sessions"), sessions_in_words(before.snapshot), sessions_in_words(after.snapshot)))
    return changed_sides(parts)


def groups_in_words(snapshot: dict[str, Any]) -> str:
    lines = []
    for group in snapshot.get("groups", ()):
        ages = "–".join(str(age) for age in (group.get("age_from"), group.get("age_to")) if age is not None)
        people = ngettext("%(count)d person", "%(count)d people", group["headcount"]) % {"count": group["headcount"]}
        lines.append(f"{group['label']}: {people}{', ' if ages else ''}{ages}")
    return "\n".join(lines)


def sessions_in_words(snapshot: dict[str, Any]) -> str:
    return "\n".join(
        ", ".join(
            part
            for part in (
                formats.date_format(date.fromisoformat(session["held_on"]), "SHORT_DATE_FORMAT"),
                f"{session['minutes']} min",
                session.get("group", ""),
                session.get("place", ""),
                session.get("topic", ""),
            )
            if part
        )
        for session in snapshot.get("sessions", ())
    )


def unsaved_draft(trial: Trial) -> PlanVersion:
    """What the next draft begins with: the latest version, or what the proposal said. Not saved."""
    latest = latest_plan(trial)
    facts: dict[str, Any] = (
        {name: getattr(latest, name) for name in PLAN_FIELDS}
        if latest
        else {"users_role": trial.users_role, "starts_on": trial.starts_on, "ends_on": trial.ends_on}
    )
    return PlanVersion(trial=trial, number=latest.number + 1 if latest else 1, language=(trial.languages or ["fi"])[0], **facts)


def proposed_plans(trial: Trial) -> QuerySet[PlanVersion]:
    """All proposed versions, the newest first."""
    return PlanVersion.objects.filter(trial=trial, proposed_at__isnull=False).select_related("proposed_by").order_by("-number")


def latest_plan(trial: Trial) -> PlanVersion | None:
    return proposed_plans(trial).first()


def agreed_plan(trial: Trial) -> PlanVersion | None:
    """The newest version that both sides have accepted: the plan in force."""
    plans = proposed_plans(trial)
    for side in PLAN_SIDES:
        plans = plans.filter(Exists(PlanAcceptance.objects.filter(version=OuterRef("pk"), side=side)))
    return plans.first()


def acceptances_of(version: PlanVersion) -> QuerySet[PlanAcceptance]:
    return PlanAcceptance.objects.filter(version=version).select_related("accepted_by").order_by("accepted_at")


def remarks_on(version: PlanVersion) -> QuerySet[PlanRemark]:
    return PlanRemark.objects.filter(version=version).select_related("written_by").order_by("pk")


def sides_missing(version: PlanVersion) -> list[str]:
    """Sides that have not accepted the version yet."""
    accepted = set(PlanAcceptance.objects.filter(version=version).values_list("side", flat=True))
    return [side for side in PLAN_SIDES if side not in accepted]


def sessions_of(trial: Trial) -> QuerySet[PlannedSession]:
    return PlannedSession.objects.filter(trial=trial).select_related("group").order_by("held_on", "begins_at", "pk")


@dataclass(frozen=True)
class Workload:
    """Hours that the trial takes of the adult of one group: being there and preparing. budget None: none was set."""

    label: str
    session_count: int
    hours: Decimal
    budget: Decimal | None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.hours > self.budget


def workload_of(trial: Trial, version: PlanVersion) -> list[Workload]:
    """One line for each group. A session without a group belongs to all. Two queries."""
    counted = PlannedSession.objects.filter(trial=trial).values("group").annotate(count=Count("pk"), minutes=Sum("minutes"))
    by_group: dict[int | None, tuple[int, int]] = {row["group"]: (row["count"], row["minutes"]) for row in counted.order_by()}
    shared_count, shared_minutes = by_group.get(None, (0, 0))
    lines = []
    for group in Group.objects.filter(trial=trial).order_by("label", "pk"):
        count, minutes = by_group.get(group.pk, (0, 0))
        total = minutes + shared_minutes + (count + shared_count) * version.preparing_minutes
        lines.append(Workload(group.label, count + shared_count, in_hours(total), version.hours_budget))
    return lines


def in_hours(minutes: int) -> Decimal:
    """Rounded to a tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def groups_as_planned(trial: Trial) -> list[dict[str, Any]]:
    """The groups as a plan freezes them; compared later with what they have become."""
    return [
        {
            "unit": group.unit_id,
            "label": group.label,
            "age_from": group.age_from,
            "age_to": group.age_to,
            "headcount": group.headcount,
        }
        for group in Group.objects.filter(trial=trial).order_by("label", "pk")
    ]


def sessions_as_planned(trial: Trial) -> list[dict[str, Any]]:
    return [
        {
            "group": session.group.label if session.group else "",
            "held_on": session.held_on.isoformat(),
            "minutes": session.minutes,
            "place": session.place,
            "topic": session.topic,
        }
        for session in sessions_of(trial)
    ]


def plans_waiting_for(person: Any) -> QuerySet[PlanVersion]:
    """Newest proposed versions that a side of the person has neither accepted nor asked to be changed."""
    newer = PlanVersion.objects.filter(trial=OuterRef("trial"), number__gt=OuterRef("number"))
    waiting = Q(pk__in=[])
    for side in PLAN_SIDES:
        mine = TrialParty.objects.filter(own_parties(person), side=side, trial=OuterRef("trial"))
        said = PlanAcceptance.objects.filter(version=OuterRef("pk"), side=side)
        asked = PlanRemark.objects.filter(version=OuterRef("pk"), side=side)
        waiting |= Q(Exists(mine)) & ~Q(Exists(said)) & ~Q(Exists(asked))
    return (
        PlanVersion.objects.filter(waiting, ~Exists(newer), proposed_at__isnull=False)
        .exclude(trial__state__in=OVER)
        .select_related("trial__unit", "trial__organisation")
        .order_by("proposed_at", "pk")
    )
