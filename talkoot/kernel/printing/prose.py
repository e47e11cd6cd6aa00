"""Markdown as plain blocks that a print form can draw: the same dialect that pages show, without HTML."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The deepest heading a text may begin with is 3 (talkoot.kernel.ui.markdown); in print it is the first below the title.
SHALLOWEST_HEADING = 3
reader = MarkdownIt("commonmark", {"html": False})


def blocks(text: str) -> list[dict[str, Any]]:
    """[{kind: heading|paragraph|bullets|numbers|quote, level, runs | items}, …]. Nested lists are flattened."""
    found: list[dict[str, Any]] = []
    lists: list[dict[str, Any]] = []
    kind, level = "paragraph", 1
    for token in reader.parse(text):
        if token.type == "heading_open":
            kind, level = "heading", max(1, int(token.tag[1]) - SHALLOWEST_HEADING + 1)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append({"kind": "bullets" if token.type.startswith("bullet") else "numbers", "items": []})
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            closed = lists.pop()
            (lists[-1]["items"].extend(closed["items"]) if lists else found.append(closed))
        elif token.type == "blockquote_open":
            kind = "quote"
        elif token.type in ("heading_close", "blockquote_close"):
            kind = "paragraph"
        elif token.type == "inline":
            runs = read_runs(token.children or [])
            if lists:
                lists[-1]["items"].append(runs)
            elif runs:
                found.append({"kind": kind, "level": level, "runs": runs})
        elif token.type in ("fence", "code_block"):
            found.append({"kind": "paragraph", "level": 1, "runs": [{"text": token.content, "code": True}]})
    return found


def read_runs(tokens: list[Token]) -> list[dict[str, Any]]:
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
