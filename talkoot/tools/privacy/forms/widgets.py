from __future__ import annotations

from typing import Any

from django import forms


class Lines(forms.Textarea):
    """A text box of so many lines; it grows with what is written."""

    def __init__(self, rows: int = 4, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"rows": rows} | (attrs or {}))
