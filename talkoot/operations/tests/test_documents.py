"""The operators' pages name what is there."""

import re

from django.conf import settings
from django.core.management import get_commands

DOCUMENTS = settings.ROOT / "docs" / "operations"
VARIABLE = re.compile(r"\b(?:TALKOOT|DATABASE)_[A-Z0-9_]*[A-Z0-9]\b")
COMMAND = re.compile(r"(?<![\w./-])talkoot ([a-z]+)")
# Read by tests and development only.
NOT_FOR_OPERATORS: set[str] = set()


def test_every_setting_is_documented_and_no_other():
    modules = [file for file in (settings.ROOT / "talkoot").rglob("*.py") if "tests" not in file.parts]
    read = set()
    for file in modules:
        for line in file.read_text("utf-8").splitlines():
            if re.search(r"environ|flag\(|listed\(", line):
                read |= set(VARIABLE.findall(line))
    documented = set(VARIABLE.findall((DOCUMENTS / "settings.md").read_text("utf-8")))
    assert read - NOT_FOR_OPERATORS == documented


def test_every_command_that_is_named_is_there():
    known = {*get_commands(), "up"}
    for file in DOCUMENTS.glob("*.md"):
        for block in re.findall(r"`([^`\n]+)`|^    (.+)$", file.read_text("utf-8"), re.MULTILINE):
            for name in COMMAND.findall(" ".join(block)):
                assert name in known, f"{file.name}: talkoot {name}"


def test_links_between_the_pages_hold():
    for file in DOCUMENTS.glob("*.md"):
        for target in re.findall(r"\]\(([\w./-]+)\)", file.read_text("utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"
