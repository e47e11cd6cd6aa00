"""What tests change, each with its reason. Everything else is as in production."""

from __future__ import annotations

from typing import Any


def change(settings: dict[str, Any]) -> None:
    # A strong hasher costs 80 ms for each person a test makes.
    settings["PASSWORD_HASHERS"] = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings["EMAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
    settings["SECRET_KEY"] = "demo-test-" + "x" * 50
    # Hashed names need collectstatic; pages are tested with plain ones, journeys with the collected.
    settings["STORAGES"]["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Each new visitor of a test starts the middlewares anew; listing all static files then would cost more than his page.
    settings["WHITENOISE_AUTOREFRESH"] = True
    settings["SITE_HOSTS"] = frozenset({"testserver", "localhost", "127.0.0.1"})
    settings["ALLOWED_HOSTS"] = ["*"]
    for alias in settings["DATABASES"].values():
        alias["OPTIONS"].pop("pool", None)
    # All tests ask from one address; those of the brake set their own.
    settings["API_REQUESTS_PER_MINUTE"] = {"address": 1_000_000, "token": 1_000_000}
