"""Writing, checking, renewing and ending listings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.actions.rules import speaks_for
from talkoot.activities.marketplace.content.kinds import Kind, State
from talkoot.activities.marketplace.content.places import levels_of_unit
from talkoot.activities.marketplace.events import ListingPublished, ListingRested, ListingReturned, ListingSent
from talkoot.activities.marketplace.models.listing import Listing, ListingCheck
from talkoot.activities.marketplace.permissions import CHECK, EDIT, POST, is_coordinator
from talkoot.activities.marketplace.phases import LIFE
from talkoot.activities.marketplace.queries.interest import settings_in_force
from talkoot.activities.marketplace.queries.listings import HOSTS
from talkoot.activities.marketplace.queries.rules import listing_points, version_in_use
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.privacy.actions.products import register_product, register_version
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.products import products_of, versions_of

# Facts that may change while a listing is read, without another check of its text.
FACTS = frozenset(
    {"learner_count", "staff_count", "age_from", "age_to", "starts_on", "ends_on", "capacity", "contact", "visibility", "area", "stage"}
)
CHANGEABLE = (State.DRAFT, State.IN_CHECK, State.RETURNED, State.PUBLISHED, State.RESTING)


def locked(listing_id: int) -> Listing:
    """The row as it is now, held until the transaction ends."""
    rows = Listing.objects.select_related("municipality", "organisation", "unit__organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=listing_id)


def saved(listing: Listing, *fields: str) -> Listing:
    listing.save(update_fields=["state", *fields, "changed_at"])
    index(listing)
    return listing


def refuse_outsiders(by: Actor, organisation: Organisation, unit: Unit | None) -> None:
    if not speaks_for(by, organisation, unit) and not is_coordinator(by):
        raise Forbidden(_("You do not act for this unit or organisation."), mend=_("Ask its contact person to invite you."))


@action("marketplace.start_listing", permission=POST, label=_("Began a listing"))
def start_listing(
    *,
    actor: Actor,
    kind: str,
    language: str,
    organisation: Organisation | None = None,
    unit: Unit | None = None,
    grew_from: Model | None = None,
    **fields: Any,
) -> Listing:
    """A new draft. A need is a unit's, an idea an organisation's. What the unit itself says (level, languages, area) is filled in.

    grew_from: the need of a place, or the proposal to one, from which it comes; the thread tells it.
    """
    if kind == Kind.NEED:
        if unit is None:
            raise Refusal(_("Choose the unit whose need it is."), field="unit")
        organisation = unit.organisation
        if organisation.kind not in HOSTS:
            raise Refusal(_("Needs are those of the municipality's own units."), mend=_("Post an idea instead."), field="unit")
        fields = {
            "levels": levels_of_unit(unit.kind, unit.education_level),
            "languages": list(unit.languages),
            "area": unit.area,
        } | fields
    elif kind == Kind.IDEA:
        if organisation is None:
            raise Refusal(_("Choose the organisation whose idea it is."), field="organisation")
        if organisation.kind in HOSTS:
            raise Refusal(_("Ideas are those of companies and communities."), mend=_("Post a need instead."), field="organisation")
        unit = None
        fields = {"languages": list(organisation.languages)} | fields
    else:
        raise Refusal(_("Choose whether it is a need or an idea."), field="kind")
    assert organisation is not None
    refuse_outsiders(actor, organisation, unit)
    listing = Listing.objects.create(
        kind=kind,
        organisation=organisation,
        unit=unit,
        contact=fields.pop("contact", actor if isinstance(actor, Person) else None),
        written_in=language,
        **fields,
    )
    if grew_from is not None:
        link(actor=actor, source=listing, relation=GREW_FROM, target=grew_from)
    index(listing)
    return listing


@action("marketplace.change_listing", permission=EDIT, of="listing", label=_("Changed a listing"))
def change_listing(*, actor: Actor, listing: Listing, **fields: Any) -> Listing:
    """Change fields. When its writer changes what others read of a published listing, it is checked again before it is shown."""
    current = locked(listing.pk)
    if current.state not in CHANGEABLE:
        raise Refusal(_("A listing that has ended is not changed."), mend=_("Take it back to draft first."))
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    for name, value in changed.items():
        setattr(current, name, value)
    more = []
    if current.state in (State.PUBLISHED, State.RESTING) and changed.keys() - FACTS and not is_coordinator(actor):
        LIFE.take("recheck", current, actor)
        current.sent_at, more = timezone.now(), ["sent_at"]
        publish(ListingSent(listing_id=current.pk))
    try:
        with transaction.atomic():
            return saved(current, *changed, *more, "title_order")
    except IntegrityError as error:
        raise Refusal(_("Ages and dates must be in order: the first before the last."), mend=_("Mend them and save again.")) from error


@action("marketplace.name_product", permission=EDIT, of="listing", label=_("Named the product of an idea"))
def name_product(
    *, actor: Actor, listing: Listing, version: ProductVersion | None, name: str = "", label: str = "", **fields: Any
) -> Listing:
    """The product of an idea, with other fields of the listing. name and label: one that is registered here, when it is not yet there."""
    if listing.is_need:
        raise Refusal(_("A need names no product."), mend=_("Post an idea instead."))
    if name:
        version = registered_version(actor, listing.organisation, name, label)
    if version is not None and version.product.organisation_id != listing.organisation_id:
        raise Refusal(_("The product belongs to another organisation."), mend=_("Choose one of your own."), field="product_version")
    return change_listing(actor=actor, listing=listing, product_version=version, **fields)


def registered_version(by: Actor, organisation: Organisation, name: str, label: str) -> ProductVersion:
    """The version of that name in the register; put there when it is missing."""
    product = products_of(organisation).filter(name__iexact=name).first() or register_product(
        actor=by, organisation=organisation, name=name
    )
    known = versions_of(product).filter(label__iexact=label).first()
    return known or register_version(actor=by, product=product, label=label)


@action("marketplace.send_listing", permission=EDIT, of="listing", label=_("Sent a listing to be checked"))
def send_listing(*, actor: Actor, listing: Listing) -> Listing:
    current = locked(listing.pk)
    LIFE.take("send", current, actor)
    current.sent_at = timezone.now()
    publish(ListingSent(listing_id=current.pk))
    return saved(current, "sent_at")


@action("marketplace.publish_listing", permission=CHECK, of="listing", label=_("Checked and published a listing"))
def publish_listing(*, actor: Actor, listing: Listing, read_at: datetime | None = None) -> Listing:
    """Every point of the checklist holds. read_at: `changed_at` of the text that was read; a newer one is read first."""
    current = locked(listing.pk)
    LIFE.check("publish", current, actor)
    if read_at is not None and current.changed_at != read_at:
        raise Refusal(_("The text has been changed since you opened it."), mend=_("Read it again."))
    LIFE.take("publish", current, actor)
    note_check(current, actor, is_passed=True, points={item["key"]: "pass" for item in listing_points()})
    now = timezone.now()
    current.published_at = current.published_at or now
    current.renewed_at, current.rests_on = now, rest_day()
    publish(ListingPublished(listing_id=current.pk))
    return saved(current, "published_at", "renewed_at", "rests_on")


@action("marketplace.return_listing", permission=CHECK, of="listing", label=_("Returned a listing to its writer"))
def return_listing(*, actor: Actor, listing: Listing, reason: str, failing: Sequence[str] = ()) -> Listing:
    """failing: keys of the checklist's points that do not hold. The writer gets them and the reason."""
    if not reason.strip():
        raise Refusal(_("Tell the writer what to mend."), field="reason")
    known = {item["key"] for item in listing_points()}
    current = locked(listing.pk)
    LIFE.take("return", current, actor)
    note_check(current, actor, is_passed=False, points={key: "fail" for key in failing if key in known}, reason=reason)
    publish(ListingReturned(listing_id=current.pk))
    return saved(current)


