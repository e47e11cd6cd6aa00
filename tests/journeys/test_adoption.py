"""A coordinator of another municipality adopts KYKY, adapts two parts, publishes, and takes one of three changes of the origin."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

# In the demo Turku has adopted KYKY already; these two are about to.
ADOPTERS = {"fi": ("helsinki", "coordinator@helsinki.example"), "en": ("oulu", "coordinator@oulu.example")}
ADAPTED = ("phase-check", "phase-inform")
CHANGED_BY_ESPOO = ("phase-check", "phase-join", "phase-match")


@pytest.mark.parametrize(("language", "device"), [("fi", "desktop"), ("en", "phone")])
def test_another_municipality_adopts_adapts_and_stays_in_step(visitor, language, device):
    town, email = ADOPTERS[language]
    adopter = visitor(language, device)
    adopter.sign_in(email, town)
    adopter.open("/espoo/{language}/models/kyky/")
    adopter.follow("a[href$='/models/kyky/adopt/']")
    if "/espoo/" in adopter.page.url:
        adopter.follow(f"a[href*='/{town}/'][href*='/adopt/']")
    assert f"/{town}/" in adopter.page.url
    page = adopter.press_in("main form[method=post]")
    assert page.url.endswith(f"/{town}/{language}/models/kyky/work/")
    for key in ADAPTED:
        adopter.open(f"/{town}/{{language}}/models/kyky/work/parts/{key}/")
        adopter.fill(
            body_fi=f"Meillä {town}: oma tapa.", body_sv=f"Hos oss i {town}: på eget sätt.", body_en=f"Here in {town}: our own way."
        )
        adopter.submit()
    adopter.open(f"/{town}/{{language}}/models/kyky/work/publish/")
    adopter.fill(change_note_fi="Omaan kuntaan sovitettu.")
    page = adopter.submit()
    assert page.url.endswith(f"/{town}/{language}/models/kyky/")
    espoo_publishes(visitor, language)
    # The queue of the day tells that the origin has something new; one is taken, two are kept as they are.
    page = adopter.open(f"/{town}/{{language}}/today/")
    assert page.locator("main a[href*='/models/kyky/upstream/']").count() >= 1
    adopter.open(f"/{town}/{{language}}/models/kyky/upstream/")
    asked = [key for key in CHANGED_BY_ESPOO if adopter.page.locator(f"form[action$='/upstream/{key}/']").count()]
    assert asked == list(CHANGED_BY_ESPOO)
    adopter.press_in("main form[action$='/upstream/phase-join/']", "button[value=take]")
    for key in ("phase-check", "phase-match"):
        adopter.press_in(f"main form[action$='/upstream/{key}/']", "button[value=keep]")
    assert adopter.page.locator("main form[action*='/upstream/']").count() == 0
    adopter.open(f"/{town}/{{language}}/models/kyky/work/publish/")
    adopter.submit()
    text = adopter.open(f"/{town}/{{language}}/models/kyky/").locator("main").inner_text()
    assert f"Espoo {language} phase-join" in text
    assert f"Espoo {language} phase-match" not in text
    # Everybody sees the family.
    page = visitor(language, "desktop").open("/espoo/{language}/models/kyky/family/")
    assert page.locator(f"main a[href*='/{town}/']").count() >= 1


def espoo_publishes(visitor, language):
    espoo = visitor(language, "desktop")
    espoo.sign_in("coordinator@espoo.example", "espoo")
    espoo.open("/espoo/{language}/models/kyky/work/")
    espoo.press_in("main form[action$='/work/open/']")
    for key in CHANGED_BY_ESPOO:
        espoo.open(f"/espoo/{{language}}/models/kyky/work/parts/{key}/")
        espoo.fill(**{f"title_{code}": f"Espoo {language} {key}" for code in ("fi", "sv", "en")})
        espoo.submit()
    espoo.open("/espoo/{language}/models/kyky/work/publish/")
    espoo.fill(change_note_fi="Tarkennettu kokemusten perusteella.")
    page = espoo.submit()
    assert page.url.endswith(f"/espoo/{language}/models/kyky/")
