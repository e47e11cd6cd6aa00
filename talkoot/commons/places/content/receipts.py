"""The link by which somebody without an account follows her proposal: signed, so nothing is stored and mail can hold it too."""

from __future__ import annotations

from typing import Any

from django.utils.crypto import salted_hmac

LENGTH = 32


def signature_of(thing: Any) -> str:
    """Of the thing's kind and number, with the installation's key: nobody makes one for another thing."""
    return salted_hmac("talkoot.places.link", f"{thing._meta.label_lower}:{thing.pk}", algorithm="sha256").hexdigest()[:LENGTH]
