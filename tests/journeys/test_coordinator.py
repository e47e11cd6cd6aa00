"""A coordinator writes about a project, translates it, lets a reader see it in advance, has it reviewed by another and publishes it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.journey

# Each pair is somebody else's eyes: who writes, and who reviews.
WRITER, REVIEWER = "coordinator@espoo.example", "samordnare@espoo.example"


@pytest.mark.parametrize(("language", "device"), [("fi", "desktop"), ("sv", "phone"), ("en", "desktop")])
def test_coordinator_writes_translates_previews_has_reviewed_and_publishes(visitor, language, device):
    writer = visitor(language, device)
    writer.sign_in(WRITER, "espoo")
    writer.open("/espoo/{language}/projects/start/")
    # The first language of the municipality is required: a mistake is told beside the field, and what was typed stays.
    writer.fill(title_sv="Biblioteksroboten", summary_sv="En robot i biblioteket.")
    page = writer.submit()
    assert "/start/" in page.url
    assert page.locator("main [aria-invalid=true]").count() >= 1
    assert page.locator("main [name=title_sv]").input_value() == "Biblioteksroboten"
    writer.fill(title_fi="Kirjastorobotti", summary_fi="Robotti kokeilussa kirjastossa.")
    page = writer.submit()
    # The address is made of the title, with a number behind where others of this test have it.
    slug = re.search(r"/projects/(kirjastorobotti[-\d]*)/edit/story/$", page.url)[1]
    writer.fill(story_fi="### Mikä oli tarve\n\nAsiakkaat eivät löytäneet kirjoja.")
    page = writer.submit()
    # Nothing can be sent to review while nobody is named to turn to, and the page says so.
    assert page.locator(f"form[action$='/{slug}/step/send_to_review/']").count() == 0
    writer.open(f"/espoo/{{language}}/projects/{slug}/edit/contact/")
    ahead = (date.today() + timedelta(days=300)).isoformat()
    writer.fill(contact_role_fi="Kirjaston kehittäjä", contact_email="kirjasto@espoo.example", review_by=ahead)
    writer.submit()
    # Translated afterwards, a language at a time.
    writer.open(f"/espoo/{{language}}/projects/{slug}/edit/basics/")
    writer.fill(title_en="The library robot", summary_en="A robot tried out in the library.")
    writer.submit()
    writer.open(f"/espoo/{{language}}/projects/{slug}/edit/story/")
    writer.fill(story_sv="### Behovet\n\nKunderna hittade inte böckerna.", story_en="### The need\n\nCustomers did not find the books.")
    page = writer.submit()
    # A reader without an account follows the preview link.
    page = writer.press_in(f"form[action$='/{slug}/preview-link/']")
    link = re.search(r"https?://\S+/projects/preview/\S+/", page.locator("main").inner_text())[0]
    reader = visitor(language, "phone")
    reader.page.goto(link)
    reader.check()
    assert reader.page.locator("meta[name=robots][content=noindex]").count() == 1
    # Nobody else sees the draft at its own address.
    assert reader.page.request.get(f"{reader.site}/espoo/{language}/projects/{slug}/").status == 404
    writer.press_in(f"form[action$='/{slug}/step/send_to_review/']")
    assert writer.page.locator(f"form[action$='/{slug}/step/approve/']").count() == 0, "The writer may not approve her own."
    # The other coordinator finds it in today's queue.
    reviewer = visitor(language, "desktop")
    reviewer.sign_in(REVIEWER, "espoo")
    reviewer.open("/espoo/{language}/today/")
    reviewer.press_in(f"main form[action$='/{slug}/step/approve/']")
    reviewer.open(f"/espoo/{{language}}/projects/{slug}/edit/")
    reviewer.press_in(f"main form[action$='/{slug}/step/publish/']")
    page = reader.open(f"/espoo/{{language}}/projects/{slug}/")
    assert page.locator("h1").inner_text() == {"fi": "Kirjastorobotti", "sv": "Biblioteksroboten", "en": "The library robot"}[language]
