"""Reads about products and their versions. visible_products() is the one rule of who sees what."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from talkoot.kernel.people.models.organisation import Membership, Organisation, OrganisationKind
from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.tools.privacy.models.lane import DataAnswers, LaneDecision
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.permissions import roles_here

# People of these use products with pupils and customers; they choose among what has been screened.
USERS_OF_PRODUCTS = (OrganisationKind.SCHOOL, OrganisationKind.CITY_UNIT)


def visible_products(person: Any) -> QuerySet[Product]:
    """All, for holders of a role and people of schools and city units; for others those of their own organisations."""
    products = Product.objects.select_related("organisation")
    if person is None:
        return products.none()
    if roles_here(person):
        return products
    mine = Membership.objects.filter(person=person)
    is_user = Exists(mine.filter(organisation__kind__in=USERS_OF_PRODUCTS))
    return products.filter(Q(is_user) | Exists(mine.filter(organisation=OuterRef("organisation"))))


def register_of_products(person: Any) -> QuerySet[Product]:
    """The register: products in use that the person may see."""
    return visible_products(person).filter(is_active=True)


def visible_versions(person: Any) -> QuerySet[ProductVersion]:
    return ProductVersion.objects.select_related("product__organisation").filter(product__in=visible_products(person))


def products_of(organisation: Organisation) -> QuerySet[Product]:
    return Product.objects.filter(organisation=organisation).order_by("name_order", "pk")


def versions_of(product: Product) -> QuerySet[ProductVersion]:
    """Newest first."""
    return ProductVersion.objects.filter(product=product).select_related("product__organisation").order_by("-pk")


def newest_version(product: Product) -> ProductVersion | None:
    return versions_of(product).first()


def next_major_after(version: ProductVersion) -> ProductVersion | None:
    """The first major version registered after this one: what is granted to this version ends with it."""
    return ProductVersion.objects.filter(product_id=version.product_id, pk__gt=version.pk, is_major=True).order_by("pk").first()


def stands_on(version: ProductVersion) -> list[int]:
    """Ids of the version and, when it is a minor one, of those before it back to its major version. One query.

    What was found of the major version holds for its minor ones, unless they have answers or findings of their own.
    """
    if version.is_major:
        return [version.pk]
    earlier = ProductVersion.objects.filter(product_id=version.product_id, pk__lt=version.pk).order_by("-pk").values_list("pk", "is_major")
    ids = [version.pk]
    for pk, is_major in earlier:
        ids.append(pk)
        if is_major:
            break
    return ids


def slugs_like(beginning: str) -> set[str]:
    return set(Product.objects.filter(slug__startswith=beginning[:70]).values_list("slug", flat=True))


def with_lane(products: QuerySet[Product]) -> QuerySet[Product]:
    """Annotates `lane_now`: the lane decided last for the product, or None when answers have come since."""
    decisions = LaneDecision.objects.filter(version__product=OuterRef("pk")).order_by("-pk")
    newest_answers = DataAnswers.objects.filter(version__product=OuterRef("pk")).order_by("-pk")
    return products.annotate(
        lane_answers=Subquery(decisions.values("answers")[:1]),
        newest_answers=Subquery(newest_answers.values("pk")[:1]),
        lane_last=Subquery(decisions.values("lane")[:1]),
        lane_now=Case(When(lane_answers=F("newest_answers"), then=F("lane_last")), default=None, output_field=CharField()),
    )


def organisations_spoken_for(person: Any) -> QuerySet[Organisation]:
    """For whom the person may register products: coordinators for any, others for their own."""
    rows = Organisation.objects.filter(is_active=True).order_by("name_order", "pk")
    if person is None:
        return rows.none()
    if COORDINATOR.code in roles_here(person):
        return rows
    return rows.filter(Exists(Membership.objects.filter(person=person, organisation=OuterRef("pk"))))
