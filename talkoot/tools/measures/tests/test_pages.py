"""The pages of indicators: who sees what, and the way from the baseline to the reading."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import is_member_of
from talkoot.kernel.refusals import Forbidden
from talkoot.tools.measures import permissions
from talkoot.tools.measures.actions import record_reading, set_indicator
from talkoot.tools.measures.models import Indicator

HOME = "/espoo/en/measures/"


@pytest.fixture
def kept(monkeypatch, in_espoo):
    """An organisation stands in for a trial: its members may read, coordinators write."""

    def members(person, subject):
        return None if is_member_of(person, subject) else Forbidden("No")

    def coordinators(person, subject):
        return None if "coordinator" in permissions.roles_here(person) else Forbidden("No")

    def read(person, subject):
        return None if coordinators(person, subject) is None else members(person, subject)

    monkeypatch.setattr(permissions, "KEEPERS", dict(permissions.KEEPERS))
    for room in ("queries", "views"):
        monkeypatch.setattr(f"talkoot.tools.measures.{room}.KEEPERS", permissions.KEEPERS)
    permissions.keep("people.organisation", read=read, write=coordinators)
    return Organisation.objects.create(kind="company", name="Oppi Oy")


def test_from_the_baseline_to_the_reading(client_of, aino, kept):
    client, own = client_of(aino), f"{HOME}of/people.organisation/{kept.pk}/"
    assert "No indicator has been set" in client.get(own).content.decode()
    assert client.get(f"{own}add/").status_code == 200
    sent = {"name_fi": "Odotus", "direction": "down", "baseline": "12.5", "threshold": "10", "key": "waiting"}
    assert client.post(f"{own}add/", sent).status_code == 302
    indicator = Indicator.objects.get()
    assert client.post(f"{own}lock/").status_code == 302
    page = client.get(f"{HOME}{indicator.pk}/edit/")
    assert set(page.context["form"].fields) == {"name", "unit", "method", "source"}
    today = timezone.localdate().isoformat()
    assert client.post(f"{HOME}{indicator.pk}/readings/add/", {"value": "90", "measured_on": today}).status_code == 302
    wrong = client.get(f"{HOME}{indicator.pk}/").context["readings"][0]
    assert client.get(f"{HOME}{indicator.pk}/readings/{wrong.pk}/").status_code == 200
    client.post(f"{HOME}{indicator.pk}/readings/{wrong.pk}/", {"value": "9", "measured_on": today})
    shown = client.get(f"{HOME}{indicator.pk}/").content.decode()
    assert "Threshold reached" in shown
    assert "Put right since" in shown
    assert "140 %" in shown
    assert "Threshold reached" in client.get(own).content.decode()


def test_who_sees_an_indicator(client_of, aino, bo, carl, kept):
    of_subject = set_indicator(actor=aino, subject=kept, key="a", name=Words(fi="Oma"), direction="up")
    free = set_indicator(actor=aino, subject=None, key="b", name=Words(fi="Vapaa"), direction="up")
    for person, status in ((aino, 200), (bo, 404), (carl, 404)):
        for one in (of_subject, free):
            assert client_of(person).get(f"{HOME}{one.pk}/").status_code == status
    assert client_of(None).get(f"{HOME}{free.pk}/").status_code == 302
    assert client_of(bo).get(HOME).status_code == 403
    assert client_of(bo).get(f"{HOME}of/people.organisation/{kept.pk}/").status_code == 403
    assert client_of(aino).get(f"{HOME}of/people.unit/{kept.pk}/").status_code == 404


@pytest.mark.parametrize("value", ["", "x", "1e99", "NaN", "\0", "9" * 400])
def test_values_that_are_none_are_refused(client_of, aino, in_espoo, value):
    one = set_indicator(actor=aino, subject=None, key="b", name=Words(fi="Vapaa"), direction="up")
    assert client_of(aino).post(f"{HOME}{one.pk}/readings/add/", {"value": value, "measured_on": "2026-01-01"}).status_code == 422


def test_list_takes_the_same_queries_for_few_and_many(client_of, aino, in_espoo):
    def more(count):
        start = Indicator.objects.count()
        Indicator.objects.bulk_create([Indicator(key=f"k{n}", name=Words(fi=f"M{n}"), direction="up") for n in range(start, start + count)])

    def counted():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HOME).status_code == 200
        return len(queries)

    client = client_of(aino)
    client.get(HOME)
    more(3)
    few = counted()
    more(30)
    assert counted() == few


def test_indicator_is_removed_before_it_is_measured(client_of, aino, in_espoo):
    one = set_indicator(actor=aino, subject=None, key="b", name=Words(fi="Vapaa"), direction="up")
    other = set_indicator(actor=aino, subject=None, key="c", name=Words(fi="Toinen"), direction="up")
    record_reading(actor=aino, indicator=other, value=1, measured_on=timezone.localdate())
    for row in (one, other):
        assert client_of(aino).post(f"{HOME}{row.pk}/remove/").status_code == 302
    assert list(Indicator.objects.all()) == [other]
