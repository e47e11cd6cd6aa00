"""The short-lived process: a template and the house style from files, data from standard input, the PDF to standard output."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import typst


def main(template: str, house: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "house.typ").write_bytes(Path(house).read_bytes())
        (root / "main.typ").write_bytes(Path(template).read_bytes())
        (root / "data.json").write_bytes(sys.stdin.buffer.read())
        sys.stdout.buffer.write(typst.compile(str(root / "main.typ"), root=folder, format="pdf", pdf_standards=["ua-1"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
