"""A model that comes as a file."""

from __future__ import annotations

import uuid
from dataclasses import asdict, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.actions.attachments import attach_packed
from talkoot.commons.operating_models.actions.drafts import FIRST_NUMBER, begin, free_slug, hold_addresses
from talkoot.commons.operating_models.actions.publishing import publish_version
from talkoot.commons.operating_models.content.package import Package, package_document
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import DRAFT, Version
from talkoot.commons.operating_models.permissions import IMPORT
from talkoot.commons.operating_models.queries.models import public_models
from talkoot.commons.operating_models.queries.upstream import parts_arrived
from talkoot.commons.operating_models.slots import slots_refusal
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

# Copies of a model that comes with Talkoot belong to one family in every installation.
SHIPPED_FAMILY = uuid.UUID("6f0c9d0e-3f0b-5c53-9a3c-1f6f6e1f7a55")


@action("operating_models.import_package", permission=IMPORT)
def import_package(*, actor: Actor, package: Package, is_published: bool = False) -> OperatingModel:
    """The package as a model of the municipality in force: a draft to look at first, or published at once.

    The same package again gives the model that it became the first time. A newer version of a model that came as a file
    changes nothing in it: it becomes what the model is compared with, part by part. All or nothing.
    """
    hold_addresses()
    if known := already_here(package):
        return known
    lineage = package.lineage
    if lineage and (earlier := came_as_file(lineage.family)):
        return take_note(earlier, package)
    if refusal := slots_refusal(package.parts):
        raise refusal
    family = uuid.UUID(lineage.family) if lineage else uuid.uuid5(SHIPPED_FAMILY, package.slug)
    model = OperatingModel(slug=package.slug if lineage is None else free_slug(package.slug), family=family)
    if lineage is None and free_slug(package.slug) != package.slug:
        raise Refusal(
            _("Your municipality already has a model at the address “%(slug)s”, with other content.") % {"slug": package.slug},
            mend=_("Nothing has been changed."),
        )
    if lineage is not None:
        remember_origin(model, package)
    begin(
        model,
        package.parts,
        number=package.version if is_published else FIRST_NUMBER,
        parent_hash=lineage.content_hash if lineage else "",
        from_origin=lineage is not None,
    )
    attach_packed(actor, model, package.attachments)
    if is_published:
        draft = Version.objects.get(model=model, state=DRAFT)
        publish_version(actor=actor, version=draft, change_note=lineage.change_note if lineage else {})
        model.refresh_from_db()
    return model


def already_here(package: Package) -> OperatingModel | None:
    """The own model that this very package became, or from which it was made."""
    digest = package.content_hash
    version = (
        Version.objects.filter(content_hash=digest).select_related("model").first()
        or Version.objects.filter(parent_hash=digest, model__adopted_from_hash=digest).select_related("model").first()
    )
    return version.model if version else None


def remember_origin(model: OperatingModel, package: Package) -> None:
    """The lineage in the file; when the origin lies in this installation too, the model stays in step with it."""
    lineage = package.lineage
    assert lineage is not None
    model.adopted_at = timezone.now()
    model.adopted_from_name = Words(lineage.municipality_name) or Words(fi=lineage.municipality_slug)
    model.adopted_from_number, model.adopted_from_hash = package.version, lineage.content_hash
    model.settled_number, model.settled_hash = package.version, lineage.content_hash
    with across_municipalities(reason="Is the origin of an imported package a public model of this installation?"):
        origin = (
            public_models()
            .filter(family=model.family, municipality__slug=lineage.municipality_slug)
            .exclude(municipality=model.municipality)
            .filter(pk__in=Version.objects.filter(content_hash=lineage.content_hash).values("model"))
            .first()
        )
    if origin is None:
        model.arrived = without_attachments(package)
        return
    if OperatingModel.objects.filter(adopted_from_model_id=origin.pk).exists():
        raise Refusal(_("Your municipality has already adopted this model."), mend=_("Open your own copy and go on from there."))
    model.adopted_from_municipality_id, model.adopted_from_model_id = origin.municipality_id, origin.pk


def came_as_file(family: str) -> OperatingModel | None:
    """The own model of this family that came as a file, its row held."""
    return OperatingModel.objects.select_for_update().filter(family=family, arrived__isnull=False).first()


def take_note(model: OperatingModel, package: Package) -> OperatingModel:
    """The origin's newer version has come as a file. Raises Refusal when it is older than what came before."""
    before, lineage = model.arrived["lineage"], package.lineage  # type: ignore[index]
    assert lineage is not None
    if lineage.content_hash == before["content_hash"]:
        return model
    if lineage.published_at <= before["published_at"]:
        raise Refusal(_("This version is older than the one that you have compared with."), mend=_("Nothing has been changed."))
    model.arrived = without_attachments(package) | {"earlier_parts": [asdict(part) for part in parts_arrived(model)]}
    model.save(update_fields=["arrived"])
    return model


def without_attachments(package: Package) -> dict[str, Any]:
    return package_document(replace(package, attachments=()))
