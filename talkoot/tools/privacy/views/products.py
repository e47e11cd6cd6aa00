"""The register of products, a product, and one of its versions."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.tools.privacy.actions.products import change_product, register_product, register_version
from talkoot.tools.privacy.forms.products import ProductChangeForm, ProductForm, RegisterFilter, VersionForm
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.permissions import BRING, VIEW
from talkoot.tools.privacy.queries.products import (
    organisations_spoken_for,
    register_of_products,
    versions_of,
    visible_products,
    visible_versions,
    with_lane,
)
from talkoot.tools.privacy.views.tabs import tabs_of


def register_crumb() -> dict[str, Any]:
    return {"label": _("Register of products"), "url": reverse("privacy:register")}


class RegisterOfProducts(ListPage):
    """What has been screened, in which lane: so that the next school need not ask again."""

    permission = VIEW
    title = gettext_lazy("Register of products")
    lead = gettext_lazy(
        "Products that organisations have brought, with their data lane and screening. What holds here need not be asked again."
    )
    template_name = "privacy/list.html"
    row_template = "privacy/product_row.html"
    filter_form_class = RegisterFilter
    sorts = (
        Sort("name", gettext_lazy("By name"), lambda language: F("name_order")),
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("created_at"), is_descending=True),
    )
    columns = (
        Column(gettext_lazy("Product"), lambda row: row.name),
        Column(gettext_lazy("Organisation"), lambda row: row.organisation.name),
        Column(gettext_lazy("Data lane"), lambda row: row.lane_now or ""),
    )

    def rows(self) -> Any:
        return with_lane(register_of_products(self.person))

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "tabs": tabs_of(self, "register")}

    def primary_action(self) -> dict[str, Any] | None:
        if not organisations_spoken_for(self.person).exists():
            return None
        return {"label": _("Register a product"), "url": reverse("privacy:product_add")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No products yet"),
            "text": _(
                "A product comes here when an organisation brings it to a trial. It answers the data questionnaire once for all units."
            ),
        }


class ProductDetail(Page):
    permission = VIEW
    template_name = "privacy/product.html"
    thing: Product

    def fetch(self) -> Product:
        return get_object_or_404(visible_products(self.person), slug=self.kwargs["slug"])

    @property
    def title(self) -> str:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [register_crumb(), {"label": self.thing.name, "url": ""}]

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "product": self.thing,
            "versions": list(versions_of(self.thing)),
            "may_bring": self.allows(BRING),
            "panels": panels_of(self.thing, self.person),
        }


class ProductStart(FormPage):
    permission = VIEW
    title = gettext_lazy("Register a product")
    lead = gettext_lazy("Takes two minutes. Then the organisation answers the data questionnaire.")
    submit_label = gettext_lazy("Register")
    form_class = ProductForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "organisations": organisations_spoken_for(self.person)}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [register_crumb(), {"label": self.title, "url": ""}]

    def act(self, form: Any) -> ProductVersion:
        values = form.cleaned_data
        product = register_product(
            actor=self.person,
            organisation=values["organisation"],
            name=values["name"],
            purpose=values["purpose"],
            website=values["website"],
        )
        return register_version(actor=self.person, product=product, label=values["label"])

    def done_url(self, result: ProductVersion) -> str:
        return reverse("privacy:version", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("privacy:register")


class OnProduct(FormPage):
    permission = BRING
    thing: Product

    def fetch(self) -> Product:
        return get_object_or_404(visible_products(self.person), slug=self.kwargs["slug"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [register_crumb(), {"label": self.thing.name, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def cancel_url(self) -> str:
        return reverse("privacy:product", args=[self.thing.slug])

    def done_url(self, result: Any) -> str:
        return self.cancel_url()


class ProductChange(OnProduct):
    title = gettext_lazy("Change the product")
    form_class = ProductChangeForm

    def form_kwargs(self) -> dict[str, Any]:
        fields = ("name", "website", "is_active", "purpose")
        return {"municipality": self.municipality, "initial": {name: getattr(self.thing, name) for name in fields}}

    def act(self, form: Any) -> Product:
        return change_product(actor=self.person, product=self.thing, **form.cleaned_data)


class VersionAdd(OnProduct):
    title = gettext_lazy("Add a version")
    form_class = VersionForm

    def act(self, form: Any) -> ProductVersion:
        return register_version(actor=self.person, product=self.thing, **form.cleaned_data)

    def done_url(self, result: ProductVersion) -> str:
        return reverse("privacy:version", args=[result.pk])


def version_or_404(page: Page) -> ProductVersion:
    """Only numbers that the database can hold; others are no version."""
    if page.kwargs["pk"] >= 2**63:
        raise Http404
    return get_object_or_404(visible_versions(page.person), pk=page.kwargs["pk"])
