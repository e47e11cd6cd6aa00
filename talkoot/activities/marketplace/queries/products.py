"""The product that an idea is about: what is known of it, as far as the reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from talkoot.activities.marketplace.models.listing import Listing
from talkoot.commons.trials.content.reference_words import Standing
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.queries.references import public_references
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.queries.products import visible_versions
from talkoot.tools.privacy.queries.screening import is_screened


@dataclass(frozen=True)
class ProductFacts:
    """Name and references are public; lane and screening are for those who may open the register."""

    version: ProductVersion
    is_in_register: bool
    lane: str
    is_screened: bool
    references: list[Reference]


def versions_for(listing: Listing) -> QuerySet[ProductVersion]:
    """Versions of the organisation's products in use, newest first, and the one that the idea names already."""
    versions = ProductVersion.objects.filter(product__organisation=listing.organisation_id).select_related("product")
    in_use = versions.filter(product__is_active=True)
    return (in_use | versions.filter(pk=listing.product_version_id) if listing.product_version_id else in_use).order_by("-pk")


def product_facts(listing: Listing, person: Any) -> ProductFacts | None:
    if listing.product_version_id is None:
        return None
    version = ProductVersion.objects.select_related("product__organisation").get(pk=listing.product_version_id)
    is_visible = visible_versions(person).filter(pk=version.pk).exists()
    references = public_references().filter(product_version=version).order_by("-pk")
    return ProductFacts(
        version,
        is_visible,
        str(lane_for(version) or "") if is_visible else "",
        is_visible and is_screened(version),
        [one for one in references[:10] if getattr(one, "standing", "") == Standing.VALID],
    )
