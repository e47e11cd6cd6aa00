"""The short-lived process: a template and the house style from files, data from standard input, the result to standard output."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import typst

# What Typst says when no font of the machine has a character; PDF/UA forbids the box that then stands for it.
NO_GLYPH = "could not be displayed with font"


def main(kind: str, template: str, house: str) -> None:
    """kind: "pdf" or "png"."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "house.typ").write_bytes(Path(house).read_bytes())
        (root / "main.typ").write_bytes(Path(template).read_bytes())
        (root / "data.json").write_bytes(sys.stdin.buffer.read())
        sys.stdout.buffer.write(png(root) if kind == "png" else pdf(root))


def pdf(root: Path) -> bytes:
    """PDF/UA-1. With a character that no font here has, the same tagged PDF without the claim: better read than refused."""
    try:
        return typst.compile(str(root / "main.typ"), root=str(root), format="pdf", pdf_standards=["ua-1"])
    except Exception as error:
        if NO_GLYPH not in str(error):
            raise
        return typst.compile(str(root / "main.typ"), root=str(root), format="pdf")


def png(root: Path) -> bytes:
    """One page, a pixel for each typographic point."""
    return typst.compile(str(root / "main.typ"), root=str(root), format="png", ppi=72)


if __name__ == "__main__":
    main(*sys.argv[1:])
