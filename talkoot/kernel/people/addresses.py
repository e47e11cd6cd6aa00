"""Addresses in mails: whole, of the municipality in force, without a language (the reader's own is negotiated)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import get_script_prefix, reverse

from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.municipalities.scope import municipality_in_force


def mail_address(name: str, *args: Any) -> str:
    """`mail_address("people:me")` as `https://kehitys.espoo.example/me/`, in a job too. Raises without a municipality."""
    municipality = municipality_in_force()
    if municipality is None:
        raise RuntimeError("A mail's address needs a municipality.")
    rest = reverse(name, urlconf=MUNICIPALITY_URLS, args=args).removeprefix(get_script_prefix())
    if municipality.hostname:
        return f"{urlsplit(settings.SITE_URL).scheme}://{municipality.hostname}/{rest}"
    return f"{settings.SITE_URL}{municipality.path}{rest}"
