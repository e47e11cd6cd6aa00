"""What programs read of references: issuer, keys, status list, credentials and pictures. Without a language, open to every site."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any, ClassVar

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from talkoot.commons.trials.content.badge_picture import art_svg, bake_png, lines_of, picture_svg
from talkoot.commons.trials.content.credential import CONTEXTS, achievement, subject_profile
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.permissions import VIEW
from talkoot.commons.trials.queries.issuing import (
    all_key_sets,
    did_document,
    facts_of,
    issuer_document,
    key_set,
    page_of,
    picture_words,
    public_key,
    published_keys,
    status_list,
)
from talkoot.commons.trials.queries.references import public_references
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.printing.pdf import picture
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.theme import theme_of

DRAWING = Path(__file__).parents[1] / "print" / "reference_picture.typ"
LINKED_DATA, PLAIN_TOKEN, SECURED_TOKEN = "application/ld+json", "text/plain; charset=utf-8", "application/vc+jwt"
# A key may be withdrawn, a reference revoked: nobody holds an old answer for long.
SECONDS_KEPT = 60


class Document(Page):
    """One answer for programs. The municipality is named in the path, whichever host name it has otherwise.

    Pictures are shown on the municipality's own pages too, whose content policy lets no other host in: there it is the one in force.
    """

    permission = VIEW
    content_type: ClassVar[str] = LINKED_DATA
    http_method_names = ["get", "head", "options"]
    thing: Any

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slug = self.kwargs.get("municipality")
        self.issuer = get_object_or_404(Municipality, slug=slug, is_active=True) if slug else self.municipality
        with in_municipality(self.issuer):
            return opened(super().answer(request, *args, **kwargs), request)

    def content(self) -> bytes | str | dict[str, Any]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = self.content()
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False, indent=1)
        return HttpResponse(content, content_type=self.content_type)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD"
        response["Access-Control-Max-Age"] = "86400"
        return response


def opened(response: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """Pages of other sites may read it, with the same bytes for all."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


class IssuerDocument(Document):
    def content(self) -> dict[str, Any]:
        return issuer_document(self.issuer)


class DidDocument(Document):
    content_type = "application/did+ld+json"

    def content(self) -> dict[str, Any]:
        return did_document(self.issuer)


class KeySet(Document):
    content_type = "application/jwk-set+json"

    def content(self) -> dict[str, Any]:
        return key_set(self.issuer)


class KeySetOfAll(Page):
    """The keys of all issuers of this installation, where the implementation guide of Open Badges looks for them."""

    permission = VIEW
    across = "Public keys are public, of every municipality that signs."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return opened(HttpResponse(json.dumps(all_key_sets(), indent=1), content_type="application/jwk-set+json"), request)


class PublicKey(Document):
    content_type = "application/jwk+json"

    def fetch(self) -> Any:
        return get_object_or_404(published_keys(), thumbprint=self.kwargs["thumbprint"])

    def content(self) -> dict[str, Any]:
        return public_key(self.thing, self.issuer)


class StatusList(Document):
    content_type = SECURED_TOKEN

    def content(self) -> str:
        try:
            return status_list(self.issuer)
        except Refusal as refusal:
            raise Http404(str(refusal)) from None


# --- A reference ----------------------------------------------------------------------------------------------------------


class OfReference(Document):
    thing: Reference

    def fetch(self) -> Reference:
        return get_object_or_404(public_references(), code=self.kwargs["code"])


class Credential(OfReference):
    """The signed credential. As plain text, as Open Badges asks for; as application/vc+jwt for whoever asks so."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked_as_token = SECURED_TOKEN in request.headers.get("Accept", "")
        response = HttpResponse(self.thing.credential, content_type=SECURED_TOKEN if is_asked_as_token else PLAIN_TOKEN)
        response["Content-Disposition"] = f'inline; filename="reference-{self.thing.code}.jwt"'
        patch_vary_headers(response, ["Accept"])
        return response


class AchievementDocument(OfReference):
    def content(self) -> dict[str, Any]:
        return {"@context": list(CONTEXTS), **achievement(facts_of(self.thing))}


class SubjectDocument(OfReference):
    def content(self) -> dict[str, Any]:
        return subject_profile(facts_of(self.thing))


class QrCode(OfReference):
    """Leads to the page of the reference, in the language of whoever reads it."""

    content_type = "image/svg+xml"

    def content(self) -> bytes:
        drawn = io.BytesIO()
        segno.make(page_of(self.thing), error="m").save(
            drawn, kind="svg", scale=8, border=4, xmldecl=False, nl=False, title=self.thing.code
        )
        return drawn.getvalue()


class Picture(OfReference):
    """The picture in one language. `baked`: with the credential inside; a reference that has ended is baked no more."""

    baked: bool = True
    file_format: str = "png"

    def fetch(self) -> Reference:
        self.language = self.kwargs.get("language") or get_language() or ""
        if self.language not in language_codes():
            raise Http404
        return super().fetch()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reference, language = self.thing, self.language
        words, theme = picture_words(reference, language), theme_of(self.issuer)
        credential = reference.credential if self.baked and not words.ended else ""
        if self.file_format == "svg":
            response = HttpResponse(picture_svg(words, theme, credential=credential, language=language), content_type="image/svg+xml")
        else:
            drawing = {
                "art": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600">{art_svg(words, theme)}</svg>',
                "lines": [vars(line) for line in lines_of(words, theme)],
                "language": language,
            }
            try:
                png = picture(DRAWING, drawing)
            except Refusal:
                return HttpResponse(status=503, headers={"Retry-After": "60"})
            response = HttpResponse(bake_png(png, credential) if credential else png, content_type="image/png")
        response["Content-Disposition"] = f'inline; filename="reference-{reference.code}-{language}.{self.file_format}"'
        return response
