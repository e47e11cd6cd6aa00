"""The project in schema.org's words, for search engines: JSON-LD that can stand inside a script element."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from talkoot.overviews.showcase.models.project import Project
from talkoot.tools.themes.models import theme_labels

# JSON inside a script element may not end it, nor open a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def as_schema_org(project: Project, address: str, picture: str) -> SafeString:
    """address and picture are absolute. The language is the one that the reader of the address gets."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": str(project.title),
        "description": str(project.summary),
        "url": address,
        "image": picture,
        "inLanguage": project.story.shown_language() or get_language(),
        "keywords": [str(label) for label in theme_labels(project.themes)],
        "dateModified": project.changed_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": str(project.municipality)},
    }
    if project.published_at:
        data["datePublished"] = project.published_at.isoformat()
    if project.programme:
        data["isPartOf"] = {"@type": "CreativeWork", "name": str(project.programme)}
    if project.place:
        data["contentLocation"] = {"@type": "Place", "name": str(project.place)}
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))
