"""Public pages may be kept for a minute by whoever stands between: the same bytes for every visitor without a cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

SECONDS_KEPT = 60
VARY = ("Cookie",)


class PubliclyKept:
    """Mixin of pages that everybody may read, put before Page. The language lies in the address, so the cookie alone varies it.

    Whoever has a cookie may be signed in or have a message waiting: her pages are kept nowhere.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, VARY)
        if "Cache-Control" in response:
            return response
        is_same_for_all = request.method in ("GET", "HEAD") and response.status_code == 200 and not request.COOKIES and not response.cookies
        response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}" if is_same_for_all else "private, no-cache"
        return response
