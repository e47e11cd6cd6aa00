"""QR posters and sheets of single-use codes as tagged PDF."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.tools.questionnaires.models.rounds import AccessCode
from talkoot.tools.questionnaires.permissions import WRITE
from talkoot.tools.questionnaires.queries.rounds import codes_of
from talkoot.tools.questionnaires.views.rounds import OnRound

TEMPLATE = Path(__file__).parents[1] / "print" / "poster.typ"
# A sheet of more cards takes longer to draw than a person waits.
MOST_CARDS = 200


def qr_picture(address: str) -> str:
    """The address as a QR code, error correction Q: it still reads with a quarter of it smudged."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", xmldecl=False, svgns=True, border=2)
    return out.getvalue().decode()


class Poster(OnRound):
    """All shared codes of the round, one to a page; or one of them."""

    permission = WRITE
    title = gettext_lazy("Poster")

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs.get("kind", "posters") not in ("posters", "cards"):
            raise Http404
        return super().answer(request, *args, **kwargs)

    def codes(self) -> list[AccessCode]:
        usable = codes_of(self.thing).filter(is_stopped=False)
        if "code_pk" in self.kwargs:
            return [get_object_or_404(usable, pk=self.kwargs["code_pk"])]
        return list(usable.filter(is_shared=self.kwargs["kind"] == "posters", is_used=False)[:MOST_CARDS])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        codes = self.codes()
        try:
            if not codes:
                raise Refusal(_("There is no code to print."), mend=_("Make a code first."))
            content = print_form(TEMPLATE, self.data(codes))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.done_url(None))
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="poster-{self.thing.pk}.pdf"'
        return response

    def data(self, codes: list[AccessCode]) -> dict[str, Any]:
        round, brand = self.thing, theme_of(self.municipality).brand
        typed = self.request.build_absolute_uri(reverse("questionnaires:code"))
        printed = [self.printed(code) for code in codes]
        return {
            "title": str(round.title),
            "language": get_language(),
            "author": str(self.municipality),
            "colour": at_luminance(brand, min(luminance(brand), 0.15)),
            "kicker": str(self.municipality),
            "posters": [one for one, code in zip(printed, codes, strict=True) if code.is_shared],
            "cards": [one for one, code in zip(printed, codes, strict=True) if not code.is_shared],
            "address": typed,
            "address_shown": typed.partition("://")[2],
            "words": {
                "scan": _("Point the camera of a phone at the square."),
                "orwrite": _("Or go to this address and write the code:"),
                "promise": _("You answer without a name. Results are shown only when at least five have answered.")
                if round.is_anonymous
                else _("Do not write names or contact details in your answers."),
                "cut": _("Cut the cards apart and give everybody one."),
                "once": _("For one answer."),
            },
        }

    def printed(self, code: AccessCode) -> dict[str, str]:
        # Without a language in it: the phone's own language opens.
        place: str = self.request.place_prefix  # type: ignore[attr-defined]
        path = reverse("questionnaires:by_code", args=[code.secret]).removeprefix(f"{place}{get_language()}/")
        return {
            "group": code.group,
            "code": code.in_parts,
            "qr": qr_picture(self.request.build_absolute_uri(f"{place}{path}")),
            "alt": _("QR code that opens the questionnaire with the code %(code)s") % {"code": code.in_parts},
        }
