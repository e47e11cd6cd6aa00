"""Print forms: tagged PDF (PDF/UA-1) drawn by Typst in a short-lived process of its own; and pictures made the same way.

Everything a person wrote goes in as data, never as Typst source, so no text can become code. An app gives a template
(`<app>/print/*.typ`) that imports `/house.typ` and reads `data.json`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.refusals import Refusal

SECONDS = 30
HOUSE = Path(__file__).parent / "house.typ"
# Everybody may ask for a print form; so many are drawn at once in one web process, the next ones wait a moment for their turn.
DRAWN_AT_ONCE = 2
SECONDS_OF_WAITING = 10
turns = threading.BoundedSemaphore(DRAWN_AT_ONCE)


def print_form(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template with its data (plain JSON values; `title` and `language` are required).

    Raises Refusal when its turn did not come or it took longer than SECONDS, RuntimeError with Typst's own words when the
    template is faulty.
    """
    return draw("pdf", template, data)


def picture(template: Path, data: dict[str, Any]) -> bytes:
    """A PNG of the template's one page. Raises as print_form()."""
    return draw("png", template, data)


def draw(kind: str, template: Path, data: dict[str, Any]) -> bytes:
    if not turns.acquire(timeout=SECONDS_OF_WAITING):
        raise Refusal(_("Many print forms are being drawn just now."), mend=_("Try again in a minute."))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "talkoot.kernel.printing.draw", kind, str(template), str(HOUSE)],
            # Half of a surrogate pair, which JSON may carry, is no text.
            input=json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(_("The print form took too long to draw."), mend=_("Try again later.")) from None
    finally:
        turns.release()
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
