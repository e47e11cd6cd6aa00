"""What must hold for every template: it compiles, it obeys the strict content security policy, it holds no logic of rights."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines

COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
# A start tag; template tags inside it may hold ">".
TAG = re.compile(r"<([a-zA-Z][\w.:-]*)((?:\{%.*?%\}|\{\{.*?\}\}|\"[^\"]*\"|'[^']*'|[^>\"'])*)>", re.DOTALL)
FORM = re.compile(r"<form\b((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
# Data for machines, which browsers do not run and the policy does not stop.
DATA_SCRIPT = re.compile(r"type\s*=\s*[\"']application/(?:ld\+)?json[\"']", re.IGNORECASE)
FOREIGN = re.compile(r"\s(?:src|srcset|data|poster)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
RIGHTS = re.compile(r"\{%\s*(?:if|elif)\b[^%]*\b(?:user\.|request\.user|perms\.)")
# A piece of a page that htmx fetches says so in its first line.
EXTENDS_OR_FRAGMENT = re.compile(r"\{%\s*extends\b|\A\{#\s*fragment\b")
PAGE = re.compile(r"^\s+template_name\s*(?::\s*[\w\[\], ]+)?=\s*[\"']([\w/.-]+\.html)[\"']", re.MULTILINE)
# Taste is left to people; these find mistakes.
DJLINT_IGNORES = "H006,H011,H015,H017,H020,H021,H023,H026,H030,H031,H033,H043,T002,T003,T032"


@dataclass(frozen=True)
class Template:
    name: str
    file: Path

    @property
    def shown(self) -> str:
        return str(self.file.relative_to(settings.ROOT))


def all_templates() -> list[Template]:
    found = []
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if config.name.startswith("talkoot.") and folder.is_dir():
            found += [Template(str(file.relative_to(folder)), file) for file in sorted(folder.rglob("*")) if file.is_file()]
    return found


def faults() -> Iterator[str]:
    """`file:line: sentence` for everything that does not hold."""
    templates = all_templates()
    pages = page_templates()
    for template in templates:
        source = template.file.read_text("utf-8")
        yield from (f"{template.shown}: {fault}" for fault in compile_faults(template))
        if template.file.suffix == ".html":
            for position, fault in faults_in(source):
                yield f"{template.shown}:{source.count(chr(10), 0, position) + 1}: {fault}"
        if template.name in pages and not EXTENDS_OR_FRAGMENT.search(source):
            yield f"{template.shown}: a page that extends no base; a piece of one begins with a comment “fragment: …”"


def compile_faults(template: Template) -> Iterator[str]:
    try:
        engines["django"].get_template(template.name)
    except (TemplateSyntaxError, TemplateDoesNotExist) as wrong:
        yield f"does not compile: {wrong}"


def faults_in(source: str) -> Iterator[tuple[int, str]]:
    """Pairs of a position in the source and a sentence."""
    # Comments are blanked, not removed: positions stay.
    source = COMMENTS.sub(lambda comment: re.sub(r"\S", " ", comment[0]), source)
    for tag in TAG.finditer(source):
        name, inside = tag[1].lower(), f" {tag[2]}"
        # Names of attributes only: without template tags, then without values.
        plain = VALUE.sub('""', re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", inside, flags=re.DOTALL))
        if name == "script" and "src=" not in inside and not DATA_SCRIPT.search(inside):
            yield tag.start(), "a script inside the page; the policy stops it"
        if name == "style":
            yield tag.start(), "a style sheet inside the page; the policy stops it"
        if STYLE.search(plain):
            yield tag.start(), "a style attribute; the policy stops it"
        if HANDLER.search(plain) and not name.startswith("c-"):
            yield tag.start(), "a script in an attribute; the policy stops it"
        if FOREIGN.search(inside) or (name == "link" and "stylesheet" in inside and re.search(r"href\s*=\s*[\"'](?:https?:)?//", inside)):
            yield tag.start(), "something from another address; everything is served from our own"
        if re.search(r"href\s*=\s*[\"']\s*javascript:", inside, re.IGNORECASE):
            yield tag.start(), "a script in a link; the policy stops it"
    for found in RIGHTS.finditer(source):
        yield found.start(), "logic of rights; ask allowed() in the view or the query"
    for form in FORM.finditer(source):
        is_post = re.search(r"method\s*=\s*[\"']?post", form[1], re.IGNORECASE)
        # An answer by code is sent without a cookie, so there is nothing to protect with a token: the code is the right.
        if is_post and "csrf_token" not in form[2] and "data-answering" not in form[1]:
            yield form.start(), "a form without csrf_token"


def page_templates() -> set[str]:
    """Names that the views of Talkoot give as their page."""
    files = [*(settings.ROOT / "talkoot").rglob("views.py"), *(settings.ROOT / "talkoot").rglob("views/*.py")]
    return {name for file in files if "tests" not in file.parts for name in PAGE.findall(file.read_text("utf-8"))}


def djlint() -> int:
    """Exit code of djlint, which says what it found; 0 where it is not installed."""
    if not find_spec("djlint"):
        return 0
    folders = sorted({str(template.file.parents[len(Path(template.name).parts) - 1]) for template in all_templates()})
    command = [sys.executable, "-m", "djlint", "--lint", "--quiet", "--profile", "django", "--ignore", DJLINT_IGNORES, *folders]
    done = subprocess.run(command, cwd=settings.ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        sys.stdout.write(done.stdout + done.stderr)
    return done.returncode
