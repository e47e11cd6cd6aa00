"""The ways of a programme, a challenge and a call, each with what must hold before its next step."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from talkoot.activities.calls.content.outcomes import ORDERED, KickOffState, LineOutcome, MilestoneKind, ReportKind, ReportState
from talkoot.activities.calls.content.states import CallState, ChallengeState, ProgrammeState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.decision import DecisionDraft
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE, RELEASE_DECISION, SET_UP_JURY
from talkoot.activities.calls.queries.calls import challenges_in, criteria_of, is_past_deadline, part_in_use, version_in_use
from talkoot.activities.calls.queries.decisions import draft_lines_of
from talkoot.activities.calls.queries.juries import admissible_applications, is_locked, jury_of, unchecked_applications
from talkoot.activities.calls.queries.kick_offs import room_in
from talkoot.activities.calls.queries.programmes import hosts_of
from talkoot.activities.calls.queries.reports import is_agreement_signed, report_of
from talkoot.activities.calls.slots import CHALLENGE_CHECKLIST
from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal

# --- The programme ---


def charter_written(programme: Programme) -> Refusal | None:
    if programme.charter:
        return None
    return Refusal(
        _("The charter is not written yet."), mend=_("Say in a few sentences why the programme is run and how."), field="charter"
    )


def budget_told(programme: Programme) -> Refusal | None:
    if programme.legal_form == "unpaid" or (programme.budget_total is not None and programme.ceiling is not None):
        return None
    return Refusal(_("Budget and ceiling are not told yet."), mend=_("Write both, or choose that nothing is paid."), field="budget_total")


def hosts_named(programme: Programme) -> Refusal | None:
    if hosts_of(programme).exists():
        return None
    return Refusal(_("No host is named yet."), mend=_("Choose at least one unit in which trials are done."), field="hosts")


PROGRAMME = LifeCycle(
    "programme",
    states={state.value: state.label for state in ProgrammeState},
    steps=[
        Step(
            "open",
            ProgrammeState.DRAFT,
            ProgrammeState.OPEN,
            _("Publish the programme"),
            permission=COORDINATE,
            needs=(charter_written, budget_told, hosts_named),
        ),
        Step("close", ProgrammeState.OPEN, ProgrammeState.CLOSED, _("Close the programme"), permission=COORDINATE),
        Step("reopen", ProgrammeState.CLOSED, ProgrammeState.OPEN, _("Open it again"), permission=COORDINATE),
        Step("evaluate", ProgrammeState.CLOSED, ProgrammeState.EVALUATED, _("The evaluation is done"), permission=COORDINATE),
    ],
)

# --- The challenge ---


def need_told(challenge: Challenge) -> Refusal | None:
    missing = [
        str(label)
        for label, is_there in (
            (_("the need in the users' words"), challenge.need),
            (_("the situation today"), challenge.situation),
            (_("whom it concerns"), challenge.affected),
            (_("the wanted change"), challenge.wanted_change),
            (_("what the host offers"), challenge.offers),
        )
        if not is_there
    ]
    return Refusal(_("Still to write: %(parts)s.") % {"parts": ", ".join(missing)}) if missing else None


def checklist_holds(challenge: Challenge) -> Refusal | None:
    part = part_in_use(version_in_use(), CHALLENGE_CHECKLIST)
    items = part.data["items"] if part is not None else []
    open_items = [item for item in items if item["required"] and not challenge.points.get(item["key"])]
    if not open_items:
        return None
    return Refusal(
        _("%(count)d points of the checklist do not hold yet.") % {"count": len(open_items)}, mend=_("Go through the checklist first.")
    )


CHALLENGE = LifeCycle(
    "challenge",
    states={state.value: state.label for state in ChallengeState},
    steps=[
        Step(
            "check", ChallengeState.DRAFT, ChallengeState.CHECKED, _("Checked"), permission=COORDINATE, needs=(need_told, checklist_holds)
        ),
        Step("publish", ChallengeState.CHECKED, ChallengeState.PUBLISHED, _("Publish the challenge"), permission=COORDINATE),
        Step("take_back", ChallengeState.CHECKED, ChallengeState.DRAFT, _("Back to the draft"), permission=COORDINATE),
    ],
)

# --- The call ---


def model_in_use(call: Call) -> Refusal | None:
    if call.model_slug:
        return None
    return Refusal(
        _("The municipality has no operating model for fast trials in use yet."), mend=_("A coordinator adopts or publishes one.")
    )


def invitation_written(call: Call) -> Refusal | None:
    missing = [
        str(label)
        for label, is_there in (
            (_("the invitation"), call.text),
            (_("the rule for equal scores"), call.tie_text),
            (_("the text about appeal"), call.appeal_text),
        )
        if not is_there
    ]
    return Refusal(_("Still to write: %(parts)s.") % {"parts": ", ".join(missing)}) if missing else None


def challenges_ready(call: Call) -> Refusal | None:
    challenges = challenges_in(call)
    if not challenges:
        return Refusal(_("No challenge is chosen."), mend=_("Choose at least one."), field="challenges")
    drafts = [str(challenge.title) for challenge in challenges if challenge.state == ChallengeState.DRAFT]
    if drafts:
        return Refusal(
            _("Not checked yet: %(challenges)s.") % {"challenges": ", ".join(drafts)}, mend=_("Go through the checklist of each challenge.")
        )
    return None


def criteria_chosen(call: Call) -> Refusal | None:
    if criteria_of(call):
        return None
    return Refusal(_("No criterion is chosen."), mend=_("Choose by what the applications are compared."), field="criteria")


def programme_is_open(call: Call) -> Refusal | None:
    if call.programme.state == ProgrammeState.OPEN:
        return None
    return Refusal(_("The programme is not published."), mend=_("Publish the programme first."))


def deadline_ahead(call: Call) -> Refusal | None:
    if call.closes_at > timezone.now():
        return None
    return Refusal(_("The deadline has passed already."), mend=_("Choose a time ahead."), field="closes_at")


def deadline_passed(call: Call) -> Refusal | None:
    if is_past_deadline(call):
        return None
    return Refusal(
        _("The deadline has not passed yet: applications stay sealed until then."), mend=_("The call closes by itself at the deadline.")
    )


CALL = LifeCycle(
    "call",
    states={state.value: state.label for state in CallState},
    steps=[
        Step(
            "publish",
            CallState.DRAFT,
            CallState.PUBLISHED,
            _("Publish the call"),
            permission=COORDINATE,
            needs=(model_in_use, invitation_written, challenges_ready, criteria_chosen, programme_is_open, deadline_ahead),
        ),
        Step(
            "close",
            CallState.PUBLISHED,
            CallState.CLOSED,
            pgettext_lazy("call", "Close the call"),
            permission=COORDINATE,
            needs=(deadline_passed,),
        ),
        Step(
            "cancel",
            (CallState.PUBLISHED, CallState.CLOSED, CallState.DECIDING),
            CallState.CANCELLED,
            pgettext_lazy("call", "Cancel the call"),
            permission=COORDINATE,
        ),
        Step("begin_deciding", CallState.CLOSED, CallState.DECIDING, _("Begin the selection"), permission=SET_UP_JURY),
        Step("decide", (CallState.CLOSED, CallState.DECIDING), CallState.DECIDED, _("Release the decision"), permission=RELEASE_DECISION),
    ],
)

# --- From the jury to the evaluation of the programme: a block of its own ---


def all_checked(call: Call) -> Refusal | None:
    """Before the jury reads, every application has been checked for its eligibility."""
    missing = unchecked_applications(call).count()
    if not missing:
        return None
    return Refusal(
        ngettext("%(count)d application has not been checked yet.", "%(count)d applications have not been checked yet.", missing)
        % {"count": missing},
        mend=_("Go through the checklist of each first."),
    )


def ranking_locked(call: Call) -> Refusal | None:
    """The decision rests on a locked ranking; when nothing admissible was sent there is nothing to rank."""
    jury = jury_of(call)
    if is_locked(jury) or (jury is None and not admissible_applications(call).exists()):
        return None
    return Refusal(_("The jury has not locked its results yet."), mend=_("Lock them in the assessment first."))


def grounds_written(draft: DecisionDraft) -> Iterator[Refusal]:
    """All that still stands in the way of releasing the draft."""
    first = draft.call.municipality.default_language
    if first not in draft.grounds:
        yield Refusal(_("The grounds of the decision are missing in the municipality's first language."), field="grounds")
    if first not in draft.appeal:
        yield Refusal(_("The instructions for appeal are missing in the municipality's first language."), field="appeal")
    lines = list(draft_lines_of(draft))
    without = [str(line.application) for line in lines if line.outcome != LineOutcome.RESERVE and first not in line.grounds]
    if without:
        yield Refusal(
            _("Grounds are missing for: %(applications)s.") % {"applications": ", ".join(without[:5])},
            mend=_("Each applicant is told why."),
        )
    taken: dict[tuple[int, str], set[int | None]] = {}
    for line in lines:
        if line.outcome in ORDERED:
            orders = taken.setdefault((line.application.challenge_id, line.outcome), set())
            if line.order in orders:
                yield Refusal(
                    _("Two applications of “%(challenge)s” have the same place.") % {"challenge": line.application.challenge.title},
                    mend=_("Give each a place of its own."),
                )
            orders.add(line.order)
    chosen = sum((line.sum or Decimal(0) for line in lines if line.outcome == LineOutcome.CHOSEN), Decimal(0))
    room = room_in(draft.call)
    if room is not None and chosen > room:
        yield Refusal(
            _("The chosen applications take %(sum)s euros; the budget has %(room)s left.") % {"sum": chosen, "room": room},
            mend=_("Choose fewer, or agree on smaller sums."),
        )
    ceiling = draft.call.ceiling
    over = [str(line.application) for line in lines if line.sum is not None and ceiling is not None and line.sum > ceiling]
    if over:
        yield Refusal(
            _("Above the ceiling for one trial: %(applications)s.") % {"applications": ", ".join(over[:5])}, mend=_("Lower the sum.")
        )


def in_order(draft: DecisionDraft) -> Refusal | None:
    return next(grounds_written(draft), None)


# --- Payments ---


def milestone_is_earned(milestone: Milestone) -> Refusal | None:
    """The start waits for the signed agreement, the others for their report approved by host and manager."""
    kick_off = milestone.kick_off
    if kick_off.state != KickOffState.AGREED or kick_off.trial is None:
        return Refusal(_("There is no shared view yet."), mend=_("Nothing is paid before host and team have agreed."))
    if milestone.kind == MilestoneKind.START:
        if is_agreement_signed(kick_off.trial):
            return None
        return Refusal(_("The agreement is not signed yet."), mend=_("The first part is paid when it is in force."))
    report = report_of(kick_off, milestone.kind)
    if report is not None and report.state == ReportState.APPROVED:
        return None
    return Refusal(
        _("%(report)s has not been approved.") % {"report": ReportKind(milestone.kind).label},
        mend=_("The host unit and the trial manager approve it first."),
    )
