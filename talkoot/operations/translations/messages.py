"""The strings to translate, found in Python files and templates without loading Django's settings.

A string belongs to the app in whose folder it stands; what stands in no app (talkoot/config, talkoot/kernel/*.py) belongs to
talkoot/kernel/i18n.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace
from django.utils.translation.template import block_re, constant_re, endblock_re, inline_re, plural_re

PACKAGE = Path(__file__).resolve().parents[2]
APP_OF_THE_REST = PACKAGE / "kernel" / "i18n"
LABEL = re.compile(r"^\s+label\s*=\s*[\"'](\w+)[\"']", re.MULTILINE)
TEMPLATE_ENDINGS = (".html", ".txt", ".xml", ".svg")
# Tests speak of made-up strings; migrations repeat those of the models.
FOLDERS_WITHOUT_STRINGS = frozenset({"tests", "migrations", "node_modules", "__pycache__", "locale", "static"})

# Positions count from 1; a pair (2, "c") is the context.
KEYWORDS = {
    name + ending: positions
    for name, positions in {
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for ending in ("", "_lazy", "_noop")
} | {"_": (1,)}

COMMENT_START, COMMENT_END = re.compile(r"^comment(\s|$)"), re.compile(r"^endcomment$")


@dataclass(frozen=True)
class Key:
    """What gettext looks a string up by."""

    text: str
    context: str = ""


@dataclass
class Message:
    """A string to translate and the files it stands in. `plural` empty: it has one form."""

    key: Key
    plural: str = ""
    files: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class App:
    """An app as the folders show it."""

    label: str
    folder: Path

    def catalogue(self, language: str) -> Path:
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"


def all_apps(package: Path = PACKAGE) -> list[App]:
    """Every folder of the package whose apps.py names a label, by label."""
    found = []
    for file in package.rglob("apps.py"):
        if match := LABEL.search(file.read_text("utf-8")):
            found.append(App(match[1], file.parent))
    return sorted(found, key=lambda app: app.label)


def messages_of(app: App, apps: list[App], package: Path = PACKAGE) -> dict[Key, Message]:
    """Every string of the app. Raises ValueError naming the file when one can not be read, or has two plurals for a string."""
    messages: dict[Key, Message] = {}
    for file in files_of(app, apps, package):
        name = str(file.relative_to(package.parent))
        try:
            for key, plural in messages_in(file):
                message = messages.setdefault(key, Message(key))
                if plural and message.plural not in ("", plural):
                    raise ValueError(f"“{key.text}” has two different plurals")
                message.plural = message.plural or plural
                message.files.add(name)
        except (SyntaxError, UnicodeDecodeError, ValueError) as wrong:
            raise ValueError(f"{name}: {wrong}") from wrong
    return messages


def files_of(app: App, apps: list[App], package: Path = PACKAGE) -> Iterator[Path]:
    folders = sorted((other.folder for other in apps), key=lambda folder: len(folder.parts), reverse=True)
    roots = [package] if app.folder == package / APP_OF_THE_REST.relative_to(PACKAGE) else [app.folder]
    for root in roots:
        for file in sorted(root.rglob("*")):
            if not file.is_file() or FOLDERS_WITHOUT_STRINGS & set(file.relative_to(package).parts):
                continue
            owner = next((folder for folder in folders if file.is_relative_to(folder)), None)
            if (owner or package / APP_OF_THE_REST.relative_to(PACKAGE)) != app.folder:
                continue
            if file.suffix == ".py" or (file.suffix in TEMPLATE_ENDINGS and "templates" in file.parts):
                yield file


def messages_in(file: Path) -> Iterator[tuple[Key, str]]:
    """Pairs of a string and its plural (empty when it has none), in the order of the file."""
    if file.suffix == ".py":
        with file.open("rb") as source:
            yield from python_messages(source)
    else:
        yield from template_messages(file.read_text("utf-8"))


def python_messages(source: object) -> Iterator[tuple[Key, str]]:
    found = extract("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"})  # type: ignore[arg-type]
    for _line, text, _comments, context in found:
        parts = (text,) if isinstance(text, str) else tuple(text)
        if parts and parts[0]:
            yield Key(parts[0], context or ""), parts[1] if len(parts) > 1 and parts[1] else ""


def template_messages(source: str) -> Iterator[tuple[Key, str]]:
    """{% translate %}, {% blocktranslate %} with trimmed, plural and context, and _("…") anywhere, cotton attributes too."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.COMMENT:
            continue
        if token.token_type == TokenType.BLOCK:
            if COMMENT_START.match(token.contents):
                for passed in tokens:
                    if passed.token_type == TokenType.BLOCK and COMMENT_END.match(passed.contents):
                        break
                continue
            if found := block_re.match(token.contents):
                yield block_message(token, found[2], tokens)
            elif found := inline_re.match(token.contents):
                yield Key(escaped(unquoted(found[1])), unquoted(found[3] or "")), ""
        for constant in constant_re.findall(token.contents):
            yield Key(escaped(unquoted(constant))), ""


def block_message(start: Token, quoted_context: str | None, tokens: Iterator[Token]) -> tuple[Key, str]:
    forms: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK and endblock_re.match(token.contents):
            break
        if token.token_type == TokenType.BLOCK and plural_re.match(token.contents):
            forms.append([])
        elif token.token_type == TokenType.VAR:
            forms[-1].append(f"%({token.contents})s")
        elif token.token_type == TokenType.TEXT:
            forms[-1].append(escaped(token.contents))
        else:
            raise ValueError(f"a tag stands inside blocktranslate: {token.contents}")
    else:
        raise ValueError(f"blocktranslate is not closed: {start.contents}")
    trim = trim_whitespace if " trimmed" in start.contents else str
    singular, plural = ([trim("".join(form)) for form in forms] + [""])[:2]
    return Key(singular, unquoted(quoted_context or "")), plural


def escaped(text: str) -> str:
    # Django looks strings of templates up with doubled percent signs.
    return text.replace("%", "%%")


def unquoted(text: str) -> str:
    return text.strip()[1:-1] if text else ""
