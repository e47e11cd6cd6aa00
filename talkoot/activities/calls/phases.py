"""The ways of a programme, a challenge and a call, each with what must hold before its next step."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.content.states import CallState, ChallengeState, ProgrammeState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE
from talkoot.activities.calls.queries.calls import challenges_in, criteria_of, is_past_deadline, part_in_use, version_in_use
from talkoot.activities.calls.queries.programmes import hosts_of
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
        Step("begin_deciding", CallState.CLOSED, CallState.DECIDING, _("Begin the selection"), permission=COORDINATE),
        Step("decide", (CallState.CLOSED, CallState.DECIDING), CallState.DECIDED, _("Release the decision"), permission=COORDINATE),
    ],
)

# --- From the jury to the evaluation of the programme: a block of its own ---
