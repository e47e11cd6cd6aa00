"""The catalogue over all municipalities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from talkoot.commons.places.models.place import Place
from talkoot.commons.places.views.reading import PlaceList
from talkoot.kernel.municipalities.middleware import address_in
from talkoot.kernel.municipalities.models import Municipality


class PlacesEverywhere(PlaceList):
    across = "The public catalogue over all municipalities: published places only."
    title = gettext_lazy("Places for developing services")

    def filter_form_kwargs(self) -> dict[str, Any]:
        return super().filter_form_kwargs() | {"municipalities": list(Municipality.objects.filter(is_active=True))}

    def row_address(self) -> Callable[[Place], str]:
        language = get_language()
        return lambda place: address_in(place.municipality, f"places/{place.slug}/", language)

    def addresses(self) -> Callable[[Place], str]:
        root, address_of = self.request.build_absolute_uri("/").rstrip("/"), self.row_address()
        return lambda place: root + address_of(place)

    def primary_action(self) -> dict[str, Any] | None:
        return None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": kind.upper(), "url": self.address(download=kind, after=None, before=None)} for kind in ("csv", "json")]
