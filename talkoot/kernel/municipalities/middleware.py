"""From the address to the municipality and the language, and one transaction around the request.

    /espoo/sv/projects/kyky/     municipality espoo, language sv, rest /projects/kyky/
    /sv/                         the installation's own front page
    https://kehitys.espoo.example/sv/projects/kyky/      a municipality by its own host name

The part before the rest becomes the script prefix, so `reverse()` and `{% url %}` write addresses of the same municipality
and language without naming them. Visitors need no cookie: the language lies in the address.
"""

from __future__ import annotations

import copy
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import get_script_prefix, set_script_prefix, set_urlconf
from django.utils import translation
from django_scopes import scope

from talkoot.kernel.audit.record import request_id
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import RESERVED_SLUGS, Municipality
from talkoot.kernel.municipalities.scope import put_setting

SITE_URLS = "talkoot.config.urls"
MUNICIPALITY_URLS = "talkoot.config.urls_municipality"

# Addresses without a language: read by programs, or the same in all languages.
WITHOUT_LANGUAGE = (
    "api/",
    "files/",
    "health/",
    "robots.txt",
    "sitemap.xml",
    "theme/",
    ".well-known/",
    "credentials/",
    "idp/",
    "account/oidc/",
)


@dataclass(frozen=True)
class Address:
    """A path taken apart. `prefix` begins and ends with a slash; `language` None when the path names none."""

    municipality: Municipality | None
    language: str | None
    prefix: str
    rest: str


def read_address(host: str, path: str, *, from_memory: bool = False) -> Address:
    """Take a request path apart. At most one query. from_memory: the municipality may be as it was KEPT_SECONDS ago."""
    first, _, after_first = path.lstrip("/").partition("/")
    if host in settings.SITE_HOSTS:
        by_slug = first and first not in language_codes() and first not in RESERVED_SLUGS
        municipality = _find(from_memory, slug=first) if by_slug else None
    else:
        municipality, by_slug = _find(from_memory, hostname=host), False
    prefix, rest = (f"/{first}/", after_first) if municipality and by_slug else ("/", path.lstrip("/"))
    segment, slash, after = rest.partition("/")
    known = municipality.languages if municipality else language_codes()
    if segment in known and (slash or not after):
        return Address(municipality, segment, f"{prefix}{segment}/", after)
    return Address(municipality, None, prefix, rest)


# Under a rush of visitors the same municipality would be asked for in each request.
KEPT_SECONDS = 2
MOST_KEPT = 500
_kept: dict[tuple[str, str], tuple[float, Municipality]] = {}


def _find(from_memory: bool, **by: str) -> Municipality | None:
    (key,) = by.items()
    until, found = _kept.get(key, (0.0, None)) if from_memory else (0.0, None)
    if found is None or time.monotonic() >= until:
        found = _read(**by)
        if found is None or not from_memory:
            return found
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (time.monotonic() + KEPT_SECONDS, found)
    # A form may write on its own, and refuse afterwards.
    return copy.copy(found)


def _read(**by: str) -> Municipality | None:
    return Municipality.objects.filter(is_active=True, **by).first()


class MunicipalityMiddleware:
    """Must come after the session and before everything that reads rows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        prefix_before = get_script_prefix()
        token = request_id.set(str(uuid.uuid4()))
        try:
            # One transaction: the setting that the policies read lives as long as it.
            with transaction.atomic():
                response = self._answer(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            set_script_prefix(prefix_before)
            set_urlconf(None)
            translation.deactivate()
            request_id.reset(token)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        host = split_domain_port(request.get_host())[0]
        # Whoever is signed in sees each change at once.
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES and "HTTP_AUTHORIZATION" not in request.META
        address = read_address(host, request.path_info, from_memory=bool(settings.PAGES_KEPT_SECONDS) and is_visitor)
        municipality = address.municipality
        # Links in mail are made from the host, so a strange one must not get as far. Load balancers ask by number.
        if municipality is None and host not in settings.SITE_HOSTS and address.rest != "health/":
            raise DisallowedHost(f"No municipality has the host name {host!r}.")
        request.municipality = municipality  # type: ignore[attr-defined]
        request.place_prefix = address.prefix.removesuffix(f"{address.language}/") if address.language else address.prefix  # type: ignore[attr-defined]
        request.rest = address.rest  # type: ignore[attr-defined]
        if address.language is None and request.method in ("GET", "HEAD") and not address.rest.startswith(WITHOUT_LANGUAGE):
            query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            response: HttpResponse = HttpResponseRedirect(
                f"{address.prefix}{negotiated_language(request, municipality)}/{address.rest}{query}"
            )
            response["Vary"] = "Accept-Language, Cookie"
            return response
        language = address.language or negotiated_language(request, municipality)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        set_script_prefix(address.prefix)
        request.path_info = f"/{address.rest}"
        request.urlconf = MUNICIPALITY_URLS if municipality else SITE_URLS
        if municipality is None:
            put_setting("")
            return self.get_response(request)
        put_setting(f"{{{municipality.pk}}}")
        with scope(municipality=municipality):
            answer = self.get_response(request)
            # A template response is drawn while the municipality is still in force.
            if hasattr(answer, "render") and callable(answer.render) and not getattr(answer, "is_rendered", True):
                answer.render()
        return answer


def negotiated_language(request: HttpRequest, municipality: Municipality | None) -> str:
    """The signed-in person's language, else the best of the browser's, else the municipality's first."""
    offered = municipality.languages if municipality else language_codes()
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and request.user.language in offered:
        return request.user.language
    for item in request.headers.get("Accept-Language", "")[:200].split(","):
        code = item.partition(";")[0].strip().lower()[:2]
        if code in offered:
            return code
    return offered[0]


def address_in(municipality: Municipality | None, path: str = "", language: str | None = None) -> str:
    """Address of a page of another municipality (or of the installation, None): `address_in(turku, "projects/kyky/")`."""
    start = municipality.path if municipality else "/"
    return f"{start}{language or translation.get_language()}/{path}"
