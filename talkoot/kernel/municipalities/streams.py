"""Streamed responses leave the tenant scope: the body is made after the middleware has gone. This brings it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest
from django.utils import translation

from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality


def stream_rows(request: HttpRequest, make: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The strings of `make()`, made in the municipality and language of the request, in a transaction of their own.

    Outside a municipality the rows of all are read: the queryset must hold its own visibility rule.
    """
    municipality, language = request.municipality, translation.get_language()  # type: ignore[attr-defined]

    def stream() -> Iterator[str]:
        place = (
            in_municipality(municipality) if municipality else across_municipalities(reason="A download of a list over all municipalities.")
        )
        with place, translation.override(language):
            yield from make()

    return stream()
