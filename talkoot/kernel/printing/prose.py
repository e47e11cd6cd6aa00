"""Markdown as plain blocks that a print form can draw: the same dialect that pages show, without HTML."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

reader = MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks(text: str) -> list[dict[str, Any]]:
    """[{kind: heading|paragraph|bullets|numbers|quote|table, level, runs | items | rows}, …].

    The highest heading of the text has level 1 and no level is skipped, as on pages. Nested lists are flattened. The first
    of a table's rows is its head; a row is a list of cells, a cell a list of runs.
    """
    tokens = reader.parse(text)
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    found: list[dict[str, Any]] = []
    lists: list[dict[str, Any]] = []
    table: list[list[Any]] = []
    kind, level = "paragraph", 1
    for token in tokens:
        if token.type == "heading_open":
            kind, level = "heading", levels.index(token.tag) + 1
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append({"kind": "bullets" if token.type.startswith("bullet") else "numbers", "items": []})
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            closed = lists.pop()
            if lists:
                lists[-1]["items"].extend(closed["items"])
            elif closed["items"]:
                found.append(closed)
        elif token.type == "blockquote_open":
            kind = "quote"
        elif token.type in ("heading_close", "blockquote_close"):
            kind = "paragraph"
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "table_close":
            found.append({"kind": "table", "rows": table})
            table = []
        elif token.type == "inline":
            runs = read_runs(token.children or [])
            if table:
                table[-1].append(runs)
            elif lists:
                lists[-1]["items"].append(runs)
            elif runs:
                found.append({"kind": kind, "level": level, "runs": runs})
        elif token.type in ("fence", "code_block"):
            found.append({"kind": "paragraph", "level": 1, "runs": [{"text": token.content, "code": True}]})
    return found


def read_runs(tokens: list[Token]) -> list[dict[str, Any]]:
    """Pieces of text, each with how it is set and where it leads."""
    runs: list[dict[str, Any]] = []
    strong = emph = False
    link: str | None = None
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            emph = token.type == "em_open"
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
            link = address if address.startswith(("https://", "http://", "mailto:")) else None
        elif token.type == "link_close":
            link = None
        elif token.type in ("softbreak", "hardbreak"):
            runs.append({"text": " "})
        elif token.type in ("text", "code_inline", "image"):
            runs.append({"text": token.content, "strong": strong, "emph": emph, "code": token.type == "code_inline", "link": link})
    return [run for run in runs if run["text"]]
