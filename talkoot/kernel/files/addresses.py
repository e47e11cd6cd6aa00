"""Addresses of files: inside a municipality, without a language, so that they are the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.urls import get_script_prefix

from talkoot.kernel.i18n.words import language_codes

if TYPE_CHECKING:
    from talkoot.kernel.files.models import StoredFile

DIGEST_LENGTH = 12


def file_address(file: StoredFile) -> str:
    """ "/espoo/files/7/3fa9c1d2e4b5/Raportti.pdf". Within a request by its prefix, which knows the municipality's own host name."""
    prefix = get_script_prefix()
    *_, last = prefix.strip("/").split("/")
    if last in language_codes():
        prefix = prefix.removesuffix(f"{last}/")
    elif prefix == "/":
        # In a job no prefix is set. Reads file.municipality: the one in force costs no query.
        prefix = file.municipality.path
    return f"{prefix}files/{file.pk}/{file.sha256[:DIGEST_LENGTH]}/{quote(file.name)}"
