"""Needs: raised without an account, read before they are public, supported once, told what happened."""

from __future__ import annotations

import pytest

from talkoot.commons.places.actions.needs import answer_need, hide_need, publish_need, raise_need, support_need
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.queries.needs import answered_share, board_of, most_wanted
from talkoot.commons.places.tests.making import a_need, published, waits
from talkoot.kernel.links.actions import link
from talkoot.kernel.people.receipts import new_receipt, spaced
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal

pytestmark = pytest.mark.django_db
EN = "/espoo/en/places"


def test_a_need_is_read_before_it_is_public_and_followed_by_its_receipt(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    client = client_of(None)
    receipt = new_receipt()
    sent = {"text": "A quiet corner in the hall.", "raised_as": "customer", "receipt": receipt}
    answer = client.post(f"{EN}/{place.slug}/needs/raise/", sent)
    assert (answer.status_code, answer.url) == (302, f"{EN}/receipts/{receipt}/")
    # The same form sent twice raises one.
    client.post(f"{EN}/{place.slug}/needs/raise/", sent)
    need = PlaceNeed.objects.get()
    assert (need.state, need.raised_by) == ("waiting", None)
    assert "has come in" in client.get(f"{EN}/receipts/{spaced(receipt)}/").content.decode()
    assert client.get(f"{EN}/needs/{need.pk}/").status_code == 404
    assert list(board_of(place, None)) == []
    (item,) = waits(bo, "read")
    assert item.context["need"] == need
    client_of(bo).post(f"{EN}/needs/{need.pk}/publish/")
    assert "A quiet corner" in client.get(f"{EN}/{place.slug}/needs/").content.decode()
    assert "on the board" in client.get(f"{EN}/receipts/{receipt}/").content.decode()


def test_a_need_with_personal_data_is_not_accepted(in_espoo, aino, client_of):
    place = published(aino)
    answer = client_of(None).post(
        f"{EN}/{place.slug}/needs/raise/",
        {"text": "Ring 040 123 4567 to me.", "raised_as": "customer", "receipt": new_receipt()},
    )
    assert answer.status_code == 422
    assert not PlaceNeed.objects.exists()


def test_what_the_staff_raises_is_public_at_once(in_espoo, aino, bo):
    place = published(aino, operator=bo)
    need = raise_need(actor=bo, place=place, text="A screen for queues", raised_as="staff", language="en", receipt=new_receipt())
    assert (need.state, need.raised_by) == ("published", bo)


def test_a_hidden_need_tells_its_reason_to_whoever_raised_it_alone(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    receipt = new_receipt()
    need = a_need(place, receipt=receipt)
    with pytest.raises(Refusal, match="why"):
        hide_need(actor=bo, need=need, because=" ")
    hide_need(actor=bo, need=need, because="It names a person.")
    assert "It names a person." in client_of(None).get(f"{EN}/receipts/{receipt}/").content.decode()
    assert client_of(None).get(f"{EN}/needs/{need.pk}/").status_code == 404


def test_a_need_is_supported_once_by_a_browser_and_once_by_a_person(in_espoo, aino, bo, client_of):
    place = published(aino)
    need, other = a_need(place, reader=aino), a_need(place, "Toinen", reader=aino)
    client = client_of(None)
    for _again in range(2):
        assert client.post(f"{EN}/needs/{need.pk}/support/").status_code == 302
    assert NeedSupport.objects.count() == 1
    client.post(f"{EN}/needs/{other.pk}/support/")
    # The hashes of one browser cannot be put together.
    assert len(set(NeedSupport.objects.values_list("browser_hash", flat=True))) == 2
    for _again in range(2):
        support_need(actor=bo, need=need)
    assert NeedSupport.objects.filter(need=need).count() == 2
    assert [row.pk for row in most_wanted(place, None)] == [need.pk, other.pk]
    assert "You need the same" in client.get(f"{EN}/needs/{need.pk}/").content.decode()


def test_a_need_shows_what_came_of_it_and_counts_as_answered(in_espoo, aino, bo, client_of):
    place = published(aino, operator=bo)
    need, silent = a_need(place, reader=aino), a_need(place, "Toinen", reader=aino)
    assert answered_share(place) == (0, 2)
    answer_need(actor=bo, need=silent, answer="A sign is ordered.", language="en")
    # Stands in for a challenge, which comes from an app above.
    later = a_need(place, "Haaste", reader=aino)
    link(actor=SYSTEM, source=later, relation="grew_from", target=need)
    assert answered_share(place) == (2, 3)
    page = client_of(None).get(f"{EN}/needs/{need.pk}/").content.decode()
    assert "Haaste" in page


def test_only_those_who_work_in_the_place_read_needs(in_espoo, aino, bo):
    place = published(aino)
    need = a_need(place)
    with pytest.raises(Forbidden):
        publish_need(actor=bo, need=need)


def test_odd_input_gives_clear_words(in_espoo, aino, client_of):
    place = published(aino)
    client = client_of(None)
    for text in ("a\0b", "x" * 5000, ""):
        answer = client.post(f"{EN}/{place.slug}/needs/raise/", {"text": text, "raised_as": "customer", "receipt": new_receipt()})
        assert answer.status_code == 422
    assert client.post(f"{EN}/{place.slug}/needs/raise/", {"text": "Hyvä", "raised_as": "king", "receipt": "x"}).status_code == 422
    assert client.get(f"{EN}/needs/{10**40}/").status_code == 404
    assert client.get(f"{EN}/receipts/nothing/").status_code == 404
    assert client.get(f"{EN}/{place.slug}/needs/?q=%00&sort=x&after=zzz").status_code == 200