def note_check(listing: Listing, by: Actor, *, is_passed: bool, points: dict[str, str], reason: str = "") -> None:
    version = version_in_use()
    ListingCheck.objects.create(
        listing=listing,
        is_passed=is_passed,
        points=points,
        reason=reason.strip(),
        model_slug=version.model.slug if version else "",
        model_number=version.number if version else "",
        by=by if isinstance(by, Person) else None,
    )


def rest_day() -> Any:
    return timezone.localdate() + timedelta(days=settings_in_force().rests_after_days)


@action("marketplace.renew_listing", permission=EDIT, of="listing", label=_("Renewed a listing"))
def renew_listing(*, actor: Actor, listing: Listing) -> Listing:
    """It still holds: shown for another period, and taken out of its rest."""
    current = locked(listing.pk)
    LIFE.take("renew", current, actor)
    current.renewed_at, current.rests_on = timezone.now(), rest_day()
    return saved(current, "renewed_at", "rests_on")


@action("marketplace.rest_listing", permission=EDIT, of="listing", label=_("Let a listing rest"))
def rest_listing(*, actor: Actor, listing: Listing) -> Listing:
    """Nobody renewed it in time. One that has been renewed or has ended meanwhile stays as it is."""
    current = locked(listing.pk)
    if current.state != State.PUBLISHED or current.rests_on is None or current.rests_on > timezone.localdate():
        return current
    LIFE.take("rest", current, actor)
    publish(ListingRested(listing_id=current.pk))
    return saved(current)


@action("marketplace.close_listing", permission=EDIT, of="listing", label=_("Closed a listing"))
def close_listing(*, actor: Actor, listing: Listing, reason: str) -> Listing:
    return end(actor, listing, "close", reason)


@action("marketplace.withdraw_listing", permission=EDIT, of="listing", label=_("Withdrew a listing"))
def withdraw_listing(*, actor: Actor, listing: Listing, reason: str = "") -> Listing:
    return end(actor, listing, "withdraw", reason)


def end(by: Actor, listing: Listing, step: str, reason: str) -> Listing:
    current = locked(listing.pk)
    LIFE.take(step, current, by)
    current.closed_at, current.close_reason = timezone.now(), reason.strip()
    return saved(current, "closed_at", "close_reason")


@action("marketplace.reopen_listing", permission=EDIT, of="listing", label=_("Took a listing back to draft"))
def reopen_listing(*, actor: Actor, listing: Listing) -> Listing:
    current = locked(listing.pk)
    LIFE.take("reopen", current, actor)
    current.closed_at, current.close_reason = None, ""
    return saved(current, "closed_at", "close_reason")
