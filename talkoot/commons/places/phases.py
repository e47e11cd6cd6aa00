"""A place's way: draft → published → closed; and a proposal's: received → taken further or declined."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.places.content.kinds import IntakeState, State
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import OPERATE, PROPOSE, PUBLISH
from talkoot.kernel.phases import LifeCycle, Step
from talkoot.kernel.refusals import Refusal


def described(place: Place) -> Refusal | None:
    """What a reader needs before anything else, in the municipality's first language."""
    language = place.municipality.default_language
    texts = ("name", "concept", "audience", "allowed", "forbidden", "how_to_join")
    missing = [str(Place._meta.get_field(name).verbose_name) for name in texts if language not in getattr(place, name)]  # type: ignore[union-attr]
    if missing:
        return Refusal(
            _("Still missing in the municipality's first language: %(parts)s.") % {"parts": ", ".join(missing)},
            mend=_("Write it, then go on."),
        )
    return None


def has_owner_and_operator(place: Place) -> Refusal | None:
    if place.owner_id and place.operator_id:
        return None
    return Refusal(
        _("A platform needs a clear owner and operator, who say what may be tried and on what terms."),
        mend=_("Name the owner and the operator."),
    )


def has_contact(place: Place) -> Refusal | None:
    if place.contact_role and place.contact_email:
        return None
    return Refusal(_("Readers have nobody to turn to."), mend=_("Name the contact by role and a shared e-mail address."))


def is_reviewed_ahead(place: Place) -> Refusal | None:
    if place.review_by and place.review_by > timezone.localdate():
        return None
    return Refusal(_("No date by which the page is looked at again."), mend=_("Set “review by” to a date ahead."))


LIFE = LifeCycle(
    "place",
    states=dict(State.choices),
    steps=[
        Step(
            "publish",
            State.DRAFT,
            State.PUBLISHED,
            pgettext_lazy("step", "Publish"),
            PUBLISH,
            needs=(described, has_owner_and_operator, has_contact, is_reviewed_ahead),
        ),
        Step("close", State.PUBLISHED, State.CLOSED, _("Close the place"), PUBLISH),
        Step("reopen", State.CLOSED, State.DRAFT, _("Take back to draft"), PUBLISH),
    ],
)

INTAKE_LIFE = LifeCycle(
    "proposal",
    states=dict(IntakeState.choices),
    steps=[
        Step("route", IntakeState.RECEIVED, IntakeState.ROUTED, _("Take further"), OPERATE),
        Step("refuse", IntakeState.RECEIVED, IntakeState.REFUSED, _("Decline"), OPERATE),
        Step("withdraw", IntakeState.RECEIVED, IntakeState.WITHDRAWN, _("Withdraw"), PROPOSE),
    ],
)
