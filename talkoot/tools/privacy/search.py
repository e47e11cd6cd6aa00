"""How products, assessments and certificates are called, shown and found."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from talkoot.kernel.links.registry import describe
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.queries.assessments import visible_assessments
from talkoot.tools.privacy.queries.products import visible_products, visible_versions


def product_texts(product: Product) -> dict[str, tuple[str, str]]:
    """The name is the same in every language; the purpose in those in which it is written."""
    languages = list(product.purpose) or ["fi"]
    return {code: (product.name, product.purpose.get(code, "")) for code in languages}


def assessment_texts(assessment: ImpactAssessment) -> dict[str, tuple[str, str]]:
    return {assessment.language: (assessment.title, assessment.description)}


def version_address(version: Any) -> str:
    return reverse("privacy:version", args=[version.pk])


describe(
    Product,
    title=lambda product: product.name,
    url=lambda product: reverse("privacy:product", args=[product.slug]),
    visible=visible_products,
    search_texts=product_texts,
)
describe(ProductVersion, title=str, url=version_address, visible=visible_versions)
describe(
    ImpactAssessment,
    title=lambda assessment: assessment.title,
    url=lambda assessment: reverse("privacy:assessment", args=[assessment.pk]),
    visible=visible_assessments,
    search_texts=assessment_texts,
)
