"""The other side of national identification, played by the platform itself in the demo and in tests.

Made-up people to choose from, as in the test environment of Suomi.fi, in place of a bank's sign-in. Never in production:
the routes exist only when settings.PLAYS_IDENTIFICATION is true.
"""

from __future__ import annotations

import contextlib
import os
from functools import cache
from pathlib import Path
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from allauth.idp.oidc.views import AuthorizationView
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from talkoot.kernel.people.models.person import Person

# Given and family names of the made-up people; the key is a part of a form, never shown.
PEOPLE = {
    "tuuli": ("Tuuli", "Testinen"),
    "ragnar": ("Ragnar", "Provström"),
    "noor": ("Noor", "Kokeilija"),
}
DOMAIN = "identification.invalid"


class PlayedIdentificationAdapter(DefaultOIDCAdapter):
    def get_issuer(self) -> str:
        return f"{settings.SITE_URL}/idp"

    def list_private_keys(self, **wanted: Any) -> list[PrivateKey]:
        return [PrivateKey(pem=private_key(settings.DATA / "identification.pem"))]

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: str | None = None, **kwargs: Any) -> dict[str, Any]:
        given, family = PEOPLE[user.email.partition("@")[0]]
        return {"sub": self.get_user_sub(client, user), "name": f"{given} {family}", "given_name": given, "family_name": family}


@cache
def private_key(file: Path) -> str:
    """The signing key in PEM, made once for the data folder; several processes agree on the first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        mine = file.with_suffix(f".{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_bytes(pem)
        with contextlib.suppress(FileExistsError):
            os.link(mine, file)
        mine.unlink()
    return file.read_text()


@csrf_protect
def choose_person(request: HttpRequest) -> HttpResponse:
    """In place of the authorization page: choose who you are. The choice holds for this one request; nobody is signed in by it."""
    key = request.POST.get("person", "")
    if request.method != "POST" or key not in PEOPLE:
        people = [{"key": key, "name": " ".join(names)} for key, names in PEOPLE.items()]
        return render(request, "people/choose_person.html", {"people": people})
    register_client(request)
    request.user = made_up_person(key)
    request.method = "GET"
    return AuthorizationView.as_view()(request)


def register_client(request: HttpRequest) -> None:
    Client.objects.update_or_create(
        id=settings.OIDC_PROVIDER["client_id"],
        defaults={
            "name": settings.SITE_NAME,
            "secret": make_password(settings.OIDC_PROVIDER["secret"]),  # type: ignore[arg-type]
            "redirect_uris": request.build_absolute_uri(f"/account/oidc/{settings.OIDC_PROVIDER['provider_id']}/login/callback/"),
            "scopes": "openid\nprofile",
            "skip_consent": True,
        },
    )


def made_up_person(key: str) -> Person:
    """A row to which the other side's tokens belong. It cannot sign in: no password, no confirmed address."""
    person = Person.objects.filter(email=f"{key}@{DOMAIN}").first()
    if person is None:
        person = Person.objects.create_user(f"{key}@{DOMAIN}", name=" ".join(PEOPLE[key]))
    return person
