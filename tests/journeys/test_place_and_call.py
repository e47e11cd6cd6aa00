"""A place and a call: a need is told on a phone without an account, a room is booked by a link, an application is sent and sealed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.journey

PLACE = "/espoo/{language}/places/iso-omena-service-centre/"
CALL = "/turku/{language}/calls/call/riverside-call/"
TOLD = {
    "fi": "Aulan kello käy väärässä, ja myöhästyin ajasta.",
    "sv": "Klockan i aulan går fel, och jag kom för sent.",
    "en": "The clock in the hall is wrong, and I came too late.",
}


@pytest.mark.parametrize(("language", "device"), [("fi", "phone"), ("sv", "desktop"), ("en", "phone")])
def test_need_is_told_without_an_account_and_the_operator_publishes_it(visitor, language, device):
    customer = visitor(language, device)
    customer.open(PLACE)
    customer.open(f"{PLACE}needs/")
    customer.follow("a[href$='/needs/raise/']")
    customer.choose(("raised_as", "customer"))
    customer.fill(text=TOLD[language])
    page = customer.submit()
    # The receipt is all that leads back to it; others see nothing of it yet.
    assert "/places/receipts/" in page.url
    receipt = page.url.removeprefix(customer.site)
    assert TOLD[language] not in visitor(language, device).open(f"{PLACE}needs/").locator("main").inner_text()
    operator = visitor(language, "desktop")
    operator.sign_in("operator@espoo.example", "espoo")
    operator.open(f"{PLACE}work/")
    operator.page.locator("main #needs a", has_text=TOLD[language][:30]).first.click()
    operator.submit()
    assert TOLD[language] in visitor(language, device).open(f"{PLACE}needs/?sort=newest").locator("main").inner_text()
    assert TOLD[language] in customer.open(receipt).locator("main").inner_text()


def test_resident_sees_what_came_of_a_need(visitor):
    """In the demo a need of 2017 became a challenge, an application and a trial."""
    resident = visitor("fi", "phone")
    resident.open(f"{PLACE}needs/?outcome=came")
    resident.follow("article h2 a, article h3 a")
    led_to = resident.page.locator("main a[href*='/trials/'], main a[href*='/calls/']")
    assert led_to.count() >= 1


@pytest.mark.parametrize(("language", "device", "weeks"), [("fi", "phone", 3), ("sv", "desktop", 4)])
def test_room_is_booked_without_an_account(visitor, language, device, weeks):
    guest = visitor(language, device)
    guest.open(f"{PLACE}facilities/")
    guest.follow("article h2 a")
    # A Wednesday some weeks ahead: the demo's own bookings lie on other hours.
    today = date.today()
    day = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=2)
    room = guest.page.url.removeprefix(guest.site)
    guest.open(f"{room}book/")
    guest.fill(day=day.isoformat(), begins="14:00", ends="15:00", title="Kielikahvila", people="4")
    guest.fill(contact_name="Maija", contact_email="maija@club.example")
    page = guest.submit()
    assert "/bookings/asked/" in page.url
    week = visitor(language, device).open(f"{room}?day={day.isoformat()}").locator("main").inner_text()
    # Held, not confirmed: others see that it is taken and not what it is.
    assert "Kielikahvila" not in week


def test_application_is_sent_with_a_receipt_and_sealed(visitor):
    team = visitor("fi", "phone")
    team.sign_in("applicant@lukulyhty.example", "turku")
    team.open("/turku/{language}/calls/mine/")
    team.follow("article h2 a, article h3 a")
    own = team.page.url.removeprefix(team.site)
    page = team.open(f"{own}send/")
    assert page.locator("main form").count() == 0
    team.open(f"{own}step/team/")
    team.choose(("q-affirm", "yes"))
    team.submit()
    team.open(f"{own}send/")
    page = team.press_in("main form")
    assert "/receipts/1/" in page.url
    team.open(CALL)
    # Until the deadline not even the coordinator reads it, or sees how many there are.
    coordinator = visitor("sv", "desktop")
    coordinator.sign_in("coordinator@turku.example", "turku")
    assert coordinator.page.request.get(f"{coordinator.site}{own}").status == 404
    text = coordinator.open(f"{CALL}applications/").locator("main").inner_text()
    assert "Lyhty" not in text
    # Changed until then: a new receipt, the same application.
    team.open(f"{own}step/idea/")
    team.fill(**{"q-title": "Lyhty ovella ja portailla"})
    team.submit()
    team.open(f"{own}send/")
    page = team.press_in("main form")
    assert "/receipts/2/" in page.url
