"""What a fast trial gets from the model in use, and what of the application and the challenge goes along into the engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.activities.calls.content.outcomes import MilestoneKind
from talkoot.activities.calls.content.payments import USUAL_SHARES, payment_plan
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.queries.applications import version_in_force
from talkoot.activities.calls.slots import (
    ACTIVITY,
    AGREEMENT,
    CLOSING_CHECKLIST,
    FEEDBACK,
    MIDTERM_REPORT,
    NOTICE,
    REPORTS,
    START_CHECKLIST,
)
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.queries.in_use import version_in_use_for
from talkoot.commons.places.models.place import UserGroup
from talkoot.commons.trials.actions.materials import agreement_material, checklist_material, questionnaire_material
from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.content.kinds import GateCode, MaterialKind, Side, UsersRole
from talkoot.commons.trials.content.kit import KitMaterial, TrialKit
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.relations import HELD_AT
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.measures.actions import set_indicator
from talkoot.tools.measures.queries import indicators_of

# Terms of schools and the go-ahead of a head are of the other entrance: the host of a challenge has said yes itself.
GATES = frozenset(
    {
        GateCode.PRINCIPLES,
        GateCode.PLAN,
        GateCode.LANE,
        GateCode.ASSESSMENT,
        GateCode.AGREEMENT,
        GateCode.INFORMATION,
        GateCode.BASELINE,
    }
)
LONGEST_SUMMARY = 2_000
LONGEST_LABEL = 40
MOST_GROUPS = 10
# What one group of a trial holds.
MOST_HEADS = 32_767
COPIED = ("name", "unit", "direction", "baseline", "baseline_on", "threshold", "method", "source", "position")


def propose(by: Actor, kick_off: KickOff) -> Trial:
    """The trial of a kick-off in which both sides have said yes, with its milestones. The caller holds the row and saves it."""
    version = version_in_use_for(ACTIVITY)
    if version is None:
        raise Refusal(_("The municipality has no operating model for fast trials in use any more."), mend=_("Ask a coordinator."))
    application, challenge = kick_off.line.application, kick_off.line.application.challenge
    trial = propose_trial(
        actor=by,
        entrance=ACTIVITY,
        title=Words({application.written_in: application.title or str(challenge.title)}),
        summary=summary_of(application, challenge),
        unit=challenge.unit,
        organisation=application.organisation,
        kit=kit_of(version),
        came_from=[application, challenge],
        users_role=UsersRole.WITH,
        languages=spoken(challenge),
        coordinator=kick_off.call.contact,
        host_contact=challenge.contact or kick_off.host_agreed_by,
        partner_contact=application.contact or kick_off.team_agreed_by,
        groups=groups_of(challenge),
        principles_accepted_by=accepted_in(kick_off),
    )
    if challenge.place is not None:
        link(actor=SYSTEM, source=trial, relation=HELD_AT, target=challenge.place)
    for indicator in indicators_of(challenge):
        # What was measured before stands: the trial begins from the baseline that applicants read.
        set_indicator(actor=SYSTEM, subject=trial, key=indicator.key, **{name: getattr(indicator, name) for name in COPIED})
    plan_milestones_of(kick_off, application)
    return trial


def summary_of(application: Application, challenge: Challenge) -> Words:
    """What was tried, as the applicant wrote it for the public, else the change that the challenge wants."""
    version = version_in_force(application)
    told = (version.content.get("answers") or {}).get("summary", "") if version is not None else ""
    if told:
        return Words({application.written_in: told[:LONGEST_SUMMARY]})
    return Words({code: text[:LONGEST_SUMMARY] for code, text in challenge.wanted_change.items()})


def spoken(challenge: Challenge) -> list[str]:
    return [code for code in challenge.unit.languages if code in challenge.municipality.languages]


def groups_of(challenge: Challenge) -> list[dict[str, Any]]:
    """Those whom the challenge concerns, as one group: nobody needs to count heads of passers-by more exactly.

    When the challenge does not say how many, the user groups of its place stand for them.
    """
    if not challenge.affected_count:
        rows = UserGroup.objects.filter(place=challenge.place, people__isnull=False) if challenge.place else UserGroup.objects.none()
        named = {str(row.name)[:LONGEST_LABEL]: min(row.people or 1, MOST_HEADS) for row in rows.order_by("position", "pk")[:MOST_GROUPS]}
        return [{"label": label, "headcount": count} for label, count in named.items()]
    label = str(challenge.affected).split("\n")[0].strip().rstrip(".") or _("Customers")
    short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rsplit(" ", 1)[0] + "…"
    return [{"label": short, "headcount": min(challenge.affected_count, MOST_HEADS)}]


def accepted_in(kick_off: KickOff) -> dict[str, Person]:
    """The yes of a kick-off says that the principles shown there hold."""
    given = {Side.HOST: kick_off.host_agreed_by, Side.PARTNER: kick_off.team_agreed_by}
    return {str(side): person for side, person in given.items() if person is not None}


def plan_milestones_of(kick_off: KickOff, application: Application) -> None:
    """The usual division; the coordinator may divide otherwise until a part is approved."""
    if not kick_off.sum:
        return
    today = timezone.localdate()
    due = {MilestoneKind.START: today, MilestoneKind.FINAL: today + timedelta(weeks=application.weeks or 12)}
    Milestone.objects.bulk_create(
        Milestone(kick_off=kick_off, kind=kind, sum=part, due_on=due.get(kind))
        for kind, part in payment_plan(kick_off.sum, USUAL_SHARES).items()
    )


# --- The kit --------------------------------------------------------------------------------------------------------------


def kit_of(version: Version) -> TrialKit:
    """Gates, sides and materials from the model in use, each in today's version."""
    parts = {part.key: part for part in Part.objects.filter(version=version)}
    return TrialKit(
        gates=GATES,
        evaluation_sides=(str(Side.HOST), str(Side.PARTNER)),
        materials=tuple(materials_of(version, parts)),
    )


