"""The register of products: what organisations bring to a trial, version by version."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.models.organisation import NameOrderField, Organisation

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


@pghistory.track()
class Product(MunicipalModel):
    """A product or service of an organisation. What is screened and gets a lane is a version of it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the product"), max_length=160)
    name_order = NameOrderField()
    slug = models.CharField(
        _("address"), max_length=80, validators=[RegexValidator(SLUG_PATTERN, _("Use small letters a–z, numbers and hyphens."))]
    )
    purpose = TranslatedField(_("what it is for"), blank=True, max_length=1000)
    website = models.URLField(_("website"), max_length=300, blank=True)
    is_active = models.BooleanField(pgettext_lazy("product", "in use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [models.UniqueConstraint(fields=["municipality", "slug"], name="one_product_of_a_slug")]
        indexes = [
            models.Index(fields=["municipality", "name_order", "id"], name="product_by_name"),
            models.Index(fields=["municipality", "created_at", "id"], name="product_newest"),
            models.Index(fields=["organisation", "id"], name="products_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ProductVersion(MunicipalModel):
    """A version as the organisation calls it. A major one needs new answers, screening and reference."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(_("version"), max_length=40)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    is_major = models.BooleanField(_("major version"), default=True)
    changes = models.TextField(_("what is new in it"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of a product")
        verbose_name_plural = _("versions of products")
        constraints = [models.UniqueConstraint(fields=["product", "label"], name="one_version_of_a_label")]
        indexes = [models.Index(fields=["product", "-id"], name="versions_of_product")]

    def __str__(self) -> str:
        # Reads self.product: costs a query unless the caller selected it.
        return f"{self.product.name} {self.label}"
