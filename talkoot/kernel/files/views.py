"""Giving out files: whoever may see them, never as something a browser would run."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

from talkoot.kernel.files.actions import open_file
from talkoot.kernel.files.addresses import DIGEST_LENGTH
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.files.permissions import READ
from talkoot.kernel.files.queries import visible_file
from talkoot.kernel.ui.pages import Page

LARGEST_ID = 2**63 - 1
INLINE = ("image/png", "image/jpeg", "image/webp", "application/pdf")
# A page of its own that may do nothing. PDF readers of browsers do not start in a sandbox.
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PDF_SHOWS = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


class FileDownload(Page):
    """The bytes. The digest in the address must be the file's, so an address never shows other content than it did."""

    permission = READ
    http_method_names = ["get", "head", "options"]

    def fetch(self) -> StoredFile:
        pk = self.kwargs["pk"]
        file = visible_file(pk, self.person) if pk <= LARGEST_ID else None
        if file is None or file.sha256[:DIGEST_LENGTH] != self.kwargs["digest"]:
            raise Http404
        return file

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file: StoredFile = self.thing
        etag = f'"{file.sha256[:32]}"'
        response = get_conditional_response(request, etag=etag) or self.bytes_of(file)
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=31536000, immutable" if file.is_public else "private, no-cache"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = PDF_SHOWS if file.media_type == "application/pdf" else NOTHING_RUNS
        return response

    def bytes_of(self, file: StoredFile) -> HttpResponseBase:
        try:
            opened = open_file(file)
        except FileNotFoundError as error:
            raise Http404 from error
        text = "; charset=utf-8" if file.media_type.startswith("text/") else ""
        response = FileResponse(
            opened, as_attachment=file.media_type not in INLINE, filename=file.name, content_type=f"{file.media_type}{text}"
        )
        response["Content-Length"] = str(file.size_bytes)
        return response
