"""What every page's frame needs: municipality, languages, menu, person. A context processor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import operator_session_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.registry import talkoot_apps
from talkoot.kernel.ui.theme import theme_address


def frame(request: HttpRequest) -> dict[str, Any]:
    """Works for pages outside a municipality, and for error pages of requests that never reached one."""
    municipality = getattr(request, "municipality", None)
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return {
        "site_name": settings.SITE_NAME,
        "municipality": municipality,
        "language_code": get_language(),
        "languages": languages(request),
        "person": person,
        "menu": SimpleLazyObject(lambda: menu(request, person, "main")),
        "person_menu": SimpleLazyObject(lambda: menu(request, person, "work") if person else []),
        "operator_session": SimpleLazyObject(lambda: operator_session(person, municipality)),
        "sign_in_url": page_or_nothing("account_login"),
        "sign_out_url": page_or_nothing("account_logout"),
        "search_url": page_or_nothing("search:results"),
        "theme_url": theme_address(municipality),
        "footer_links": SimpleLazyObject(footer_links),
    }


def operator_session(person: Person | None, municipality: Municipality | None) -> OperatorSession | None:
    """The session by which an operator works here, said on every page: she shall not forget whose house she is in."""
    return operator_session_of(person) if person is not None and person.is_operator and municipality is not None else None


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in every language offered here."""
    municipality = getattr(request, "municipality", None)
    prefix, rest = getattr(request, "place_prefix", "/"), getattr(request, "rest", "")
    query = f"?{request.META['QUERY_STRING']}" if request.method == "GET" and request.META.get("QUERY_STRING") else ""
    return [
        {
            "code": code,
            "name": settings.LANGUAGE_NAMES[code],
            "url": f"{prefix}{code}/{rest}{query}",
            "is_current": code == get_language(),
        }
        for code in (municipality.languages if municipality else language_codes())
    ]


def menu(request: HttpRequest, person: Any, place: str) -> list[dict[str, Any]]:
    """Lines of the apps' menus which the person may open here."""
    if getattr(request, "municipality", None) is None:
        return []
    items = sorted((item for app in talkoot_apps() for item in app.menu if item.place == place), key=lambda item: item.order)
    lines = []
    for item in items:
        if allowed(person, item.permission):
            url = reverse(item.page)
            lines.append({"label": item.label, "url": url, "is_current": request.path.startswith(url)})
    return lines


def footer_links() -> list[dict[str, str]]:
    pages = [
        ("home:accessibility", _("Accessibility statement")),
        ("people:privacy", _("Privacy")),
        ("home:about", _("About Talkoot")),
    ]
    links = [{"label": label, "url": url} for name, label in pages if (url := page_or_nothing(name))]
    return [*links, {"label": _("Open interface (API)"), "url": "/api/docs"}]


def page_or_nothing(name: str) -> str:
    """Some pages exist only inside a municipality."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
