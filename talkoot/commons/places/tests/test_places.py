"""A place is begun by a coordinator, seen by its own people, and by all when it is published."""

from __future__ import annotations

import pytest

from talkoot.commons.places.actions.places import begin_place
from talkoot.kernel.i18n.words import Words

pytestmark = pytest.mark.django_db


def test_a_begun_place_is_seen_by_its_own_people_only(in_espoo, aino, bo, client_of):
    place = begin_place(actor=aino, name=Words(fi="Ison Omenan palvelutori", en="Iso Omena service centre"))
    assert place.slug == "ison-omenan-palvelutori"
    assert client_of(aino).get(f"/espoo/fi/places/{place.slug}/").status_code == 200
    assert client_of(bo).get(f"/espoo/fi/places/{place.slug}/").status_code == 404
    assert client_of(bo).get("/espoo/fi/places/").status_code == 200
