"""Taking a model of another municipality, and staying in step with it part by part."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.actions.attachments import attach_packed
from talkoot.commons.operating_models.actions.drafts import (
    FIRST_NUMBER,
    begin,
    draft_to_write,
    free_slug,
    hold_addresses,
    locked,
    new_part,
    put_content,
    touched,
)
from talkoot.commons.operating_models.content.comparison import Comparison
from talkoot.commons.operating_models.content.kinds import ABOUT
from talkoot.commons.operating_models.events import ModelAdopted
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.permissions import ADOPT, EDIT
from talkoot.commons.operating_models.queries.upstream import Offer, offer_of, standing_of
from talkoot.commons.operating_models.slots import slots_refusal
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.links.actions import link
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

TAKE, KEEP = "take", "keep"


@action("operating_models.adopt_model", permission=ADOPT)
def adopt_model(*, actor: Actor, origin_id: int) -> OperatingModel:
    """A copy of another municipality's published model, as a draft 1.0 of the municipality in force."""
    hold_addresses()
    offer = offer_of(origin_id, with_files=True)
    if offer is None:
        raise Refusal(_("This model is not offered any more."))
    if refusal := adoption_refusal(offer):
        raise refusal
    model = OperatingModel(
        slug=free_slug(offer.model.slug),
        family=offer.model.family,
        adopted_at=timezone.now(),
        adopted_from_municipality_id=offer.municipality.pk,
        adopted_from_model_id=offer.model.pk,
        adopted_from_name=offer.municipality.name,
        adopted_from_number=offer.version.number,
        adopted_from_hash=offer.version.content_hash,
        settled_number=offer.version.number,
        settled_hash=offer.version.content_hash,
    )
    begin(model, offer.parts, number=FIRST_NUMBER, parent_hash=offer.version.content_hash, from_origin=True)
    attach_packed(actor, model, offer.attachments)
    link(actor=actor, source=model, relation="adopted_from", target=offer.model)
    publish(
        ModelAdopted(
            model_id=model.pk,
            from_municipality_id=offer.municipality.pk,
            from_model_id=offer.model.pk,
            from_version_id=offer.version.pk,
        )
    )
    return model


def adoption_refusal(offer: Offer) -> Refusal | None:
    """Why the municipality in force cannot adopt it; None when it can."""
    municipality = municipality_in_force()
    if municipality is not None and offer.municipality.pk == municipality.pk:
        return Refusal(_("This model is your own municipality's already."))
    if OperatingModel.objects.filter(adopted_from_model_id=offer.model.pk).exists():
        return already_adopted()
    return slots_refusal(offer.parts)


def already_adopted() -> Refusal:
    return Refusal(_("Your municipality has already adopted this model."), mend=_("Open your own copy and go on from there."))


@action("operating_models.settle_part", permission=EDIT, of="model")
def settle_part(*, actor: Actor, model: OperatingModel, key: str, choice: str, seen_hash: str) -> Version:
    """Answer one difference from the origin in the draft (opened when there is none).

    choice: "take" theirs, or "keep" mine. seen_hash: of their part as the person saw it, empty when they removed it.
    Nothing else in the draft changes, and nothing is ever taken without this.
    """
    if choice not in (TAKE, KEEP):
        raise Refusal(_("Choose theirs or yours."))
    model = locked(model)
    draft = draft_to_write(model)
    standing = standing_of(model, draft)
    if standing is None:
        raise Refusal(_("The model from which yours was taken is not offered any more."))
    comparison = next((c for c in standing.asking if c.key == key), None)
    if comparison is None:
        raise Refusal(_("This part needs no choice any more."), mend=_("Reload the page to see where it stands now."))
    if (comparison.theirs.content_hash if comparison.theirs else "") != seen_hash:
        raise Refusal(_("The other municipality has published a new version meanwhile."), mend=_("Look at the part again, then choose."))
    own = Part.objects.filter(version=draft, key=key).first()
    (take_theirs if choice == TAKE else keep_mine)(draft, comparison, own)
    draft.model = model
    touched(draft)
    if len(standing.asking) == 1:
        model.settled_number, model.settled_hash = standing.offer.version.number, standing.offer.version.content_hash
        model.save(update_fields=["settled_number", "settled_hash"])
    return draft


def take_theirs(draft: Version, comparison: Comparison, own: Part | None) -> None:
    theirs = comparison.theirs
    if theirs is None:
        if own is not None and own.kind != ABOUT:
            own.delete()
        return
    draft.set_aside = {key: value for key, value in draft.set_aside.items() if key != theirs.key}
    if own is None:
        last = Part.objects.filter(version=draft).aggregate(last=Max("position"))["last"] or 0
        new_part(draft, theirs, last + 1, theirs.content_hash).save()
        return
    own.kind, own.origin_hash = theirs.kind, theirs.content_hash
    own.save(update_fields=["kind", "origin_hash"])
    put_content(own, theirs)


def keep_mine(draft: Version, comparison: Comparison, own: Part | None) -> None:
    """From now on this part is compared with theirs of today, so only what they change later asks again."""
    theirs = comparison.theirs
    if own is None:
        if theirs is not None:
            draft.set_aside = {**draft.set_aside, theirs.key: theirs.content_hash}
        return
    own.origin_hash = theirs.content_hash if theirs else ""
    own.save(update_fields=["origin_hash"])
