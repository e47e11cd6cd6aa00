"""How tests of all apps ask the API: as a program, with a token or without."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from talkoot.kernel.api.actions import make_token
from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.municipalities.scope import in_municipality


def token_for(person: Any, municipality: Any, *scopes: str) -> ApiToken:
    """A token that was just made, with its `text`."""
    with in_municipality(municipality):
        ends_at = timezone.now() + timedelta(days=30)
        return make_token(actor=person, name="Nightly import", scopes=scopes or ("read",), ends_at=ends_at)


def ask(path: str, token: Any = None, *, method: str = "get", headers: dict[str, str] | None = None, **more: Any) -> Any:
    """token: the text, or the row with its text. json=… sends a body."""
    headers = dict(headers or {})
    if token is not None:
        headers["Authorization"] = f"Bearer {getattr(token, 'text', token)}"
    if "json" in more:
        more |= {"data": more.pop("json"), "content_type": "application/json"}
    return getattr(Client(), method)(path, headers=headers, **more)
