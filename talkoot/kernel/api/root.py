"""The API put together: one NinjaAPI of the `api.py` rooms of all apps, behind the door. An app gives `router` and `TAGS`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from talkoot.kernel.api.access import api_address
from talkoot.kernel.api.answers import register_answers
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.document import make_document
from talkoot.kernel.api.door import door
from talkoot.kernel.registry import talkoot_apps

VERSION = "1.0"


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


@lru_cache(maxsize=1)
def talkoot_api() -> tuple[NinjaAPI, dict[str, str]]:
    """The API and the words for its tags. Made when the routes are built: all apps are ready then."""
    api = NinjaAPI(title="Talkoot API", version=VERSION, urls_namespace="open_api", docs_url=None, openapi_url=None, renderer=Renderer())
    register_answers(api)
    tags: dict[str, str] = {}
    for app in talkoot_apps():
        if room := app.room("api"):
            api.add_router("", room.router)
            tags |= room.TAGS
    return api, tags


@lru_cache(maxsize=64)
def document(server: str, language: str) -> dict[str, Any]:
    """The OpenAPI document for an address, in the language in force, which is `language`."""
    api, tags = talkoot_api()
    return make_document(api, server=server, tags=tags)


def document_for(request: ApiRequest) -> dict[str, Any]:
    return document(f"{request.place_prefix}api", get_language() or settings.LANGUAGE_CODE)


def openapi_json(request: ApiRequest) -> HttpResponse:
    return JsonResponse(document_for(request), json_dumps_params={"ensure_ascii": False})


def index(request: ApiRequest) -> HttpResponse:
    """People are led to the documentation, programs are told where everything is."""
    if "text/html" in request.headers.get("Accept", ""):
        response = HttpResponse(status=302)
        response["Location"] = api_address(request, "docs")
        return response
    paths = [p for p, item in document_for(request)["paths"].items() if "get" in item and "{" not in p]
    return JsonResponse(
        {
            "name": settings.SITE_NAME,
            "version": VERSION,
            "documentation": api_address(request, "docs"),
            "openapi": api_address(request, "openapi.json"),
            "lists": {p.strip("/"): api_address(request, p.strip("/")) for p in paths},
        },
        json_dumps_params={"ensure_ascii": False},
    )


def nothing_here(request: ApiRequest, rest: str) -> HttpResponse:
    raise Http404


def routes() -> list[URLPattern]:
    """All addresses below `api/`, each behind the door."""
    api, _tags = talkoot_api()
    operations: list[Any] = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]
    behind = [URLPattern(pattern.pattern, door(pattern.callback), pattern.default_args, pattern.name) for pattern in operations]
    return [
        path("", door(index), name="api_index"),
        path("openapi.json", door(openapi_json), name="openapi"),
        *behind,
        re_path(r"^(?P<rest>.*)$", door(nothing_here)),
    ]
