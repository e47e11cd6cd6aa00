"""Putting products and their versions into the register."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.permissions import BRING
from talkoot.tools.privacy.queries.products import slugs_like

# Addresses that are pages of the app itself.
RESERVED = frozenset({"add", "print"})


def free_slug(name: str) -> str:
    """An address of the name's letters, with a number behind when others have it."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    wanted = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:70].strip("-") or "product"
    taken = slugs_like(wanted) | RESERVED
    return next(slug for n in range(1, len(taken) + 2) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)


@action("privacy.register_product", permission=BRING, of="organisation", label=_("Registered a product"))
def register_product(
    *, actor: Actor, organisation: Organisation, name: str, purpose: dict[str, str] | None = None, website: str = ""
) -> Product:
    """A new product of the organisation, without versions. The same name twice in one organisation is refused."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if Product.objects.filter(organisation=organisation, name__iexact=name).exists():
        raise Refusal(_("The organisation already has a product of this name."), mend=_("Add a version to it instead."), field="name")
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                product = Product.objects.create(
                    organisation=organisation, name=name, slug=free_slug(name), purpose=purpose or {}, website=website
                )
            break
        except IntegrityError:
            # Somebody took the address a moment ago; the next number is free.
            if is_last:
                raise
    index(product)
    return product


@action("privacy.change_product", permission=BRING, of="product", label=_("Changed the product"))
def change_product(*, actor: Actor, product: Product, **fields: Any) -> Product:
    """Change name, purpose or website, or take the product out of use (is_active). Its address stays."""
    current = Product.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=product.pk)
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=[*fields, "name_order"])
    index(current)
    return current


@action("privacy.register_version", permission=BRING, of="product", label=_("Registered a version"))
def register_version(
    *, actor: Actor, product: Product, label: str, is_major: bool = True, released_on: date | None = None, changes: str = ""
) -> ProductVersion:
    """A version. The first is always major; a minor one stands on what was found of the major version before it."""
    current = Product.objects.select_related("organisation").select_for_update(of=("self",)).get(pk=product.pk)
    if ProductVersion.objects.filter(product=current, label__iexact=label).exists():
        raise Refusal(_("The product already has a version of this name."), mend=_("Give the version another name."), field="label")
    is_first = not ProductVersion.objects.filter(product=current).exists()
    return ProductVersion.objects.create(
        product=current, label=label, is_major=is_major or is_first, released_on=released_on, changes=changes
    )
