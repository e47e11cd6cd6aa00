"""A coordinator of another municipality adopts a model, adapts two parts, publishes, and takes one of three changes of the origin."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

# In the demo Turku has a draft of KYKY already, so it takes another model; Helsinki and Oulu are about to adopt KYKY.
# language: town, its coordinator, the model, the parts it adapts, the parts that Espoo then changes (the first is also adapted).
ADOPTIONS = {
    "fi": ("helsinki", "kyky", ("phase-check", "phase-inform"), ("phase-check", "phase-join", "phase-match")),
    "en": ("oulu", "kyky", ("phase-check", "phase-inform"), ("phase-check", "phase-join", "phase-match")),
    "sv": ("turku", "fast-trials", ("phase-call", "phase-run"), ("phase-call", "phase-needs", "phase-score")),
}


@pytest.mark.parametrize(("language", "device"), [("fi", "desktop"), ("en", "phone"), ("sv", "desktop")])
def test_another_municipality_adopts_adapts_and_stays_in_step(visitor, language, device):
    town, model, adapted, changed = ADOPTIONS[language]
    adopter = visitor(language, device)
    adopter.sign_in(f"coordinator@{town}.example", town)
    adopter.open(f"/espoo/{{language}}/models/{model}/")
    adopter.follow(f"a[href$='/models/{model}/adopt/']")
    if "/espoo/" in adopter.page.url:
        adopter.follow(f"a[href*='/{town}/'][href*='/adopt/']")
    assert f"/{town}/" in adopter.page.url
    page = adopter.press_in("main form[method=post]")
    assert page.url.endswith(f"/{town}/{language}/models/{model}/work/")
    for key in adapted:
        adopter.open(f"/{town}/{{language}}/models/{model}/work/parts/{key}/")
        adopter.fill(
            body_fi=f"Meillä {town}: oma tapa.", body_sv=f"Hos oss i {town}: på eget sätt.", body_en=f"Here in {town}: our own way."
        )
        adopter.submit()
    adopter.open(f"/{town}/{{language}}/models/{model}/work/publish/")
    adopter.fill(change_note_fi="Omaan kuntaan sovitettu.")
    page = adopter.submit()
    assert page.url.endswith(f"/{town}/{language}/models/{model}/")
    espoo_publishes(visitor, language, model, changed)
    # The queue of the day tells that the origin has something new; one is taken, two are kept as they are.
    page = adopter.open(f"/{town}/{{language}}/today/")
    assert page.locator(f"main a[href*='/models/{model}/upstream/']").count() >= 1
    adopter.open(f"/{town}/{{language}}/models/{model}/upstream/")
    asked = [key for key in changed if adopter.page.locator(f"form[action$='/upstream/{key}/']").count()]
    assert asked == list(changed)
    adopter.press_in(f"main form[action$='/upstream/{changed[1]}/']", "button[value=take]")
    for key in (changed[0], changed[2]):
        adopter.press_in(f"main form[action$='/upstream/{key}/']", "button[value=keep]")
    assert adopter.page.locator("main form[action*='/upstream/']").count() == 0
    adopter.open(f"/{town}/{{language}}/models/{model}/work/publish/")
    adopter.submit()
    text = adopter.open(f"/{town}/{{language}}/models/{model}/").locator("main").inner_text()
    assert f"Espoo {language} {changed[1]}" in text
    assert f"Espoo {language} {changed[2]}" not in text
    # Everybody sees the family.
    page = visitor(language, "desktop").open(f"/espoo/{{language}}/models/{model}/family/")
    assert page.locator(f"main a[href*='/{town}/']").count() >= 1


def espoo_publishes(visitor, language, model, changed):
    espoo = visitor(language, "desktop")
    espoo.sign_in("coordinator@espoo.example", "espoo")
    espoo.open(f"/espoo/{{language}}/models/{model}/work/")
    espoo.press_in("main form[action$='/work/open/']")
    for key in changed:
        espoo.open(f"/espoo/{{language}}/models/{model}/work/parts/{key}/")
        espoo.fill(**{f"title_{code}": f"Espoo {language} {key}" for code in ("fi", "sv", "en")})
        espoo.submit()
    espoo.open(f"/espoo/{{language}}/models/{model}/work/publish/")
    espoo.fill(change_note_fi="Tarkennettu kokemusten perusteella.")
    page = espoo.submit()
    assert page.url.endswith(f"/espoo/{language}/models/{model}/")
