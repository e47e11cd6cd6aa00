"""A guardian raises a matter of safety without an account: the trial is paused until it has been answered."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.journey

RUNNING = "skolgardskartan"


def test_concern_of_a_guardian_pauses_the_trial(visitor):
    coordinator = visitor("sv", "desktop")
    coordinator.sign_in("samordnare@espoo.example", "espoo")
    trial = coordinator.trial(RUNNING)
    information = coordinator.page.request.get(coordinator.site + trial.format(language="sv") + "information/").text()
    code = re.search(r"/trials/info/([a-z0-9-]+)/", information)[1]
    guardian = visitor("sv", "phone")
    guardian.open(f"/espoo/{{language}}/trials/info/{code}/")
    guardian.follow(f"a[href$='/info/{code}/concern/']")
    guardian.choose(("kind", "safety"), ("raised_as", "guardian"))
    # Empty words are asked for; what was chosen stays.
    page = guardian.submit()
    assert page.locator("main [name=text]").get_attribute("aria-invalid") == "true"
    assert page.locator("main [name=kind][value=safety]").is_checked()
    guardian.fill(text="Stolpen vid norra porten lutar och barnen klättrar på den.")
    guardian.submit()
    receipt = guardian.number_in(r"/trials/concerns/([^/]+)/$")
    # Everybody who opens the page sees the halt, and so do those who take part.
    guardian.open(f"/espoo/{{language}}/trials/info/{code}/")
    assert guardian.page.locator("main .ds-alert[data-color=warning]").count() == 1
    coordinator.open(f"{trial}running/")
    assert coordinator.page.locator("main .ds-alert[data-color=warning]").count() == 1
    answer = coordinator.page.locator("#concerns a[href$='/answer/']").first.get_attribute("href")
    # It waits in the queue of the day, and nothing goes on before the answer.
    assert coordinator.open("/espoo/{language}/today/").locator(f"main a[href$='{answer}']").count() >= 1
    coordinator.follow(f"a[href$='{answer}']")
    coordinator.fill(answer="Stolpen rätades samma kväll och har kontrollerats.")
    coordinator.submit()
    coordinator.open(f"{trial}resume/")
    coordinator.fill(reason="Stolpen står stadigt igen.")
    page = coordinator.submit()
    assert not page.url.endswith("/resume/")
    assert page.locator("main .ds-alert[data-color=warning]").count() == 0
    guardian.open(f"/espoo/{{language}}/trials/concerns/{receipt}/")
    assert "rätades samma kväll" in guardian.page.locator("main").inner_text()
