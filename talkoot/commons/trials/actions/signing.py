"""The keys by which the municipality signs."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content import keys
from talkoot.commons.trials.content.credential import TYP_OF_CREDENTIAL, claims_of, credential_of
from talkoot.commons.trials.models.reference import Reference, SigningKey
from talkoot.commons.trials.permissions import KEEP_KEYS
from talkoot.commons.trials.queries.issuing import facts_of, key_in_use, place_of, signed
from talkoot.kernel.actions import action
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal


@action("trials.make_signing_key", permission=KEEP_KEYS, label=_("Made a signing key"))
def make_signing_key(*, actor: Actor) -> SigningKey:
    """The first key of the municipality. Two who need it at once get the same one."""
    try:
        with transaction.atomic():
            return new_key()
    except IntegrityError:
        made = key_in_use()
        assert made is not None
        return made


@action("trials.change_signing_key", permission=KEEP_KEYS, label=_("Changed the signing key"))
def change_signing_key(*, actor: Actor, is_stolen: bool) -> SigningKey:
    """A new key signs from now on; the private half of the old one is destroyed.

    An old key stays published, so what it signed is still verified. A stolen one does not: whoever holds it could sign in the
    municipality's name, so every reference that it signed is signed anew.
    """
    old = SigningKey.objects.select_for_update().filter(retired_at=None).first()
    if old is None:
        raise Refusal(_("There is no signing key yet."), mend=_("It is made when the first reference is granted."))
    old.sealed_private = ""
    old.retired_at = timezone.now()
    old.is_stolen = is_stolen
    old.save(update_fields=["sealed_private", "retired_at", "is_stolen"])
    fresh = new_key()
    if is_stolen:
        sign_anew(old, fresh)
    return fresh


def signing_key() -> SigningKey:
    """The key in use; made when there is none yet, whoever grants the first reference."""
    return key_in_use() or make_signing_key(actor=SYSTEM)


def new_key() -> SigningKey:
    municipality = municipality_in_force()
    if municipality is None:
        raise ValueError("A signing key belongs to a municipality.")
    private = keys.new_private_key()
    public = keys.public_jwk(private)
    return SigningKey.objects.create(
        thumbprint=keys.thumbprint(public),
        public_jwk=public,
        sealed_private=keys.seal(private, secret=settings.SECRET_KEY, bound_to=place_of(municipality)),
    )


def sign_anew(old: SigningKey, fresh: SigningKey) -> None:
    references = Reference.objects.select_for_update(of=("self",)).filter(signing_key=old)
    for reference in references.select_related("municipality", "organisation", "trial"):
        claims = claims_of(credential_of(facts_of(reference)))
        reference.credential = signed(claims, fresh, reference.municipality, TYP_OF_CREDENTIAL)
        reference.signing_key = fresh
        reference.save(update_fields=["credential", "signing_key"])
