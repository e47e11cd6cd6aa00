"""Journeys: a person's way through the running site in a real browser, with axe after every step.

The site is what `make run` starts (`talkoot up --demo`: granian, worker, demo), on a database of its own, so nothing that it
commits is met by other tests. Journeys of a test process share the site; one that changes something must bear being run
beside the others.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from conftest import drop_database, make_database
from talkoot.kernel.search.language import cache_folder
from talkoot.kernel.search.language import prepare as prepare_words
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "build" / "test-assets" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "talkoot-demo"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# Sessions of those who have signed in during this run, by site, address and password.
SESSIONS: dict[tuple[str, str, str], list[Any]] = {}
# The languages and devices in which the page to sign in has been judged: it is the same for all.
JUDGED_SIGN_INS: set[tuple[str, str]] = set()
# Each language is walked on both devices over the suite; a journey takes the pairs that it names.
EVERY_LANGUAGE = [("fi", "phone"), ("sv", "desktop"), ("en", "phone"), ("fi", "desktop"), ("sv", "phone"), ("en", "desktop")]
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        pytest.fail("No Chromium here. Install it (Debian: apt-get install chromium) or name it in CHROMIUM.")
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running site with the demo in it."""
    port = free_port()
    data = tmp_path_factory.mktemp("site")
    name = f"{postgres.NAME}_site"
    make_database(name, with_demo=True)
    # The word lists of search take seconds to build, once for each data folder.
    prepare_words()
    (data / "words").symlink_to(cache_folder())
    environment = os.environ | {
        "TALKOOT_DATA": str(data),
        "TALKOOT_SITE_URL": f"http://localhost:{port}",
        # A visitor of a journey looks at once for what another has just done.
        "TALKOOT_PAGES_KEPT_SECONDS": "0",
        "DATABASE_URL": postgres.with_name(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": postgres.with_name(os.environ["DATABASE_OWNER_URL"], name),
    }
    for name in ("TALKOOT_MODE", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    log = open(data / "site.log", "w")  # noqa: SIM115
    # Two test processes may start at once, and both collect the same static files.
    with open(Path(settings.DATA) / "site.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The copy holds the demo's year: it need not be brought in once more while the journeys run.
        year_is_in = "from talkoot.operations.running.stamp import set_year_in; set_year_in()"
        subprocess.run([sys.executable, "-c", year_is_in], cwd=ROOT, env=environment | {"TALKOOT_MODE": "demo"}, check=True)
        up = subprocess.Popen(
            [sys.executable, "-m", "talkoot", "up", "--demo", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        wait_until_up(up, port, data / "site.log")
    yield f"http://localhost:{port}"
    up.send_signal(signal.SIGTERM)
    up.wait(60)
    log.close()
    drop_database(name)


def wait_until_up(up: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _attempt in range(1800):
        if up.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/health/", timeout=5):
                if "Talkoot is ready" in log.read_text():
                    return
        except OSError:
            pass
        time.sleep(0.1)
    up.kill()
    pytest.fail("The site did not start:\n" + log.read_text()[-3000:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=BROWSER_ARGUMENTS)
        yield started
        started.close()


class Visitor:
    """A person with a browser, reading in one language on one device. Collects what axe, the console and third parties say."""

    def __init__(self, context: BrowserContext, site: str, language: str, *, has_script: bool = True) -> None:
        self.context, self.site, self.language, self.has_script = context, site, language, has_script
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._own_only(request.url))

    def _hear(self, kind: str, text: str) -> None:
        # A form with a mistake is answered by 422, and Chromium writes every such answer to its console.
        if kind == "error" and "status of 422" not in text:
            self.complaints.append(text)

    def _own_only(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(f"contacted {url}")

    def open(self, path: str) -> Page:
        """Go to a path inside the site (`/espoo/{language}/projects/`) and check the page."""
        self.page.goto(self.site + path.replace("{language}", self.language))
        return self.check()

    def check(self) -> Page:
        """axe without violations on the page as it is now, one level-one heading, the right language, nothing wider than the screen."""
        page = self.page
        page.wait_for_load_state()
        # axe needs script; the same pages are judged in the journeys that have it.
        found = run_axe(page) if self.has_script else []
        assert found == [], f"{page.url}: " + json.dumps(found, ensure_ascii=False, indent=1)[:4000]
        assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} level-one headings"
        assert page.locator("html").get_attribute("lang") == self.language, page.url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{page.url} is {wide} pixels wider than the screen"
        assert self.complaints == [], f"{page.url}: {self.complaints}"
        return page

    def sign_in(self, email: str, at: str, password: str = PASSWORD) -> Page:
        """Sign in through the page of the municipality `at`, by the form; who did so before in this run comes with the session."""
        key = (self.site, email, password)
        if key in SESSIONS:
            self.context.add_cookies(SESSIONS[key])
            return self.page
        self.page.goto(f"{self.site}/{at}/{self.language}/account/login/")
        shape = (self.language, str(self.page.viewport_size))
        if shape not in JUDGED_SIGN_INS:
            self.check()
            JUDGED_SIGN_INS.add(shape)
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state()
        assert "/account/login/" not in self.page.url, "The sign-in was refused."
        SESSIONS[key] = [cookie for cookie in self.context.cookies() if "session" in cookie["name"]]
        return self.check()

    def today(self, at: str) -> Page:
        """The queue of the day, where the sign-in leads too."""
        return self.page if self.page.url.endswith("/today/") else self.open(f"/{at}/{{language}}/today/")

    def trial(self, key: str) -> str:
        """The address of a trial of the demo, found by its title among the trials that the visitor sees from inside."""
        title = demo_trial(key)["title"]
        listed = self.page.request.get(
            f"{self.site}/espoo/{self.language}/trials/own/", params={"q": title.get(self.language) or title["fi"]}
        )
        found = re.search(r'<h2><a href="[^"]*(/trials/[^"/]+/)"', listed.text())
        assert found, f"{key} is not among the trials of this visitor"
        return "/espoo/{language}" + found[1]

    def choose(self, *chosen: tuple[str, str]) -> None:
        """Check radio buttons and boxes of the page's form, each by its name and value."""
        for name, value in chosen:
            self.page.locator(f"main [name='{name}'][value='{value}']").check()

    def number_in(self, pattern: str) -> str:
        """The first group of the pattern in the address of the page."""
        found = re.search(pattern, self.page.url)
        assert found, f"{self.page.url} is not {pattern}"
        return found[1]

    def fill(self, **values: str) -> None:
        """Fill fields of the page's form by their names."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def submit(self) -> Page:
        """Send the page's form by its first button, and check the page that comes."""
        return self.press_in("main form.ui-form")

    def press_in(self, form: str, button: str = "button") -> Page:
        """Press a button of a form found by its selector (not by words, which differ by language), and check the page that comes.
        What is folded away is unfolded first, as a person does."""
        self.page.locator(f"details:not([open]):has({form.removeprefix('main ')}) > summary").evaluate_all(
            "(all) => all.forEach((one) => one.click())"
        )
        with self.page.expect_navigation():
            self.page.locator(form).first.locator(button).first.click()
        return self.check()

    def follow(self, selector: str) -> Page:
        """Follow the first link that the selector finds in the main part, and check the page that comes."""
        with self.page.expect_navigation():
            self.page.locator(f"main {selector}").first.click()
        return self.check()


@functools.cache
def demo_trial(key: str) -> dict[str, Any]:
    """A trial of the demo as its file tells it."""
    rows = json.loads((ROOT / "talkoot" / "operations" / "demo" / "kyky" / "trials.json").read_text("utf-8"))
    return next(row for row in rows if row["key"] == key)


def run_axe(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text())
    result = page.evaluate("(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", AXE_RULES)
    return [{"rule": v["id"], "help": v["help"], "where": [node["html"][:200] for node in v["nodes"][:3]]} for v in result["violations"]]


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """`visitor("sv", "phone")`: a new browser context, closed after the test; `script=False` switches script off."""
    contexts: list[BrowserContext] = []

    def make(language: str, device: str = "desktop", *, script: bool = True) -> Visitor:
        context = browser.new_context(**(PHONE if device == "phone" else DESKTOP), locale=language, java_script_enabled=script)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context, site, language, has_script=script)

    yield make
    for context in contexts:
        context.close()
