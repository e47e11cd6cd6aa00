"""Markdown of people's texts to HTML that is safe to show: CommonMark, then an allow-list."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

HIGHEST_HEADING = 3
TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong"}
TAGS |= {"table", "tbody", "td", "th", "thead", "tr", "ul"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def render(text: str) -> SafeString:
    """HTML of `text`. Headings begin at h3, so that the page keeps its h1 and h2; HTML in the text is shown as text."""
    html = nh3.clean(_parser.render(text or ""), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(html)


def _lower_headings(tokens: list[Token]) -> None:
    """The highest heading of the text becomes h3, the next ones follow; no level is skipped."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    lowered = {tag: f"h{min(HIGHEST_HEADING + step, 6)}" for step, tag in enumerate(levels)}
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = lowered[token.tag]


class _Renderer(RendererHTML):
    def render(self, tokens, options, env):
        _lower_headings(tokens)
        return super().render(tokens, options, env)

    def th_open(self, tokens, idx, options, env):
        return '<th scope="col">'


# Pictures come with an alt text through the files of the kernel, never from an address in a text.
_parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table").disable("image")
