"""What a file really is, by its content, and whether it may come in."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

import puremagic
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal

MEBIBYTE = 1024 * 1024
LARGEST_DOCUMENT = 20 * MEBIBYTE
LARGEST_IMAGE = 10 * MEBIBYTE
WIDEST_IMAGE = 4_000
# Width times height; a picture of 40 megapixels takes 160 MB while it is read.
MOST_PIXELS = 40_000_000
LARGEST_UNPACKED = 300 * MEBIBYTE
MOST_PARTS = 5_000

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# Media type: the ending that the name gets.
DOCUMENTS = {
    "application/pdf": "pdf",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    f"{OFFICE}presentationml.presentation": "pptx",
    f"{OPEN_DOCUMENT}text": "odt",
    f"{OPEN_DOCUMENT}spreadsheet": "ods",
    f"{OPEN_DOCUMENT}presentation": "odp",
    "text/csv": "csv",
    "text/plain": "txt",
}
IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
PILLOW_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
ACCEPTED = ", ".join(f".{ending}" for ending in [*DOCUMENTS.values(), *IMAGES.values(), "jpeg"])
# The part by which an Office package of a kind is known.
OFFICE_PARTS = {
    "word/": f"{OFFICE}wordprocessingml.document",
    "xl/": f"{OFFICE}spreadsheetml.sheet",
    "ppt/": f"{OFFICE}presentationml.presentation",
}
MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|iframe|svg|\?xml|style|img|object|embed)\b", re.IGNORECASE)


@dataclass(frozen=True)
class CheckedFile:
    name: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None


def refused(reason: Any, mend: Any = "") -> Refusal:
    return Refusal(reason, mend=mend, field="upload")


def check_upload(upload: File[bytes], alt_text: Words) -> CheckedFile:
    """The file with its true type, pictures written anew. Raises Refusal with the reason."""
    if upload.size is not None and upload.size > LARGEST_DOCUMENT:
        raise refused(_("The file is larger than 20 megabytes."), _("Make it smaller or divide it."))
    upload.seek(0)
    content = upload.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise refused(_("The file is larger than 20 megabytes."), _("Make it smaller or divide it."))
    if not content:
        raise refused(_("The file is empty."), _("Check it and choose it again."))
    media_type = media_type_of(content, upload.name or "")
    name = clean_name(upload.name or "", (DOCUMENTS | IMAGES)[media_type])
    if media_type in DOCUMENTS:
        return CheckedFile(name, media_type, content)
    if len(content) > LARGEST_IMAGE:
        raise refused(_("The picture is larger than 10 megabytes."), _("Save it in a smaller size."))
    if not alt_text:
        raise Refusal(_("A picture needs an alternative text."), mend=_("Say in a sentence what the picture shows."), field="alt_text")
    return rewritten_image(content, media_type, name)


def media_type_of(content: bytes, name: str) -> str:
    """The media type by content. The name only tells csv from plain text, which look the same. Raises Refusal."""
    start = content[:16]
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start.startswith(b"PK\x03\x04"):
        return package_type(content)
    if text_type := plain_text_type(content, name):
        return text_type
    raise refused(
        _("Files of the kind “%(kind)s” are not taken in.") % {"kind": guessed_kind(content, name)},
        _("Use one of these: %(kinds)s.") % {"kinds": ACCEPTED},
    )


def package_type(content: bytes) -> str:
    """Office and OpenDocument files are zip packages. Looks into the list of parts; unpacks nothing but the small mimetype."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise refused(_("The file unpacks to far more than its size."), _("Save it anew, with smaller pictures."))
            if any(name.endswith("vbaProject.bin") for name in names):
                raise refused(_("The document holds macros."), _("Save it without macros (.docx, .xlsx, .pptx)."))
            if "mimetype" in names:
                with package.open("mimetype") as part:
                    declared = part.read(100).decode("ascii", "replace").strip()
                if declared in DOCUMENTS:
                    return declared
            if "[Content_Types].xml" in names:
                for start, media_type in OFFICE_PARTS.items():
                    if any(name.startswith(start) for name in names):
                        return media_type
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise refused(_("The file is broken: it cannot be opened."), _("Save it anew and choose it again.")) from error
    raise refused(_("Zip packages are not taken in."), _("Add the files one by one."))


def plain_text_type(content: bytes, name: str) -> str:
    """ "text/plain" or "text/csv" when the content is text, "" when it is not. Raises Refusal for markup."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return ""
    if any(ord(character) < 32 and character not in "\t\n\r\f\x1b" for character in text[:200_000]):
        return ""
    # Browsers once guessed the type of text; we forbid the guess, and refuse what only a guess makes dangerous.
    if MARKUP.search(text[:4_000].encode()):
        raise refused(
            _("Web pages and SVG drawings are not taken in, because they can carry programs."),
            _("Save it as PDF, or the drawing as PNG."),
        )
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"


def guessed_kind(content: bytes, name: str) -> str:
    """What to call a refused file: by content when it is recognised, else the ending of its name."""
    try:
        return str(puremagic.from_string(content[:8_192])).lstrip(".") or "?"
    except (puremagic.PureError, ValueError):
        ending = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())[:8]
        return ending or "?"


def rewritten_image(content: bytes, media_type: str, name: str) -> CheckedFile:
    """The picture decoded and encoded again: nothing but its points is kept. Turned as the camera was held."""
    broken = refused(_("The picture is broken: it cannot be opened."), _("Save it anew and choose it again."))
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a decompression bomb up to twice its limit; we look at the size ourselves, before decoding.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=list(PILLOW_FORMATS))
            if PILLOW_FORMATS[picture.format or ""] != media_type:
                raise broken
            if picture.width * picture.height > MOST_PIXELS:
                raise refused(_("The picture has more than 40 million points."), _("Save it at most 4,000 points wide and high."))
            picture.load()
    except (OSError, ValueError, SyntaxError, KeyError, EOFError, Image.DecompressionBombError) as error:
        raise broken from error
    picture = ImageOps.exif_transpose(picture)  # type: ignore[assignment]
    picture.thumbnail((WIDEST_IMAGE, WIDEST_IMAGE))
    mode = "RGBA" if media_type != "image/jpeg" and picture.has_transparency_data else "RGB"
    # A copy of the points alone: comments, profiles and text chunks of the original stay behind.
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": 88} if media_type != "image/png" else {}
    bare.save(out, format=next(key for key, value in PILLOW_FORMATS.items() if value == media_type), **options)
    return CheckedFile(name, media_type, out.getvalue(), bare.width, bare.height)


def clean_name(name: str, ending: str) -> str:
    """The name without folders, control characters and what file systems mind, with the ending of the true type."""
    stem = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem = "".join(c for c in stem if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem = stem.rpartition(".")[0] or stem
    return f"{stem.strip(' .')[:100] or 'file'}.{ending}"
