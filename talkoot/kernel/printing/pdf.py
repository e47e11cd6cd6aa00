"""Print forms: tagged PDF (PDF/UA-1) drawn by Typst in a short-lived process of its own.

Everything a person wrote goes in as data, never as Typst source, so no text can become code. An app gives a template
(`<app>/print/*.typ`) that imports `/house.typ` and reads `data`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.refusals import Refusal

SECONDS = 30
HOUSE = Path(__file__).parent / "house.typ"


def print_form(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template with its data (plain JSON values; `title` and `language` are required).

    Raises Refusal when it took longer than SECONDS, RuntimeError with Typst's own words when the template is faulty.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "talkoot.kernel.printing.draw", str(template), str(HOUSE)],
            input=json.dumps(data, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(_("The print form took too long to draw."), mend=_("Try again later.")) from None
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
