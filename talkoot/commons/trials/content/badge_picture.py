"""The picture of a reference, in the municipality's colours, and baking: the signed credential put inside the picture.

Open Badges 3.0, section 5.3: in PNG an uncompressed iTXt chunk, in SVG one element right after the root.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from talkoot.kernel.ui.covers import cover_svg
from talkoot.kernel.ui.theme import Theme, at_luminance, luminance

SIZE = 600
ART_HEIGHT = 250
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
FONTS = "Hanken Grotesk, Helvetica Neue, Arial, sans-serif"


@dataclass(frozen=True)
class PictureWords:
    """What the picture says. `ended` stands across it when the reference holds no more; empty while it does."""

    wording: str
    product: str
    organisation: str
    validity: str
    code: str
    ended: str = ""


@dataclass(frozen=True)
class Line:
    text: str
    y: int
    size: int
    weight: int
    colour: str


def ink_of(theme: Theme) -> str:
    """The municipality's colour, dark enough to be read on white (4.5:1)."""
    return at_luminance(theme.brand, min(luminance(theme.brand), 0.15))


def lines_of(words: PictureWords, theme: Theme) -> list[Line]:
    """The words set under the art, in the middle of the square."""
    ink, black, grey = ink_of(theme), "#1c1c1c", "#4d4d4d"
    lines: list[Line] = []
    y = ART_HEIGHT + 58
    for text in wrapped(words.wording, 26, 2):
        lines.append(Line(text, y, 38, 700, ink))
        y += 44
    y += 10
    for text in wrapped(words.product, 34, 2):
        lines.append(Line(text, y, 30, 600, black))
        y += 36
    lines.append(Line(shortened(words.organisation, 46), y + 4, 24, 400, black))
    lines.append(Line(words.ended or words.validity, SIZE - 54, 22, 700 if words.ended else 400, "#a3123a" if words.ended else grey))
    lines.append(Line(words.code, SIZE - 26, 20, 400, grey))
    return lines


def wrapped(text: str, width: int, most: int) -> list[str]:
    """At most so many lines; what does not fit is cut with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, width) for line in lines]


def shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def art_svg(words: PictureWords, theme: Theme) -> str:
    """The picture without its words: frame and art. The art of an ended reference is grey."""
    ink = "#8a8a8a" if words.ended else ink_of(theme)
    shown = Theme(brand="#6f6f6f", accent="#b5b5b5") if words.ended else theme
    art = cover_svg(words.code, shown, motif="tiles")
    inner = art[art.index(">") + 1 : art.rindex("</svg>")]
    return (
        f'<path fill="#ffffff" d="M0 0h{SIZE}v{SIZE}H0z"/>'
        f'<svg x="0" y="0" width="{SIZE}" height="{ART_HEIGHT}" viewBox="0 0 480 270" preserveAspectRatio="xMidYMid slice">{inner}</svg>'
        f'<path fill="{ink}" d="M0 {ART_HEIGHT}h{SIZE}v8H0z"/>'
        f'<path fill="none" stroke="{ink}" stroke-width="8" d="M4 4h{SIZE - 8}v{SIZE - 8}H4z"/>'
    )


def picture_svg(words: PictureWords, theme: Theme, *, credential: str = "", language: str = "en") -> str:
    """The whole picture as SVG; with `credential` (a compact JWS) it is baked."""
    title = f"{words.wording}: {words.product}, {words.organisation}. {words.ended or words.validity}"
    baked = f"<openbadges:credential verify={quoteattr(credential)}></openbadges:credential>" if credential else ""
    text = "".join(
        f'<text x="{SIZE // 2}" y="{line.y}" text-anchor="middle" font-family="{FONTS}" font-size="{line.size}" '
        f'font-weight="{line.weight}" fill="{line.colour}">{escape(printable(line.text))}</text>'
        for line in lines_of(words, theme)
    )
    namespace = f' xmlns:openbadges="{NAMESPACE}"' if credential else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg"{namespace} '
        f'viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" role="img" xml:lang="{language}">'
        f"{baked}<title>{escape(printable(title))}</title>{art_svg(words, theme)}{text}</svg>"
    )


def printable(text: str) -> str:
    """Without the characters that XML does not know."""
    return "".join(character for character in text if character in "\t\n" or " " <= character <= "\ud7ff" or character >= "\ue000")


def bake_png(png: bytes, credential: str) -> bytes:
    """The PNG with the compact JWS in it, in place of one that it may hold already. Raises ValueError when it is no PNG."""
    text = credential.encode("ascii")
    # Keyword, end, not compressed, method 0, no language tag, no translated keyword, text.
    body = KEYWORD + b"\0" + b"\0" + b"\0" + b"\0" + b"\0" + text
    kept = [chunk for kind, content, chunk in chunks(png) if not is_credential(kind, content)]
    return PNG_SIGNATURE + kept[0] + chunk_of(b"iTXt", body) + b"".join(kept[1:])


def credential_in_png(png: bytes) -> str | None:
    """The compact JWS baked in a PNG, or None. Raises ValueError when it is no PNG."""
    for kind, content, _chunk in chunks(png):
        if is_credential(kind, content):
            return content[len(KEYWORD) + 5 :].decode("utf-8")
    return None


def is_credential(kind: bytes, content: bytes) -> bool:
    return kind == b"iTXt" and content.startswith(KEYWORD + b"\0")


def chunk_of(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """(kind, content, whole chunk) of each chunk, the header first."""
    if not png.startswith(PNG_SIGNATURE + b"\0\0\0\rIHDR"):
        raise ValueError("Not a PNG.")
    at = len(PNG_SIGNATURE)
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        end = at + 12 + length
        if end > len(png):
            raise ValueError("A PNG that is cut short.")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length], png[at:end]
        at = end
