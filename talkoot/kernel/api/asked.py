"""The request as operations see it: what the middleware and the door have found out."""

from __future__ import annotations

from django.http import HttpRequest

from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person


class ApiRequest(HttpRequest):
    """person: for whom the token acts, None without one. municipality: that of the address, which may be none."""

    person: Person | None
    api_token: ApiToken | None
    municipality: Municipality | None
    place_prefix: str
