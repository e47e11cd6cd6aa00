"""The gates: a table of what must hold before a trial starts. Only those that its kit requires count.

    gates_of(trial) -> [GateState]      # holds or not: the reason, who can give it, what it rests on

A gate finds by itself; nobody ticks it off. Another app's instrument is asked through its queries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.content.calendar import in_words
from talkoot.commons.trials.content.kinds import GateCode, Side
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.calendar import calendar_of
from talkoot.commons.trials.queries.gates import head_decision, principles_accepted, principles_of, sides_without_principles
from talkoot.commons.trials.queries.information import information_page_of, is_informed
from talkoot.commons.trials.queries.plans import agreed_plan, groups_as_planned, latest_plan, sides_missing
from talkoot.commons.trials.queries.trials import groups_of, people_on_site
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.content.states import State as AgreementState
from talkoot.tools.agreements.queries.agreements import agreement_in_force_for, agreements_of
from talkoot.tools.measures.queries import indicators_of, missing_baselines
from talkoot.tools.privacy.content.kinds import Lane, Level
from talkoot.tools.privacy.queries.assessments import assessment_for, missing_for_lane
from talkoot.tools.privacy.queries.lanes import lane_decision_for, lane_for
from talkoot.tools.privacy.queries.screening import missing_in_screening


@dataclass(frozen=True)
class Found:
    """refusal None: the gate holds, by `evidence` (plain values, kept at the start). thing: what its link leads to, if not `page`."""

    refusal: Refusal | None
    evidence: dict[str, Any] = field(default_factory=dict)
    thing: models.Model | None = None


@dataclass(frozen=True)
class Gate:
    """who: who can give it, in words. page: name of the page of the trial on which it is given."""

    code: GateCode
    find: Callable[[Trial], Found]
    who: str | Promise
    page: str

    @property
    def label(self) -> str | Promise:
        return self.code.label

    def holds(self, trial: Trial) -> Refusal | None:
        return self.find(trial).refusal


@dataclass(frozen=True)
class GateState:
    """A gate of one trial as it stands now."""

    gate: Gate
    found: Found

    @property
    def code(self) -> str:
        return self.gate.code.value

    @property
    def label(self) -> str | Promise:
        return self.gate.label

    @property
    def is_open(self) -> bool:
        return self.found.refusal is None

    @property
    def refusal(self) -> Refusal | None:
        return self.found.refusal

    @property
    def evidence(self) -> dict[str, Any]:
        return self.found.evidence


def start_day(trial: Trial) -> Any:
    """The day on which it starts: the agreed one, or today when that has passed."""
    today = timezone.localdate()
    return max(trial.starts_on, today) if trial.starts_on else today


# --- What people say ------------------------------------------------------------------------------------------------------

SIDES_WHO_ACCEPT = {
    Side.HOST.value: gettext_lazy("Somebody of the unit accepts it."),
    Side.PARTNER.value: gettext_lazy("Somebody of the partner accepts it."),
}


def principles(trial: Trial) -> Found:
    material = principles_of(trial)
    if material is None:
        return Found(Refusal(_("The principles were not handed in."), mend=_("The coordinator adds them to the operating model.")))
    missing = sides_without_principles(trial, material)
    if missing:
        return Found(
            Refusal(
                _("Not accepted by both sides yet (version %(version)s).") % {"version": material.model_version},
                mend=" ".join(str(SIDES_WHO_ACCEPT[side]) for side in missing),
            )
        )
    accepted = principles_accepted(trial, material)
    return Found(
        None,
        {
            "model": material.model_slug,
            "version": material.model_version,
            "accepted": [{"side": a.side, "at": a.accepted_at.isoformat()} for a in accepted],
        },
    )


def go_ahead(trial: Trial) -> Found:
    decision = head_decision(trial)
    if decision is None:
        return Found(
            Refusal(_("The head of the unit has not decided yet."), mend=_("The head of %(unit)s decides.") % {"unit": trial.unit})
        )
    if not decision.is_go:
        return Found(
            Refusal(_("The head of the unit said no: %(note)s") % {"note": decision.note}, mend=_("Change what is asked, then ask again."))
        )
    return Found(None, {"decision": decision.pk, "at": decision.decided_at.isoformat()})


def plan(trial: Trial) -> Found:
    latest, agreed = latest_plan(trial), agreed_plan(trial)
    if latest is None:
        return Found(Refusal(_("No plan has been proposed yet."), mend=_("The unit and the partner write it together.")))
    if agreed is None or agreed.pk != latest.pk:
        missing = sides_missing(latest)
        return Found(
            Refusal(
                _("Version %(number)d of the plan has not been accepted by both sides.") % {"number": latest.number},
                mend=" ".join(str(SIDES_WHO_ACCEPT[side]) for side in missing),
            )
        )
    if agreed.snapshot.get("groups") != groups_as_planned(trial):
        return Found(
            Refusal(_("The groups have changed since the plan was accepted."), mend=_("Propose a new version with the groups as they are."))
        )
    return Found(None, {"version": agreed.number, "content_hash": agreed.content_hash})


def calendar(trial: Trial) -> Found:
    if trial.starts_on is None or trial.ends_on is None:
        return Found(Refusal(_("The dates are not known yet."), mend=_("Both sides accept a plan with its dates.")))
    known = calendar_of(trial.unit)
    day = start_day(trial)
    refusal = known.start_refusal(day, trial.quiet_days) or known.end_refusal(day, trial.ends_on)
    if refusal is None and trial.ends_on < day:
        refusal = Refusal(_("The agreed time has passed."), mend=_("Agree on new dates in a new version of the plan."))
    return Found(refusal, {"starts_on": day.isoformat(), "ends_on": trial.ends_on.isoformat(), "has_terms": known.has_terms})


# --- What the instruments find --------------------------------------------------------------------------------------------


def no_product() -> Found:
    return Found(Refusal(_("No product has been chosen."), mend=_("The partner chooses the version that is tried.")))


# Whether it runs here and fits teaching (L3, L4) is what a trial finds out; it must be honest and safe before.
SCREENED_BEFORE_START = (Level.L0, Level.L1, Level.L2, Level.L5)


def screening(trial: Trial) -> Found:
    version = trial.product_version
    if version is None:
        return no_product()
    day = start_day(trial)
    missing = missing_in_screening(version, SCREENED_BEFORE_START, on=day)
    if not missing:
        return Found(None, {"version": version.pk, "screened_on": day.isoformat()}, version)
    first = missing[0].refusal()
    if len(missing) == 1:
        return Found(first, {}, version)
    return Found(
        Refusal(_("%(first)s (and %(count)d other criteria)") % {"first": first.reason, "count": len(missing) - 1}, mend=first.mend),
        {},
        version,
    )


def lane(trial: Trial) -> Found:
    version = trial.product_version
    if version is None:
        return no_product()
    decision = lane_decision_for(version)
    if decision is None:
        return Found(
            Refusal(
                _("The data lane of the product has not been decided."),
                mend=_("The partner answers the data questionnaire, then a coordinator decides."),
            ),
            {},
            version,
        )
    return Found(None, {"lane": str(decision.lane), "decision": decision.pk}, version)


def assessment(trial: Trial) -> Found:
    """Lane A needs none; in B and C the assessment of this trial, else of the product, is approved and in its time."""
    version = trial.product_version
    if version is None:
        return no_product()
    found = assessment_for(trial)
    missing = missing_for_lane(version, trial if found is not None else None, start_day(trial))
    found = found or assessment_for(version)
    if missing:
        return Found(missing[0], {}, found or version)
    decided = lane_for(version)
    return Found(None, {"lane": str(decided), "assessment": found.pk if found and decided != Lane.A else None}, found or version)


def baseline(trial: Trial) -> Found:
    missing = missing_baselines(trial)
    if missing:
        return Found(missing[0])
    return Found(
        None,
        {
            "indicators": [
                {"key": indicator.key, "baseline": str(indicator.baseline), "threshold": str(indicator.threshold)}
                for indicator in indicators_of(trial)
            ]
        },
    )


def agreement(trial: Trial) -> Found:
    """Signed by all with the annexes that signing asks for, and in force on the day of the start."""
    day = start_day(trial)
    in_force = agreement_in_force_for(trial, day)
    if in_force is not None:
        return Found(None, {"agreement": in_force.code, "in_force_on": day.isoformat()}, in_force)
    newest = agreements_of(trial).first()
    if newest is None:
        return Found(Refusal(_("No agreement has been drafted yet."), mend=_("The coordinator drafts it from the accepted plan.")))
    mend = {
        AgreementState.DRAFT: _("The coordinator completes it and sends it to be signed."),
        AgreementState.OFFERED: _("Those named in it sign; a teacher or another user never does."),
        AgreementState.SIGNED: _("Its time does not cover the start: the coordinator amends it."),
    }.get(AgreementState(newest.state), _("The coordinator drafts a new one."))
    return Found(Refusal(_("The agreement is not in force: %(state)s.") % {"state": newest.get_state_display()}, mend=mend), {}, newest)


def information(trial: Trial) -> Found:
    day = start_day(trial)
    page = information_page_of(trial)
    if page is None or page.published_at is None:
        return Found(Refusal(_("The information page is not out."), mend=_("The unit or the coordinator writes and publishes it.")))
    if not is_informed(trial, on=day):
        free_on = timezone.localdate(page.published_at) + timedelta(days=trial.notice_days)
        return Found(
            Refusal(
                _("The information page has not been out for %(count)d days.") % {"count": trial.notice_days},
                mend=_("Start on %(day)s or later.") % {"day": in_words(free_on)},
            )
        )
    return Found(None, {"published_at": page.published_at.isoformat(), "code": page.code})


def adults(trial: Trial) -> Found:
    """An adult of the unit is always present; of those who come from outside it is stated that the extract was seen."""
    without = [group.label for group in groups_of(trial) if group.adult_id is None]
    if without:
        return Found(
            Refusal(
                _("No responsible adult: %(groups)s.") % {"groups": ", ".join(without)}, mend=_("The unit names an adult for each group.")
            )
        )
    if trial.has_visitors is None:
        return Found(
            Refusal(
                _("It is not said whether people of the partner come on site."),
                mend=_("The partner lists them, or says that nobody comes."),
            )
        )
    people = list(people_on_site(trial))
    if any(not person.is_stated for person in people):
        return Found(Refusal(_("A statement on the extract is missing."), mend=_("The partner writes when it has seen the extract.")))
    return Found(
        None, {"visitors": len(people), "extracts_seen_on": sorted(p.statement_seen_on.isoformat() for p in people if p.statement_seen_on)}
    )


GATES: dict[str, Gate] = {
    gate.code.value: gate
    for gate in (
        Gate(GateCode.PRINCIPLES, principles, gettext_lazy("Both sides"), "principles"),
        Gate(GateCode.GO_AHEAD, go_ahead, gettext_lazy("Head of the unit"), "go_ahead"),
        Gate(GateCode.PLAN, plan, gettext_lazy("Both sides"), "plan"),
        Gate(GateCode.CALENDAR, calendar, gettext_lazy("Both sides"), "plan"),
        Gate(GateCode.SCREENING, screening, gettext_lazy("The coordinator"), "product"),
        Gate(GateCode.LANE, lane, gettext_lazy("The partner and the coordinator"), "product"),
        Gate(GateCode.ASSESSMENT, assessment, gettext_lazy("The official of the controller"), "product"),
        Gate(GateCode.BASELINE, baseline, gettext_lazy("Both sides"), "measures"),
        Gate(GateCode.AGREEMENT, agreement, gettext_lazy("Those authorised to sign"), "agreement"),
        Gate(GateCode.INFORMATION, information, gettext_lazy("The unit or the coordinator"), "information"),
        Gate(GateCode.ADULTS, adults, gettext_lazy("The unit and the partner"), "people"),
    )
}


def gates_of(trial: Trial) -> list[GateState]:
    """The gates that count for the trial, in the order in which they are usually given."""
    return [GateState(gate, gate.find(trial)) for code, gate in GATES.items() if code in trial.required_gates]


def all_gates_hold(trial: Trial) -> Refusal | None:
    """For the step "start": the first that does not hold, with how many others."""
    missing = [state for state in gates_of(trial) if not state.is_open]
    if not missing:
        return None
    first = missing[0]
    assert first.refusal is not None
    reason = f"{first.label}: {first.refusal.reason}"
    if len(missing) > 1:
        reason = _("%(first)s (and %(count)d other gates do not hold)") % {"first": reason, "count": len(missing) - 1}
    return Refusal(reason, mend=first.refusal.mend)


def day_has_come(trial: Trial) -> Refusal | None:
    if trial.starts_on is None or trial.starts_on <= timezone.localdate():
        return None
    return Refusal(
        _("The agreed day of the start is %(day)s.") % {"day": in_words(trial.starts_on)},
        mend=_("Wait for it, or agree on an earlier one."),
    )


def hash_of_evidence(evidence: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(evidence, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
