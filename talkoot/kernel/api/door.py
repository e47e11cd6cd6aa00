"""The one door of the API: before any operation it finds out in which language, how often, for whom and where; after it, it
sets what caches and browsers of other sites must know.

Where: with a token inside its municipality, on a municipality's own address inside that, else across all municipalities, of which
only what is published is then seen. Session cookies open nothing here, so there is nothing to forge.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from talkoot.kernel.api.actions import note_use
from talkoot.kernel.api.answers import Answer, Unauthorised, answer_to, our_fault, problem
from talkoot.kernel.api.brakes import seconds_to_wait
from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.api.queries import token_in_force
from talkoot.kernel.api.scopes import role_ceiling
from talkoot.kernel.api.texts import LANGUAGE_CODES
from talkoot.kernel.api.tokens import read_token_text
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality
from talkoot.kernel.people.brakes import client_address

View = Callable[..., HttpResponse]
READING = ("GET", "HEAD", "OPTIONS")
# A package of an operating model is the largest thing that comes in; its own limit is lower.
LARGEST_UPLOAD = 24 * 1024 * 1024
PUBLIC_CACHE_SECONDS = 60


def door(view: View) -> View:
    """Wrap a view of the API. The view finds `request.person`, `request.api_token` and `request.asked_municipality`."""

    @csrf_exempt
    @functools.wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head, language = request.method == "HEAD", asked_language(request)
        if is_head:
            request.method = "GET"
        with translation.override(language or translation.get_language()):
            try:
                if language is None:
                    raise Answer(422, _("The language is none of: %(known)s.") % {"known": ", ".join(LANGUAGE_CODES)})
                response = preflight() if request.method == "OPTIONS" else answer(view, request, *args, **kwargs)
            except Exception as error:
                try:
                    response = answer_to(error)
                except Exception:
                    response = our_fault(request, error)
            response = finished(request, response)
        if is_head:
            response["Content-Length"] = len(response.content)
            response.content = b""
        return response

    return enter


def answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    brake_addresses(request)
    check_body(request)
    with place(request):
        if request.method in READING:
            return all_in_json(view(request, *args, **kwargs))
        # What was begun by an operation that then refused is undone.
        with transaction.atomic():
            response = all_in_json(view(request, *args, **kwargs))
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response


# ── Language, rate, size ───────────────────────────────────────────────────────────────────────────────────────────


def asked_language(request: HttpRequest) -> str | None:
    """`?language=`, else the best of Accept-Language, else the first; None for a language that is not there."""
    if "language" in request.GET:
        return request.GET["language"] if request.GET["language"] in LANGUAGE_CODES else None
    for item in request.headers.get("Accept-Language", "")[:200].split(","):
        code = item.partition(";")[0].strip().lower()[:2]
        if code in LANGUAGE_CODES:
            return code
    municipality = getattr(request, "municipality", None)
    return municipality.default_language if municipality else LANGUAGE_CODES[0]


def brake_addresses(request: HttpRequest) -> None:
    """Requests with a token are counted by the token, once it is known to hold."""
    if "Authorization" not in request.headers:
        brake("address", client_address(request))


def brake(kind: str, client: str) -> None:
    if seconds := seconds_to_wait(kind, client):
        raise Answer(
            429,
            _("Too many requests in a short time."),
            mend=_("Wait %(seconds)d seconds.") % {"seconds": seconds},
            Retry_After=str(seconds),
        )


def check_body(request: HttpRequest) -> None:
    if request.method in READING:
        return
    is_form = request.content_type == "multipart/form-data"
    limit = LARGEST_UPLOAD if is_form else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        is_too_large = length > limit or (not is_form and len(request.body) > limit)
    except RequestDataTooBig:
        is_too_large = True
    except ValueError:
        raise Answer(400, _("The length of the body is not a number.")) from None
    if is_too_large:
        raise Answer(413, _("The body is larger than %(limit)d MB.") % {"limit": limit // 1024**2}, mend=_("Send less at once."))
    if not is_form and request.body and request.content_type != "application/json":
        raise Answer(415, _("The body is neither JSON nor a form."), mend=_("Send it as application/json."))


# ── For whom and where ─────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def place(request: HttpRequest) -> Iterator[None]:
    """Enter the municipality of the token, else that of the address, else all."""
    known: Municipality | None = request.municipality  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request.person = request.api_token = None  # type: ignore[attr-defined]
    if "Authorization" not in request.headers:
        if known is not None:
            enter_pages_of(request, known)
        with nullcontext() if known else across_municipalities(reason="The public API: published things of every municipality."):
            yield
        return
    scheme, _space, text = request.headers["Authorization"].partition(" ")
    token_text = read_token_text(text.strip()) if scheme.lower() == "bearer" else None
    municipality = Municipality.objects.filter(slug=token_text.slug, is_active=True).first() if token_text else None
    if token_text is None or municipality is None or (known is not None and known.pk != municipality.pk):
        refuse_token(request)
    with in_municipality(municipality):
        token = token_in_force(token_text)
        if token is None:
            refuse_token(request)
        brake("token", f"{municipality.pk} {token.key}")
        act_through(request, token)
        enter_pages_of(request, municipality)
        yield


def refuse_token(request: HttpRequest) -> NoReturn:
    """One answer to all tokens that do not hold, counted by address, so that guessing is slow and tells nothing."""
    brake("address", client_address(request))
    raise Unauthorised(
        _("The token does not hold here: it is unknown, has ended, was revoked, or belongs to another municipality."),
        mend=_("Make a new token on the page of API tokens, or leave the token out to read what is published."),
    )


def act_through(request: HttpRequest, token: ApiToken) -> None:
    """From here on the request is the person's, with the roles that the token leaves her."""
    person = token.made_by
    person.role_ceiling = role_ceiling(token.scopes)  # type: ignore[attr-defined]
    request.user = request.person = person  # type: ignore[attr-defined]
    request.api_token = token  # type: ignore[attr-defined]
    if token.last_used_on != timezone.localdate():
        note_use(actor=person, token=token)


def enter_pages_of(request: HttpRequest, municipality: Municipality) -> None:
    """Addresses written from here on lead to the municipality's pages; the middleware takes the prefix back."""
    prefix = request.place_prefix if request.municipality else municipality.path  # type: ignore[attr-defined]
    language = translation.get_language()
    spoken = language if language in municipality.languages else municipality.default_language
    set_script_prefix(f"{prefix}{spoken}/")


# ── The answer ─────────────────────────────────────────────────────────────────────────────────────────────────────


def preflight() -> HttpResponse:
    """Pages of other sites may read what is public, and nothing else: no credentials, no other methods."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def all_in_json(response: HttpResponse) -> HttpResponse:
    """ninja answers a method that is not there with an empty page."""
    if response.status_code != 405:
        return response
    answer = problem(405, _("This address does not know this method."), mend=_("Compare the request with the documentation."))
    answer["Allow"] = response.get("Allow", "")
    return answer


def finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    has_token = "Authorization" in request.headers
    response["Cache-Control"] = "no-store"
    if request.method == "GET" and response.status_code == 200:
        response["Cache-Control"] = "private, no-cache" if has_token else f"public, max-age={PUBLIC_CACHE_SECONDS}"
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
        response = get_conditional_response(request, etag=response["ETag"], response=response) or response
    response["Content-Language"] = translation.get_language()
    patch_vary_headers(response, ["Accept-Language", "Authorization"])
    if request.method in READING and not has_token:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Language, ETag, Retry-After, X-Request-ID"
    return response
