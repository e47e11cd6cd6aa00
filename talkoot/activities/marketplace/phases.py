"""A listing's way: draft → being checked → published → partner found or closed; it rests when nobody renews it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.activities.marketplace.content.kinds import FairState, RoundState, State, SuggestionState
from talkoot.activities.marketplace.content.programme import timetable
from talkoot.activities.marketplace.models.allocation import AllocationRound
from talkoot.activities.marketplace.models.fair import FairEvent
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import ANSWER_SUGGESTION, CHECK, COORDINATE, EDIT
from talkoot.activities.marketplace.queries.allocation import applications_of, offers_of
from talkoot.activities.marketplace.queries.fairs import items_of
from talkoot.activities.marketplace.queries.rules import has_accepted, rules_in_force
from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal


def problem_told(listing: Listing) -> Refusal | None:
    if listing.written_in in listing.title and listing.written_in in listing.text:
        return None
    return Refusal(_("Title and problem are not written yet."), mend=_("Two sentences are enough."))


def degree_chosen(listing: Listing) -> Refusal | None:
    if listing.degree:
        return None
    return Refusal(_("It does not say how the users take part."), mend=_("Choose for, with or by the users."))


def place_told(listing: Listing) -> Refusal | None:
    if listing.levels:
        return None
    return Refusal(_("It does not say for whom it is."), mend=_("Choose at least one level or place."))


def idea_answered(listing: Listing) -> Refusal | None:
    """What a school asks of every product first."""
    if listing.is_need:
        return None
    missing = [
        str(label)
        for label, is_there in (
            (_("stage of the product"), listing.stage),
            (_("accounts needed"), listing.needs_accounts),
            (_("personal data"), listing.personal_data),
        )
        if not is_there
    ]
    if missing:
        return Refusal(_("Still to answer: %(parts)s.") % {"parts": ", ".join(missing)}, mend=_("“Not sure” is an answer too."))
    if not listing.is_free_of_ads:
        return Refusal(
            _("A product with advertising or purchases cannot come to a school."),
            mend=_("Confirm that the version for schools has none."),
        )
    return None


def rules_accepted(listing: Listing) -> Refusal | None:
    rules = rules_in_force()
    if rules is None:
        return Refusal(
            _("The municipality has no operating model for the marketplace in use yet."),
            mend=_("A coordinator adopts or publishes one."),
        )
    if has_accepted(rules, listing.organisation_id, listing.unit_id):
        return None
    return Refusal(_("The rules have not been accepted in their present version."), mend=_("Read and accept them first."))


NOT_YET_MATCHED = (State.DRAFT, State.IN_CHECK, State.RETURNED, State.PUBLISHED, State.RESTING)

LIFE = LifeCycle(
    "listing",
    states=dict(State.choices),
    steps=[
        Step(
            "send",
            (State.DRAFT, State.RETURNED),
            State.IN_CHECK,
            _("Send to be checked"),
            EDIT,
            needs=(problem_told, degree_chosen, place_told, idea_answered, rules_accepted),
        ),
        Step("publish", State.IN_CHECK, State.PUBLISHED, pgettext_lazy("step", "Publish"), CHECK, needs=(rules_accepted,)),
        Step("return", State.IN_CHECK, State.RETURNED, _("Return with a reason"), CHECK),
        # What readers see was changed by its writer.
        Step("recheck", (State.PUBLISHED, State.RESTING), State.IN_CHECK, _("Have it checked again"), EDIT),
        Step("rest", State.PUBLISHED, State.RESTING, _("Let it rest"), EDIT),
        Step("renew", (State.PUBLISHED, State.RESTING), State.PUBLISHED, _("It still holds"), EDIT, needs=(rules_accepted,)),
        Step("match", (State.PUBLISHED, State.RESTING, State.IN_CHECK), State.MATCHED, _("A partner was found"), EDIT),
        Step("close", (State.PUBLISHED, State.RESTING, State.MATCHED), State.CLOSED, _("Close"), EDIT),
        Step(
            "withdraw", (State.DRAFT, State.IN_CHECK, State.RETURNED, State.PUBLISHED, State.RESTING), State.WITHDRAWN, _("Withdraw"), EDIT
        ),
        Step("reopen", (State.MATCHED, State.CLOSED, State.WITHDRAWN), State.DRAFT, _("Take back to draft"), EDIT),
    ],
)
NOT_DONE_BY_HAND = frozenset({"match", "rest", "recheck"})

SUGGESTION_LIFE = LifeCycle(
    "suggestion",
    states=dict(SuggestionState.choices),
    steps=[
        Step("take_up", SuggestionState.WAITING, SuggestionState.TAKEN, _("Make a need of it"), ANSWER_SUGGESTION),
        Step("decline", SuggestionState.WAITING, SuggestionState.DECLINED, _("Answer with a reason"), ANSWER_SUGGESTION),
    ],
)


# --- Rounds of places ---


def has_offers(round: AllocationRound) -> Refusal | None:
    if offers_of(round).exists():
        return None
    return Refusal(_("There is nothing to apply for yet."), mend=_("Add at least one offer with its places."))


def closes_ahead(round: AllocationRound) -> Refusal | None:
    if round.closes_at > timezone.now():
        return None
    return Refusal(_("The last day for applications has passed."), mend=_("Set a later one."), field="closes_at")


def has_applications(round: AllocationRound) -> Refusal | None:
    if applications_of(round).exists():
        return None
    return Refusal(_("No group has applied."), mend=_("Open the round again, or leave it as it is."))


ROUND_LIFE = LifeCycle(
    "round",
    states=dict(RoundState.choices),
    steps=[
        Step(
            "open",
            RoundState.DRAFT,
            RoundState.OPEN,
            pgettext_lazy("round of places", "Open it for applications"),
            COORDINATE,
            needs=(has_offers, closes_ahead),
        ),
        Step("close", RoundState.OPEN, RoundState.CLOSED, _("Close applications now"), COORDINATE),
        Step("allocate", RoundState.CLOSED, RoundState.ALLOCATED, _("Give the places"), COORDINATE, needs=(has_applications,)),
        Step("publish", RoundState.ALLOCATED, RoundState.PUBLISHED, _("Tell the results to all"), COORDINATE),
        Step("reopen", RoundState.CLOSED, RoundState.OPEN, _("Open again"), COORDINATE, needs=(closes_ahead,)),
        Step("take_back", RoundState.ALLOCATED, RoundState.CLOSED, _("Take the places back"), COORDINATE),
    ],
)


# --- Fairs ---


def has_programme(fair: FairEvent) -> Refusal | None:
    if items_of(fair).exists():
        return None
    return Refusal(_("The programme is empty."), mend=_("Add its items, or wait for the pitches."))


def programme_fits(fair: FairEvent) -> Refusal | None:
    slots = timetable(fair.starts_at, items_of(fair), fair.change_minutes)
    if not slots or slots[-1].ends_at <= fair.ends_at:
        return None
    over = int((slots[-1].ends_at - fair.ends_at).total_seconds() // 60)
    return Refusal(
        _("The programme is %(minutes)d minutes longer than the fair.") % {"minutes": over},
        mend=_("Shorten or remove items, or let the fair end later."),
    )


def signing_up_ahead(fair: FairEvent) -> Refusal | None:
    if fair.sign_up_until > timezone.now():
        return None
    return Refusal(_("The time to sign up is over."), mend=_("Set a later one."))


FAIR_LIFE = LifeCycle(
    "fair",
    states=dict(FairState.choices),
    steps=[
        Step("open", FairState.DRAFT, FairState.OPEN, _("Take pitches"), COORDINATE, needs=(signing_up_ahead,)),
        Step(
            "publish",
            (FairState.DRAFT, FairState.OPEN),
            FairState.PUBLISHED,
            _("Publish the programme"),
            COORDINATE,
            needs=(has_programme, programme_fits),
        ),
        Step("cancel", (FairState.OPEN, FairState.PUBLISHED), FairState.CANCELLED, _("Cancel the fair"), COORDINATE),
    ],
)
