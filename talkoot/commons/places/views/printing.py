"""Print forms of places: the answer of a page that gives a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal


def pdf_answer(request: HttpRequest, template: Path, data: dict[str, Any], name: str) -> HttpResponseBase:
    """The PDF, or a page that says to try later when too many are being drawn."""
    try:
        response = HttpResponse(print_form(template, data), content_type="application/pdf")
    except Refusal as refusal:
        later = render(request, "403.html", {"refusal": refusal}, status=503)
        later["Retry-After"] = "60"
        return later
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