def materials_of(version: Version, parts: dict[str, Part]) -> Iterator[KitMaterial]:
    origin = f"{version.model.slug} {version.number}"
    yield principles_of(version, parts)
    if (part := parts.get(AGREEMENT)) is not None:
        yield agreement_material(
            "agreement", key=AGREEMENT, title=part.title, text=part.body, data=part.data, origin=f"{origin} {AGREEMENT}"
        )
    asked = FEEDBACK | {REPORTS["midterm"]: (MIDTERM_REPORT, "company")}
    for slot, (key, audience) in asked.items():
        if (part := parts.get(key)) is not None:
            yield questionnaire_material(
                slot, key=key, title=part.title, text=part.body, data=part.data, origin=f"{origin} {key}", audience=audience
            )
    for slot, key in (("start", START_CHECKLIST), ("deletion", CLOSING_CHECKLIST)):
        if (part := parts.get(key)) is not None:
            yield checklist_material(slot, title=part.title, text=part.body, data=part.data)
    if (part := parts.get(NOTICE)) is not None:
        yield KitMaterial("notice", MaterialKind.TEXT, part.title, text=part.body)


def principles_of(version: Version, parts: dict[str, Part]) -> KitMaterial:
    told = [part for part in parts.values() if part.kind == "principle"]
    codes = dict.fromkeys(code for part in told for code in part.title)
    text = {code: "\n\n".join(f"### {part.title.get(code, '')}\n\n{part.body.get(code, '')}" for part in told) for code in codes}
    return KitMaterial(
        "principles",
        MaterialKind.PRINCIPLES,
        Words(fi="Periaatteet", sv="Principer", en="Principles"),
        text=Words(text),
        model_slug=version.model.slug,
        model_version=version.number,
    )
