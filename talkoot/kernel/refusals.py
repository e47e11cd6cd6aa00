"""A refusal: an action that may not happen now, said so that a person understands it."""

from __future__ import annotations

from django.utils.functional import Promise

Sentence = str | Promise


class Refusal(Exception):
    """Raised by actions, phases and permissions; pages and the API show it, nothing is changed.

    reason: one sentence the user may read. mend: what to do next, or empty.
    field: name of the form field it is about, or empty when it is about the whole.
    """

    def __init__(self, reason: Sentence, *, mend: Sentence = "", field: str = "") -> None:
        self.reason = reason
        self.mend = mend
        self.field = field
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.reason} {self.mend}".strip()


class Forbidden(Refusal):
    """The person may not do this, whatever the state of the thing."""
