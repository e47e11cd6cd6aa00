"""Slowing down whoever guesses passwords. django-axes counts per address and connection; allauth per form and connection."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from talkoot.kernel.people.models.person import PersonManager


def address_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The e-mail address, whether an account has it or not: known and unknown ones are slowed down alike."""
    tried = (credentials or {}).get("email") or (request.POST.get("login") if request is not None else "") or ""
    return PersonManager.normalize_email(str(tried))[:255]


def client_address(request: HttpRequest) -> str:
    """One truth about where a request comes from, proxies in front included: allauth's, set by TALKOOT_BEHIND_PROXY."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        # No connection and no proxy tells it (signing in from within, a test): these count as one.
        return ""


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return render(request, "429.html", status=429)
