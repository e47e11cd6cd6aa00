"""JSON that nobody vouches for: read only when its size, depth, numbers, names and characters are harmless."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.refusals import Refusal

MEGABYTE = 1024 * 1024
LARGEST_DOCUMENT = 6 * MEGABYTE
DEEPEST = 16
DOCUMENT = "package.json"
ASK_FOR_AGAIN = _("Ask for the file again from where you got it.")

STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def load_json(data: bytes) -> Any:
    """JSON whose depth, numbers, names and characters are harmless. Raises Refusal."""
    if len(data) > LARGEST_DOCUMENT:
        raise Refusal(_("The file %(name)s in the package is too large when unpacked.") % {"name": DOCUMENT})
    check_depth(data)
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=no_doubles, parse_constant=no_constant, parse_float=no_constant)
    except UnicodeDecodeError as wrong:
        raise Refusal(_("The text of the file is not in UTF-8.")) from wrong
    except (ValueError, RecursionError) as wrong:
        raise Refusal(_("The file %(name)s cannot be read as JSON.") % {"name": DOCUMENT}, mend=ASK_FOR_AGAIN) from wrong
    check_characters(value)
    return value


def check_depth(data: bytes) -> None:
    depth = 0
    for sign in re.findall(rb"[\[\]{}]", STRING.sub(b"", data)):
        depth += 1 if sign in b"[{" else -1
        if depth > DEEPEST:
            raise Refusal(_("The file is nested too deeply to be an operating model."))


def no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name occurs twice in an object.")
    return found


def no_constant(text: str) -> Any:
    raise ValueError(f"{text[:20]} is not a whole number.")


def check_characters(value: Any) -> None:
    if isinstance(value, str):
        if CONTROL.search(value):
            raise Refusal(_("The file holds characters that no text may hold."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            check_characters(name)
            check_characters(inner)
    elif isinstance(value, list):
        for inner in value:
            check_characters(inner)


def shown(text: str, longest: int = 80) -> str:
    """A stranger's text fit to stand in a refusal."""
    clean = CONTROL.sub("�", text)
    return clean if len(clean) <= longest else clean[:longest] + "…"
