"""A teacher's need becomes a trial: posted, checked, answered, given the go-ahead, agreed on. And posted without mouse or script."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.journey

# language: who has the need and where, on which device; the head; the partner's person.
WAYS = {
    "fi": ("teacher@espoo.example", "head@espoo.example", "company@kettulaskuri.example", "coordinator@espoo.example"),
    "sv": ("larare@espoo.example", "rektor@espoo.example", "lovis@laslust.example", "samordnare@espoo.example"),
}
TEXTS = {
    "fi": ("Murtoluvut tuntuvat vierailta", "Luokka tarvitsee tavan nähdä ja koskea murtolukuja, ennen kuin niillä lasketaan."),
    "sv": ("Läslusten tar slut i mars", "Klassen behöver ett sätt att läsa tillsammans när vårtröttheten kommer."),
    "en": ("Newcomers need a map of words", "Pupils who have just arrived need the words of the school building before the lessons."),
}


def post_need(teacher, language, *, has_mistake=True):
    """The steps of posting, once with a mistake, until it has been sent; the number of the listing."""
    title, text = TEXTS[language]
    teacher.open("/espoo/{language}/market/post/need/")
    teacher.fill(title=title)
    teacher.choose(("degree", "with"))
    if has_mistake:
        page = teacher.submit()
        # A mistake is told beside the field, and what was typed stays.
        assert page.locator("main [name=text]").get_attribute("aria-invalid") == "true"
        assert page.locator("main [name=title]").input_value() == title
    teacher.fill(text=text)
    teacher.submit()
    number = teacher.number_in(r"/market/listings/(\d+)/for-whom/$")
    # What the unit itself tells is filled in already.
    assert teacher.page.locator("main [name=levels]:checked").count() >= 1
    teacher.choose(("subjects", "mathematics"))
    page = teacher.submit()
    assert page.url.endswith(f"/market/listings/{number}/")
    send(teacher, number)
    return number


def send(teacher, number):
    teacher.press_in(f"main form[action$='/listings/{number}/send/']")
    if "/market/rules/" in teacher.page.url:
        # Rules that have changed are accepted first, and lead back.
        teacher.press_in("main form[action$='/rules/accept/']")
        teacher.press_in(f"main form[action$='/listings/{number}/send/']")
    assert teacher.page.locator(f"main form[action$='/listings/{number}/send/']").count() == 0


@pytest.mark.parametrize(("language", "device"), [("fi", "phone"), ("sv", "desktop")])
def test_need_of_a_teacher_becomes_a_trial(visitor, language, device):
    for_teacher, for_head, for_partner, for_coordinator = WAYS[language]
    teacher = visitor(language, device)
    teacher.sign_in(for_teacher, "espoo")
    is_long = language == "fi"
    number = post_need(teacher, language, has_mistake=is_long)
    # Nobody else sees it before it has been checked, in today's queue.
    company = visitor(language, "desktop")
    company.sign_in(for_partner, "espoo")
    assert company.page.request.get(f"{company.site}/espoo/{language}/market/listings/{number}/").status == 404
    coordinator = visitor(language, "desktop")
    coordinator.sign_in(for_coordinator, "espoo")
    coordinator.today("espoo")
    coordinator.press_in(f"main form[action$='/listings/{number}/publish/']")
    company.open(f"/espoo/{{language}}/market/listings/{number}/")
    company.follow(f"a[href$='/listings/{number}/interest/']")
    company.fill(text="Tulisimme mielellämme tekemään tätä yhdessä luokan kanssa.")
    company.submit()
    talk = company.number_in(r"/market/talks/(\d+)/$")
    teacher.open(f"/espoo/{{language}}/market/talks/{talk}/")
    if is_long:
        teacher.fill(text="Hienoa, aloitetaan keväällä.")
        teacher.submit()
    teacher.follow(f"a[href$='/talks/{talk}/go-ahead/']")
    teacher.fill(hours="12")
    teacher.submit()
    # Only the head of the unit can give it, and finds it in her queue.
    assert teacher.page.locator("main a[href*='/go-aheads/']").count() == 0
    head = visitor(language, "phone")
    head.sign_in(for_head, "espoo")
    head.today("espoo")
    head.follow("a[href*='/go-aheads/']")
    for name in ("fits_curriculum", "has_time", "staff_agree"):
        head.page.locator(f"main [name={name}]").check()
    head.submit()
    assert head.page.url.endswith(f"/talks/{talk}/")
    company.open(f"/espoo/{{language}}/market/talks/{talk}/")
    company.press_in(f"main form[action$='/talks/{talk}/agree/']")
    company.follow("a[href*='/trials/']")
    # The trial is there, and its page lists what is missing before the start and where it is given.
    gates = company.page.locator("#gates li")
    assert gates.count() >= 8
    assert company.page.locator("#gates a[href$='/plan/']").count() >= 1
    assert company.page.locator("main a[href$='/plan/write/goals/']").count() == 1


def test_posting_by_keyboard_alone(visitor):
    teacher = visitor("en", "desktop")
    teacher.sign_in("teacher@espoo.example", "espoo")
    page = teacher.open("/espoo/{language}/market/post/need/")
    title, text = TEXTS["en"]
    tab_to(page, "[name=title]")
    page.keyboard.type(title)
    tab_to(page, "[name=text]")
    page.keyboard.type(text)
    tab_to(page, "[name=degree]")
    page.keyboard.press("Space")
    enter(teacher, "main button[type=submit]")
    number = teacher.number_in(r"/market/listings/(\d+)/for-whom/$")
    tab_to(page, "[name=sought]")
    page.keyboard.press("Space")
    enter(teacher, "main form.ui-form button[type=submit]")
    enter(teacher, f"main form[action$='/listings/{number}/send/'] button")
    assert page.locator(f"main form[action$='/listings/{number}/send/']").count() == 0


def tab_to(page, selector):
    """Press Tab until the focus is there; what cannot be reached cannot be used by keyboard."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab on {page.url}")


def enter(visitor, selector):
    tab_to(visitor.page, selector)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.check()


def test_posting_without_script(visitor):
    teacher = visitor("en", "desktop", script=False)
    teacher.sign_in("larare@espoo.example", "espoo")
    post_need(teacher, "en")
