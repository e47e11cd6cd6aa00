"""What leaves: the agreement as tagged PDF, its evidence as JSON, the files of annexes and signed copies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from talkoot.kernel.files.actions import open_file
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.printing.prose import blocks
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.tools.agreements.actions.signing import sealed_facts
from talkoot.tools.agreements.content.states import Due, VersionState
from talkoot.tools.agreements.models.agreement import AgreementVersion, Annex
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.queries.agreements import annexes_of, parties_of, signatures_of
from talkoot.tools.agreements.queries.readiness import signatory_words, texts_of
from talkoot.tools.agreements.views.agreements import AboutAgreement, AgreementText, asked_language

TEMPLATE = Path(__file__).parents[1] / "print" / "agreement.typ"
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PDF_SHOWS = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
INLINE = ("image/png", "image/jpeg", "image/webp", "application/pdf")


class AgreementPdf(AgreementText):
    """The text in the language asked for, its annexes given as text, and the page of signatures."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version()
        language = asked_language(self, version)
        try:
            with translation.override(language):
                content = print_form(TEMPLATE, self.data(version, language))
        except Refusal as refusal:
            later = render(request, "agreements/print_later.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response = HttpResponse(content, content_type="application/pdf")
        name = self.thing.code.replace("/", "-")
        response["Content-Disposition"] = f'inline; filename="{name}-{version.number}-{language}.pdf"'
        response["Cache-Control"] = "private, no-cache"
        return response

    def data(self, version: AgreementVersion, language: str) -> dict[str, Any]:
        """What print/agreement.typ draws: plain values only."""
        agreement, text = self.thing, texts_of(version)[language]
        brand = theme_of(agreement.municipality).brand
        signatures = {signature.party_id: signature for signature in signatures_of(version)}
        annexes = annexes_of(version)
        standing = "" if version.state == VersionState.SIGNED else str(STANDING_WORDS[VersionState(version.state)]())
        return {
            "title": text["title"],
            "language": language,
            "author": str(agreement.municipality),
            "colour": at_luminance(brand, min(luminance(brand), 0.15)),
            "kicker": _("%(municipality)s – Agreement %(code)s") % {"municipality": agreement.municipality, "code": agreement.code},
            "footer": self.request.build_absolute_uri(reverse("agreements:detail", args=[agreement.pk])),
            "standing": standing,
            "translation": ""
            if language == agreement.language
            else _("This is a translation. The text in %(language)s binds.") % {"language": language_named(agreement.language)},
            "changes": version.changes,
            "clauses": [{"title": clause["title"], "blocks": blocks(clause["text"])} for clause in text["clauses"]],
            "annexes": [self.annex_line(annex) for annex in annexes],
            "annex_texts": [
                {"title": str(annex.title), "blocks": blocks(annex.reference)} for annex in annexes if annex.reference and not annex.file
            ],
            "signatures": [
                self.signature_lines(str(party), signatory_words(party), signatures.get(party.pk)) for party in parties_of(agreement)
            ],
            "seal": [
                {"label": _("Agreement"), "value": agreement.code},
                {"label": _("Version"), "value": str(version.number)},
                {"label": _("SHA-256 of the text"), "value": version.sha256 or _("given when the text is sent to be signed")},
            ],
            "words": {
                "changes": _("What changes"),
                "annexes": _("Annexes"),
                "annex": _("Annex"),
                "signatures": _("Signatures"),
                "evidence": _("Evidence"),
                "how": _(
                    "The hash covers the number, the dates and the text in all languages. The same facts can be taken as a JSON file"
                    " from the page of the agreement, and the hash be computed again from it."
                ),
            },
        }

    def annex_line(self, annex: Annex) -> dict[str, str]:
        if annex.is_in_place:
            state = annex.file.name if annex.file is not None else _("as text below")
        elif annex.due == Due.END:
            state = _("comes when the work has ended")
        else:
            state = _("missing") if annex.is_required else _("not in this agreement")
        return {"title": str(annex.title), "state": state, "sha256": annex.sha256}

    def signature_lines(self, party: str, who: str, signature: Signature | None) -> dict[str, Any]:
        if signature is None:
            return {"party": party, "facts": [{"label": _("Not signed yet"), "value": who}]}
        facts = [
            (_("Signed by"), ", ".join(part for part in (signature.signer_name, signature.signer_title) if part)),
            (_("Right to sign"), signature.basis),
            (_("Method"), str(signature.get_method_display())),
            (_("Signed on"), date_words(signature.signed_on)),
            (_("Recorded"), f"{timezone.localtime(signature.sealed_at):%Y-%m-%d %H:%M:%S %Z}"),
            (_("SHA-256 of the signed text"), signature.sha256),
            (_("SHA-256 of the signed copy"), signature.file_sha256),
            (_("Seal"), signature.own_hash),
        ]
        return {"party": party, "facts": [{"label": label, "value": value} for label, value in facts if value]}


STANDING_WORDS = {
    VersionState.DRAFT: lambda: _("Draft – binds nobody"),
    VersionState.OFFERED: lambda: _("Waits for signatures – not in force yet"),
    VersionState.WITHDRAWN: lambda: _("Withdrawn – binds nobody"),
}


class Evidence(AgreementText):
    """All that proves what was agreed, as one file: the facts under the hash, the annexes, the signatures with their seals."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version()
        if not version.sha256:
            raise Http404
        facts = {
            "format": "talkoot-agreement-evidence/1",
            "hash": "SHA-256 of `facts` as JSON: UTF-8, keys sorted, no spaces",
            "municipality": self.municipality.slug,
            "facts": sealed_facts(version),
            "sha256": version.sha256,
            "state": version.state,
            "annexes": [
                {
                    "key": annex.key,
                    "in_place_at": annex.in_place_at.isoformat() if annex.in_place_at else None,
                    "name": annex.file.name if annex.file else "",
                    "reference": annex.reference,
                    "sha256": annex.sha256,
                }
                for annex in annexes_of(version)
            ],
            "signatures": [
                {
                    "party": str(signature.party),
                    "name": signature.signer_name,
                    "title": signature.signer_title,
                    "basis": signature.basis,
                    "method": signature.method,
                    "signed_on": signature.signed_on.isoformat(),
                    "recorded_at": signature.sealed_at.isoformat(),
                    "sha256": signature.sha256,
                    "file_sha256": signature.file_sha256,
                    "chain_number": signature.chain_number,
                    "previous_hash": signature.previous_hash,
                    "own_hash": signature.own_hash,
                }
                for signature in signatures_of(version)
            ],
        }
        response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 1})
        name = self.thing.code.replace("/", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}-{version.number}.json"'
        response["Cache-Control"] = "private, no-cache"
        return response


class FilePage(AboutAgreement):
    """A file of the agreement, for those who may read the agreement; never run by a browser."""

    def file(self) -> StoredFile | None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.file()
        if file is None:
            raise Http404
        try:
            opened = open_file(file)
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(opened, as_attachment=file.media_type not in INLINE, filename=file.name, content_type=file.media_type)
        response["Content-Length"] = str(file.size_bytes)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-cache"
        response["Content-Security-Policy"] = PDF_SHOWS if file.media_type == "application/pdf" else NOTHING_RUNS
        return response


class AnnexFile(FilePage):
    """An annex of a version that the reader may see: of a draft only those who write it."""

    def file(self) -> StoredFile | None:
        annex = (
            Annex.objects.filter(version__agreement=self.thing, pk=self.kwargs["annex"])
            .select_related("file", "version__agreement")
            .first()
        )
        if annex is None or (annex.version.offered_at is None and not self.sees_drafts):
            return None
        return annex.file


class SignedCopy(FilePage):
    def file(self) -> StoredFile | None:
        signature = Signature.objects.filter(version__agreement=self.thing, pk=self.kwargs["signature"]).select_related("file").first()
        return signature.file if signature is not None else None
