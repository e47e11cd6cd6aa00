"""Public pages kept for some seconds in the server's own memory, so that a rush of readers costs no drawing.

Only what `PubliclyKept` marked as the same for every visitor without a cookie, and only for such visitors: a page is at most
settings.PAGES_KEPT_SECONDS old for them, while whoever is signed in sees each change at once.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# Of each server process: made-up addresses push each other out, never more than some 20 MB.
MOST_PAGES = 200
LARGEST_PAGE = 100_000
OF_ONE_ANSWER = ("X-Request-ID",)
# The host may choose the municipality.
VARIES_BY = ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO")
Key = tuple[str, ...]


class KeptPages:
    """Middleware. Stands outside those that read sessions and the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[Key, tuple[float, HttpResponse]] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.PAGES_KEPT_SECONDS or not is_for_all(request):
            return self.get_response(request)
        key = (request.method or "", request.get_full_path(), *(request.META.get(name, "") for name in VARIES_BY))
        kept = self.find(key)
        if kept is not None:
            return kept
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and is_same_for_all(response):
            self.keep(key, response)
        return response

    def find(self, key: Key) -> HttpResponse | None:
        with self.lock:
            until, page = self.pages.get(key, (0.0, None))
        return copied(page) if page is not None and time.monotonic() < until else None

    def keep(self, key: Key, response: HttpResponse) -> None:
        with self.lock:
            self.pages[key] = (time.monotonic() + settings.PAGES_KEPT_SECONDS, copied(response))
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


def is_for_all(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.META.get("HTTP_COOKIE") and not request.META.get("HTTP_AUTHORIZATION")


def is_same_for_all(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and response.get("Cache-Control", "").startswith("public")
        and not response.cookies
        and len(response.content) <= LARGEST_PAGE
    )


def copied(response: HttpResponse) -> HttpResponse:
    """A response of its own for each reader: what stands outside adds headers to it."""
    made = HttpResponse(response.content, status=response.status_code)
    made.headers = type(response.headers)({name: value for name, value in response.items() if name not in OF_ONE_ANSWER})
    return made
