"""People's texts cannot harm a reader, and keep the order of headings."""

import re
from html.parser import HTMLParser

import pytest

from talkoot.kernel.ui.markdown import TAGS, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![x](https://tracker.example/pixel.gif)",
    "<a href='x' onclick='alert(1)'>x</a>",
    '[a](https://e.example "x\\" onmouseover=\\"alert(1)")',
    "<svg><style>*{display:none}</style></svg>",
    "<iframe src=//evil.example></iframe>",
    "a<!-- --><form action=//evil.example><input></form>",
    "[a]: javascript:alert(1)\n\n[a]",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "```html\n<script>alert(1)</script>\n```",
    "<p style='position:fixed'>x</p>",
]


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Names and attributes of all elements, as a browser would read them."""
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(html)
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless(text: str) -> None:
    for name, attributes in elements(render(text)):
        assert name in TAGS
        assert set(attributes) <= {"href", "title", "rel", "start", "scope"}
        assert re.match(r"(https?:|mailto:|tel:|[^:]*$)", attributes.get("href") or "")


def test_headings_begin_at_h3_and_skip_no_level() -> None:
    assert re.findall(r"<(h\d)>", render("# One\n\n## Two\n\n###### Six\n\n# One again")) == ["h3", "h4", "h5", "h3"]


def test_links_do_not_hand_over_the_window() -> None:
    assert render("[Espoo](https://espoo.fi)") == '<p><a href="https://espoo.fi" rel="noopener nofollow">Espoo</a></p>\n'


def test_table_headings_have_a_scope() -> None:
    assert '<th scope="col">a</th>' in render("| a | b |\n|---|---|\n| 1 | 2 |")


def test_empty_text_is_empty() -> None:
    assert render("") == ""
