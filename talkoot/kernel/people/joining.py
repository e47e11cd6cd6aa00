"""Offers to join: who names an organisation that is already here may ask to join it, and nobody can list the register."""

from __future__ import annotations

from django.core import signing

from talkoot.kernel.people.models.person import Person

JOIN_SALT = "talkoot.people.join"
JOIN_OFFER_SECONDS = 24 * 3600


def join_offer(organisation_id: int, person: Person) -> str:
    """What the address of "ask to join" carries. Whoever names an organisation gets an offer of it; its number alone opens
    nothing, so the register cannot be read by counting up."""
    return signing.dumps([organisation_id, person.pk], salt=JOIN_SALT)


def offered_organisation(offer: str, person: Person) -> int | None:
    """The organisation's id, or None when the offer is forged, another person's or older than a day."""
    try:
        organisation_id, person_id = signing.loads(offer, salt=JOIN_SALT, max_age=JOIN_OFFER_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return organisation_id if person_id == person.pk else None
