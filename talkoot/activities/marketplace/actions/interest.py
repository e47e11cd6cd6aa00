"""Interest in a listing, the conversation, and the yes of both sides."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.actions.agreeing import agree_when_all_hold
from talkoot.activities.marketplace.actions.listings import locked as locked_listing
from talkoot.activities.marketplace.actions.listings import refuse_outsiders
from talkoot.activities.marketplace.content.kinds import InterestState, Side
from talkoot.activities.marketplace.events import InterestEnded, MessageSent, SideAgreed
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import SHOW_INTEREST, TALK, side_of
from talkoot.activities.marketplace.queries.interest import FOR_PAGES
from talkoot.activities.marketplace.queries.listings import HOSTS
from talkoot.activities.marketplace.queries.rules import has_accepted, rules_in_force
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


def locked(interest: Interest) -> Interest:
    """The row as it is now, held until the transaction ends. Always the first lock: unit and listing come after it."""
    return Interest.objects.select_related(*FOR_PAGES).select_for_update(of=("self",), no_key=True).get(pk=interest.pk)


def own_side(by: Actor, interest: Interest) -> Side:
    side = side_of(by, interest)
    if side is None:
        raise Refusal(_("Only the two sides of a conversation may do this."))
    return side


def listing_side(interest: Interest) -> Side:
    """The side that wrote the listing."""
    return Side.UNIT if interest.listing.unit_id is not None else Side.PARTNER


def refuse_ended(interest: Interest) -> None:
    if not interest.is_talk:
        raise Refusal(_("This conversation has ended: %(state)s.") % {"state": interest.get_state_display()}, mend=_("Reload the page."))


@action("marketplace.show_interest", permission=SHOW_INTEREST, of="listing", label=_("Showed interest"))
def show_interest(
    *,
    actor: Actor,
    listing: Listing,
    text: str,
    organisation: Organisation | None = None,
    unit: Unit | None = None,
    proposed_time: str = "",
    group_label: str = "",
    group_size: int | None = None,
    age_from: int | None = None,
    age_to: int | None = None,
) -> Interest:
    """A partner answers a need (`organisation`), a unit answers an idea (`unit`). One open conversation for each pair."""
    current = locked_listing(listing.pk)
    if not current.is_published:
        raise Refusal(_("The listing does not look for partners now."), mend=_("Look at the newest listings."))
    if current.unit is not None:
        if organisation is None or organisation.kind in HOSTS:
            raise Refusal(_("Choose the company or community that is interested."), field="organisation")
        refuse_outsiders(actor, organisation, None)
        answering: tuple[int, int | None] = (organisation.pk, None)
        side, unit = Side.PARTNER, current.unit
    else:
        if unit is None or unit.organisation.kind not in HOSTS:
            raise Refusal(_("Choose the unit that is interested."), field="unit")
        refuse_outsiders(actor, unit.organisation, unit)
        answering = (unit.organisation_id, unit.pk)
        side, organisation = Side.UNIT, current.organisation
    rules = rules_in_force()
    if rules is None or not has_accepted(rules, *answering):
        raise Refusal(_("The rules have not been accepted in their present version."), mend=_("Read and accept them first."))
    now = timezone.now()
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                listing=current,
                organisation=organisation,
                unit=unit,
                started_by=actor if isinstance(actor, Person) else None,
                proposed_time=proposed_time.strip(),
                group_label=group_label.strip(),
                group_size=group_size,
                age_from=age_from,
                age_to=age_to,
                last_side=side,
                last_message_at=now,
            )
    except IntegrityError:
        raise Refusal(_("You have a conversation about this already."), mend=_("Go on in it.")) from None
    say(interest, actor, side, text)
    return interest


def say(interest: Interest, by: Actor, side: Side, text: str) -> Message:
    if not text.strip():
        raise Refusal(_("Write a message."), field="text")
    message = Message.objects.create(interest=interest, side=side, by=by if isinstance(by, Person) else None, text=text.strip())
    publish(MessageSent(message_id=message.pk))
    return message


@action("marketplace.send_message", permission=TALK, of="interest", label=_("Wrote a message"))
def send_message(*, actor: Actor, interest: Interest, text: str) -> Message:
    """The first answer of the listing's side makes a conversation of it. After the agreement it may be gone on with."""
    current = locked(interest)
    if not current.is_open:
        refuse_ended(current)
    side = own_side(actor, current)
    message = say(current, actor, side, text)
    current.last_side, current.last_message_at = side, message.at
    if current.state == InterestState.NEW and side == listing_side(current):
        current.state = InterestState.TALKING
    current.save(update_fields=["state", "last_side", "last_message_at", "changed_at"])
    return message


@action("marketplace.decline_interest", permission=TALK, of="interest", label=_("Declined an interest"))
def decline_interest(*, actor: Actor, interest: Interest, reason: str) -> Interest:
    """Either side ends it with a reason that the other side reads: the listing's side declines, the other withdraws."""
    if not reason.strip():
        raise Refusal(_("Tell the other side why, in a sentence."), field="reason")
    current = locked(interest)
    refuse_ended(current)
    is_listings = own_side(actor, current) == listing_side(current)
    current.state = InterestState.DECLINED if is_listings else InterestState.WITHDRAWN
    current.end_reason = reason.strip()
    current.save(update_fields=["state", "end_reason", "changed_at"])
    publish(InterestEnded(interest_id=current.pk))
    return current


@action("marketplace.agree", permission=TALK, of="interest", label=_("Agreed to work together"))
def agree(*, actor: Actor, interest: Interest) -> Interest:
    """The yes of the actor's side. When both have said it and the head has given the go-ahead, the trial is proposed."""
    current = locked(interest)
    refuse_ended(current)
    side = own_side(actor, current)
    set_yes(current, side, actor)
    agree_when_all_hold(by=actor, interest=current)
    return current


def set_yes(interest: Interest, side: Side, by: Actor) -> None:
    """Said once; saying it again changes nothing."""
    if getattr(interest, f"{side}_agreed_at") is not None:
        return
    setattr(interest, f"{side}_agreed_at", timezone.now())
    setattr(interest, f"{side}_agreed_by_id", getattr(by, "pk", None))
    if side == listing_side(interest):
        interest.state = InterestState.TALKING
    interest.save(update_fields=["state", f"{side}_agreed_at", f"{side}_agreed_by", "changed_at"])
    publish(SideAgreed(interest_id=interest.pk, side=str(side)))


@action("marketplace.take_back_yes", permission=TALK, of="interest", label=_("Took back the agreement"))
def take_back_yes(*, actor: Actor, interest: Interest) -> Interest:
    current = locked(interest)
    refuse_ended(current)
    side = own_side(actor, current)
    setattr(current, f"{side}_agreed_at", None)
    setattr(current, f"{side}_agreed_by", None)
    current.save(update_fields=[f"{side}_agreed_at", f"{side}_agreed_by", "changed_at"])
    return current
