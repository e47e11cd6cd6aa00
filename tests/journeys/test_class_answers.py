"""A class answers at once by the code of its poster: thirty phones, some of which send twice; and one pupil is watched in the browser."""

from __future__ import annotations

import http.client
import re
import threading
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

import pytest

pytestmark = pytest.mark.journey

RUNNING = "kertokettu"
PHONES, SENT_TWICE = 30, 2


class Fields(HTMLParser):
    """What a form would send when the first answer of every question is chosen."""

    def __init__(self, html):
        super().__init__()
        self.values = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name = attributes.get("name")
        if not name or attributes.get("type") == "submit":
            return
        if tag == "input":
            self.values.setdefault(name, attributes.get("value", ""))
        elif tag == "textarea":
            self.values.setdefault(name, "")


def answer_at(site, path, times):
    """One phone: open the form, send it, and send it again where the network made somebody impatient."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=60)
    connection.request("GET", path)
    page = connection.getresponse()
    assert page.status == 200, page.status
    body = urlencode(Fields(page.read().decode()).values)
    statuses = []
    for _time in range(times):
        connection.request("POST", path, body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return statuses


def open_round(teacher, trial, place):
    """Feedback with the questions at that place of the list; its number and the codes of the groups."""
    teacher.open(f"{trial}feedback/open/")
    teacher.page.locator("main [name=material]").nth(place).check()
    teacher.choose(("moment", "during"))
    page = teacher.submit()
    links = [link.get_attribute("href") for link in page.locator("main a[href*='/questionnaires/rounds/']").all()]
    number = max(int(found[1]) for link in links if (found := re.search(r"/rounds/(\d+)/$", link)))
    section = page.locator(f"section:has(> p > a[href$='/rounds/{number}/'])").last
    codes = [code.inner_text().replace("-", "") for code in section.locator("li strong").all()]
    return number, codes


def test_class_answers_at_once(visitor):
    teacher = visitor("fi", "phone")
    teacher.sign_in("teacher@espoo.example", "espoo")
    trial = teacher.trial(RUNNING)
    young, young_codes = open_round(teacher, trial, 0)
    number, codes = open_round(teacher, trial, 1)
    # The poster that hangs in the class is there.
    assert len(codes) == len(young_codes) == 2
    sent, failures = [], []

    def phone(place):
        try:
            path = f"/espoo/fi/questionnaires/a/{codes[place % 2]}/"
            sent.append(answer_at(teacher.site, path, 2 if place < SENT_TWICE else 1))
        except Exception as failure:
            failures.append(failure)

    phones = [threading.Thread(target=phone, args=(place,)) for place in range(PHONES)]
    for thread in phones:
        thread.start()
    for thread in phones:
        thread.join()
    assert failures == []
    assert {status for statuses in sent for status in statuses} == {302}
    # A pupil with the pictures of the youngest: one question at a time, no account.
    pupil = visitor("fi", "phone")
    page = pupil.open(f"/espoo/{{language}}/questionnaires/a/{young_codes[0]}/")
    while page.locator("[data-send].is-here").count() == 0:
        face = page.locator("[data-question].is-here input[type=radio]")
        if face.count():
            face.last.check(force=True)
        page.locator(".is-here [data-way='1']").click()
    pupil.press_in("main form[data-answering]", "[data-send] button")
    assert page.url.endswith(f"/questionnaires/a/{young_codes[0]}/thanks/")
    # Exactly thirty are counted; of the one nothing is shown.
    teacher.open(f"/espoo/{{language}}/questionnaires/rounds/{number}/")
    teacher.open(f"/espoo/{{language}}/questionnaires/rounds/{number}/close/")
    teacher.submit()
    page = teacher.open(f"/espoo/{{language}}/questionnaires/rounds/{number}/results/")
    assert page.locator("main .q-result").count() >= 4
    assert re.search(r"\b30\b", page.locator("main").inner_text())
    assert not re.search(r"\b3[1-9]\b", page.locator("main").inner_text())
    page = teacher.open(f"/espoo/{{language}}/questionnaires/rounds/{young}/results/")
    assert page.locator("main .q-result").count() == 0
    # The older pupils' version is a page like others.
    visitor("sv", "phone").open(f"/espoo/{{language}}/questionnaires/a/{codes[0]}/")
