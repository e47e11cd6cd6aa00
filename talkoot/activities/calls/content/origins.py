"""What something grew from, as an address names it: `places.placeneed:12`."""

from __future__ import annotations

import re

ORIGIN = re.compile(r"([a-z_]{1,40}\.[a-z]{1,40}):([0-9]{1,18})")


def read_origin(text: str) -> tuple[str, int]:
    """(kind, id); ("", 0) when the text names nothing."""
    found = ORIGIN.fullmatch(text)
    return (found[1], int(found[2])) if found else ("", 0)
