"""A fair from its opening to the programme on the door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone, translation
from django.utils.translation import override

from talkoot.activities.marketplace.actions.fairs import (
    cancel_fair,
    change_pitch,
    make_fair,
    move_item_up,
    open_fair,
    publish_fair,
    remove_item,
    save_item,
    sign_up_pitch,
)
from talkoot.activities.marketplace.content.kinds import FairPart
from talkoot.activities.marketplace.content.programme import Occasion, calendar
from talkoot.activities.marketplace.events import FairCancelled, FairPublished
from talkoot.activities.marketplace.listeners.rounds import tell_of_cancelling, tell_times
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.panels import fairs
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.tests.at_once import at_once
from talkoot.kernel.refusals import Refusal

PAGE = "/espoo/en/market/fairs/"


def a_company(name):
    company = Organisation.objects.create(kind="company", name=name)
    person = Person.objects.create_user(f"{name.lower()}@company.example", "correct horse battery", name=name, language="en")
    Membership.objects.create(person=person, organisation=company)
    return company, person


def a_fair(aino, **more):
    starts = timezone.make_aware(datetime(2027, 3, 10, 14))
    facts = {
        "title": Words(fi="Koulujen ja yritysten tori", en="Fair of schools and companies"),
        "place": Words(fi="Iso Omena"),
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "sign_up_until": timezone.now() + timedelta(days=3),
    }
    return make_fair(actor=aino, **(facts | more))


def pitch(company, person, fair, title="Robots"):
    return sign_up_pitch(actor=person, organisation=company, fair=fair, title=Words(en=title), language="en")


def test_a_fair_from_signing_up_to_the_programme(client_of, in_espoo, aino):
    fair = a_fair(aino)
    assert client_of(None).get(f"{PAGE}{fair.pk}/").status_code == 404
    open_fair(actor=aino, fair=fair)
    (mehu, maija), (kide, kalle) = a_company("Mehu"), a_company("Kide")
    form = {"organisation": mehu.pk, "title_fi": "Mehukone", "text_fi": "Tehdään yhdessä", "language": "fi"}
    assert client_of(maija).post(f"{PAGE}{fair.pk}/pitch/", form).status_code == 302
    again = client_of(maija).post(f"{PAGE}{fair.pk}/pitch/", form)
    assert (again.status_code, b"signed up already" in again.content) == (422, True)
    second = pitch(kide, kalle, fair)
    # Before the programme is published each sees the own pitch only.
    assert b"Robots" not in client_of(maija).get(f"{PAGE}{fair.pk}/").content
    assert b"Mehukone" in client_of(maija).get(f"{PAGE}{fair.pk}/").content
    save_item(actor=aino, fair=fair, item=FairItem(kind="break", title=Words(en="Coffee"), minutes=15))
    save_item(actor=aino, fair=fair, item=FairItem(kind="stand", title=Words(en="Try it"), minutes=0, organisation=kide))
    move_item_up(actor=aino, item=second)
    publish_fair(actor=aino, fair=fair)

    page = client_of(None).get(f"{PAGE}{fair.pk}/").content.decode()
    for time in ("14:00–14:05", "14:07–14:12", "14:12–14:27"):
        assert time in page
    assert page.index("Robots") < page.index("Mehukone")
    tell_times(FairPublished(fair_id=fair.pk))
    tell_times(FairPublished(fair_id=fair.pk))
    assert sorted(OutboxMail.objects.values_list("address", "subject")) == [
        ("kide@company.example", "Your time at Fair of schools and companies: 10 March 2027 14:00"),
        ("mehu@company.example", "Your time at Fair of schools and companies: 10 March 2027 14:07"),
    ]
    pdf = client_of(None).get(f"{PAGE}{fair.pk}/programme.pdf")
    assert (pdf["Content-Type"], pdf.content[:5], b"pdfuaid" in pdf.content) == ("application/pdf", b"%PDF-", True)
    with translation.override("en"), pytest.raises(Refusal, match="has been published"):
        remove_item(actor=kalle, item=second)

    cancel_fair(actor=aino, fair=fair, reason=Words(en="Snow"))
    tell_of_cancelling(FairCancelled(fair_id=fair.pk))
    assert OutboxMail.objects.filter(event="marketplace.fair_cancelled").count() == 2
    event = icalendar.Calendar.from_ical(client_of(None).get(f"{PAGE}{fair.pk}/fair.ics").content).walk("VEVENT")[0]
    assert (event["STATUS"], event["DTSTART"].dt) == ("CANCELLED", datetime(2027, 3, 10, 12, tzinfo=UTC))
    with translation.override("en"), pytest.raises(Refusal, match="cancelled"):
        change_pitch(actor=kalle, item=second, title=Words(en="x"))


def test_a_full_or_near_fair_waits_for_the_coordinators(in_espoo, aino, bo):
    def waiting(person):
        with override("en"):
            return [str(item.kind) for item in reversed_under("/espoo/en/", lambda: list(fairs(person)))]

    near = open_fair(
        actor=aino,
        fair=a_fair(aino, most_pitches=1),
    )
    assert waiting(aino) == []
    pitch(*a_company("Robo"), near)
    assert (waiting(aino), waiting(bo), waiting(None)) == (["The fair is full: publish its programme"], [], [])
    FairEvent.objects.update(most_pitches=5)
    assert waiting(aino) == []
    FairEvent.objects.update(starts_at=timezone.now() + timedelta(days=13))
    assert waiting(aino) == ["The fair is near: publish its programme"]
    FairEvent.objects.update(state="published", published_at=timezone.now())
    assert waiting(aino) == []


def test_a_programme_that_does_not_fit_is_not_published(in_espoo, aino):
    fair = a_fair(aino)
    with translation.override("en"), pytest.raises(Refusal, match="programme is empty"):
        publish_fair(actor=aino, fair=fair)
    save_item(actor=aino, fair=fair, item=FairItem(kind="talk", title=Words(en="Long"), minutes=75))
    with translation.override("en"), pytest.raises(Refusal, match="15 minutes longer"):
        publish_fair(actor=aino, fair=fair)


def test_strangers_change_nothing(client_of, in_espoo, aino, bo, carl):
    fair = open_fair(actor=aino, fair=a_fair(aino))
    item = pitch(*a_company("Mehu"), fair, "PlantedPitch")
    for person in (None, bo, carl):
        visitor = client_of(person)
        assert b"PlantedPitch" not in visitor.get(f"{PAGE}{fair.pk}/").content
        assert visitor.get(f"{PAGE}{fair.pk}/programme.pdf").status_code == 404
        for address in (
            f"pitch/{item.pk}/",
            f"items/{item.pk}/",
            f"items/{item.pk}/remove/",
            f"items/{item.pk}/up/",
            "cancel/",
            "step/publish/",
        ):
            assert visitor.post(f"{PAGE}{fair.pk}/{address}").status_code == (302 if person is None else 403)
    assert FairItem.objects.count() == 1
    with translation.override("en"), pytest.raises(Refusal, match="people of the organisation"):
        sign_up_pitch(actor=bo, organisation=item.organisation, fair=fair, title=Words(en="x"))


def test_odd_times_and_texts_are_answered_in_words(client_of, in_espoo, aino):
    form = {
        "title_fi": "Tori",
        "place_fi": "Tapiola",
        "starts_at": "2027-03-10T14:00",
        "ends_at": "2027-03-10T15:00",
        "sign_up_until": "2027-03-01T14:00",
        "pitch_minutes": "5",
        "change_minutes": "2",
        "most_pitches": "12",
    }
    visitor = client_of(aino)
    for odd in (
        {"ends_at": "2027-03-10T13:00"},
        {"sign_up_until": "2027-03-11T14:00"},
        {"title_fi": "a\0"},
        {"most_pitches": "9" * 30},
        {"ends_at": "x"},
    ):
        assert visitor.post(f"{PAGE}make/", form | odd).status_code == 422
    assert visitor.post(f"{PAGE}make/", form).status_code == 302
    fair = FairEvent.objects.get()
    for odd in ({"kind": "pitch", "title_fi": "x", "minutes": 5}, {"kind": "talk", "title_fi": "x", "minutes": 0}, {"kind": "x"}):
        assert visitor.post(f"{PAGE}{fair.pk}/items/add/", odd).status_code == 422
    assert visitor.get(f"{PAGE}{fair.pk}/items/99999999999999999999/").status_code == 404


def test_calendar_bears_hostile_text():
    now = datetime(2027, 1, 1, tzinfo=UTC)
    text = "A;b,c\\d\r\nEND:VCALENDAR\r\nBEGIN:VEVENT " + "ä" * 100 + "\x07"
    one = Occasion("x@y", now, now + timedelta(hours=1), text, text, text, "https://e.example/", now)
    written = calendar([one], name="Tori")
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    event = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert [str(e["SUMMARY"]) for e in event] == [text.replace("\r\n", "\n").replace("\x07", "")]


@pytest.mark.rivals
def test_the_last_pitch_is_given_once(committed_db, espoo, aino):
    with in_municipality(espoo):
        fair = open_fair(actor=aino, fair=a_fair(aino, most_pitches=3))
        companies = [a_company(f"C{n}") for n in range(8)]
    results = at_once(espoo, *(lambda c=c, p=p: pitch(c, p, fair) for c, p in companies))
    assert results == ["The programme is full."] * 5 + ["done"] * 3
    with in_municipality(espoo):
        assert FairItem.objects.filter(kind=FairPart.PITCH).count() == 3
        assert sorted(FairItem.objects.values_list("position", flat=True)) == [1, 2, 3]
