"""Raising needs, reading them before they are public, needing the same, answering."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.kinds import NeedState, RaisedAs
from talkoot.commons.places.content.promises import after_working_days
from talkoot.commons.places.events import NeedPublished
from talkoot.commons.places.models.needs import LONGEST_NEED, NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import RAISE_NEED, SERVE
from talkoot.commons.places.queries.needs import need_of_receipt, needs_in_the_last_hour
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.receipts import hash_of_receipt, read_receipt
from talkoot.kernel.permissions.rules import Actor, allowed
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index, remove
from talkoot.tools.themes.models import Theme

# A need is read within so many working days.
READ_WITHIN_DAYS = 5
# A house full of customers brings a few in an hour; a flood must not bury what waits.
MOST_IN_AN_HOUR = 60


def locked(need: PlaceNeed) -> PlaceNeed:
    return PlaceNeed.objects.select_related("place__municipality").select_for_update(of=("self",)).get(pk=need.pk)


@action("places.raise_need", permission=RAISE_NEED, of="place", label=_("Raised a need"))
def raise_need(*, actor: Actor, place: Place, text: str, raised_as: str, language: str, receipt: str, theme: str = "") -> PlaceNeed:
    """Anonymous when the actor is None. receipt: made with the form (kernel/people/receipts.py), so that sending twice raises one.

    What those raise who work in the place is public at once; everything else is read first.
    """
    if not place.is_published:
        raise Refusal(_("The place is not open for needs now."))
    if not read_receipt(receipt):
        raise Refusal(_("The form is too old."), mend=_("Load the page again; what you wrote is kept."))
    if raised_as not in RaisedAs.values or (theme and theme not in Theme.values):
        raise Refusal(_("Choose in which part you write."), field="raised_as")
    words = " ".join(text.replace("\0", "").split())
    if not words or len(words) > LONGEST_NEED:
        raise Refusal(_("Write the need in at most %(count)d characters.") % {"count": LONGEST_NEED}, field="text")
    is_read = allowed(actor, SERVE, place)
    if known := need_of_receipt(read_receipt(receipt)):
        return known
    if not is_read and needs_in_the_last_hour(place) >= MOST_IN_AN_HOUR:
        raise Refusal(_("Very many needs have come in during the last hour."), mend=_("Try again in an hour; what you wrote is kept."))
    now = timezone.now()
    person_id = getattr(actor, "pk", None)
    try:
        with transaction.atomic():
            need = PlaceNeed.objects.create(
                place=place,
                text=words,
                language=language,
                raised_as=raised_as,
                theme=theme,
                state=NeedState.PUBLISHED if is_read else NeedState.WAITING,
                raised_by_id=person_id,
                receipt_hash=hash_of_receipt(read_receipt(receipt)),
                promised_at=after_working_days(now, READ_WITHIN_DAYS),
                read_at=now if is_read else None,
                read_by_id=person_id if is_read else None,
            )
    except IntegrityError:
        # The same form sent twice at the same moment.
        known = need_of_receipt(read_receipt(receipt))
        if known is None:
            raise
        return known
    if is_read:
        index(need)
        publish(NeedPublished(need_id=need.pk))
    return need


@action("places.publish_need", permission=SERVE, of="need", label=_("Published a need"))
def publish_need(*, actor: Actor, need: PlaceNeed, theme: str | None = None) -> PlaceNeed:
    """It is read and says nothing of people: everybody sees it, in the words in which it was raised."""
    current = locked(need)
    if theme and theme not in Theme.values:
        raise Refusal(_("Choose a theme."), field="theme")
    was_public = current.state == NeedState.PUBLISHED
    current.state, current.hidden_because = NeedState.PUBLISHED, ""
    current.read_at, current.read_by_id = timezone.now(), getattr(actor, "pk", None)
    if theme is not None:
        current.theme = theme
    current.save(update_fields=["state", "hidden_because", "read_at", "read_by", "theme"])
    index(current)
    if not was_public:
        publish(NeedPublished(need_id=current.pk))
    return current


@action("places.hide_need", permission=SERVE, of="need", label=_("Did not publish a need"))
def hide_need(*, actor: Actor, need: PlaceNeed, because: str) -> PlaceNeed:
    """Only whoever has its receipt reads it, with the reason."""
    if not because.strip():
        raise Refusal(_("Say why it is not published."), mend=_("Whoever raised it reads the reason."), field="because")
    current = locked(need)
    current.state, current.hidden_because = NeedState.HIDDEN, because.strip()[:400]
    current.read_at, current.read_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["state", "hidden_because", "read_at", "read_by"])
    remove(current)
    return current


@action("places.answer_need", permission=SERVE, of="need", label=_("Answered a need"))
def answer_need(*, actor: Actor, need: PlaceNeed, answer: str, language: str) -> PlaceNeed:
    """What is done, or why nothing is: told on the board beside what the links tell. May be told better later."""
    if not answer.strip():
        raise Refusal(_("The answer is empty."), mend=_("Tell what is done, or why nothing is."), field="answer")
    current = locked(need)
    if current.state != NeedState.PUBLISHED:
        raise Refusal(_("Only a published need is answered here."), mend=_("Publish it first."))
    current.answer, current.answer_language = answer.strip(), language
    current.answered_at, current.answered_by_id = timezone.now(), getattr(actor, "pk", None)
    current.save(update_fields=["answer", "answer_language", "answered_at", "answered_by"])
    index(current)
    return current


def browser_hash_of(need: PlaceNeed, browser: str) -> str:
    """What is kept of a browser: its receipt hashed with the need."""
    return hashlib.sha256(f"{browser}:{need.pk}".encode()).hexdigest() if browser else ""


@action("places.support_need", permission=RAISE_NEED, of="need", label=_("Needs the same"))
def support_need(*, actor: Actor, need: PlaceNeed, browser: str = "") -> PlaceNeed:
    """Counted once for a person, and once for a browser without one. Supporting again changes nothing.

    browser: its receipt (kernel/people/receipts.py), kept by the browser alone.
    """
    if need.state != NeedState.PUBLISHED:
        raise Refusal(_("The need is not public."))
    person_id = getattr(actor, "pk", None)
    hashed = browser_hash_of(need, read_receipt(browser))
    if person_id is None and not hashed:
        raise Refusal(_("Your browser keeps no cookies, so you cannot be counted."), mend=_("Sign in, or allow cookies of this site."))
    # A person who supported it before she signed in is one person: the browser is looked at too.
    NeedSupport.objects.bulk_create([NeedSupport(need=need, person_id=person_id, browser_hash=hashed)], ignore_conflicts=True)
    return need
