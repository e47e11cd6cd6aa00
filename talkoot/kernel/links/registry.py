"""describe(): how the things of an app are called, shown and seen, said once for the thread, search, history and mail.

describe(                                   # in showcase/search.py
    Project,
    title=lambda project: project.title,
    url=lambda project: reverse("showcase:project", args=[project.slug]),
    visible=visible_projects,               # the one visibility rule: person or None -> queryset
    search_texts=project_texts,             # {language: (title, body)}; leave out what is not searched
    is_public=lambda project: project.state == "published",
)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils.functional import Promise
from django.utils.translation import get_language

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force

Title = Callable[[Any], Any]
Url = Callable[[Any], str]
# Person or None -> what that person may see. For None: the public things, and nothing else.
Visible = Callable[[Any], QuerySet[Any]]
# {language: (title, body)}
SearchTexts = Callable[[Any], Mapping[str, tuple[str, str]]]

DESCRIPTIONS: dict[str, Description] = {}


@dataclass(frozen=True)
class Description:
    """What the kernel knows of a kind of thing."""

    model: type[models.Model]
    title: Title
    url: Url
    visible: Visible
    label: str | Promise
    search_texts: SearchTexts | None
    is_public: Callable[[Any], bool]
    crosses_borders: bool
    standing: Title
    gathers: bool

    @property
    def kind(self) -> str:
        return self.model._meta.label_lower

    @property
    def is_searched(self) -> bool:
        return self.search_texts is not None


def describe(
    model: type[models.Model],
    *,
    title: Title,
    url: Url,
    visible: Visible,
    label: str | Promise = "",
    search_texts: SearchTexts | None = None,
    is_public: Callable[[Any], bool] = lambda thing: False,
    crosses_borders: bool = False,
    standing: Title = lambda thing: "",
    gathers: bool = False,
) -> None:
    """Register a kind. `label` is its name on screen (default: verbose_name of the model).

    standing: where a thing stands on its way, in words for whoever sees it; without a query. The course of a thing shows it.

    gathers: many things that have nothing to do with each other come together in it (a call of many challenges): the course of a
    thing shows it and does not go on through it, or else it would tell what came of all the others.
    crosses_borders: other municipalities link to such things (adopt them), so their links are looked for on its page.
    A second description of a model raises ValueError.
    """
    kind = model._meta.label_lower
    if kind in DESCRIPTIONS:
        raise ValueError(f"{kind} is described twice.")
    DESCRIPTIONS[kind] = Description(
        model, title, url, visible, label or model._meta.verbose_name or kind, search_texts, is_public, crosses_borders, standing, gathers
    )


def description_of(thing_or_kind: models.Model | type[models.Model] | str) -> Description | None:
    kind = thing_or_kind if isinstance(thing_or_kind, str) else thing_or_kind._meta.label_lower
    return DESCRIPTIONS.get(kind)


def kind_of(thing: models.Model) -> str:
    """The kind of a thing as stored in links, search entries and audit lines: "showcase.project"."""
    return thing._meta.label_lower


def title_of(thing: models.Model) -> str:
    """The title in the language in force."""
    description = description_of(thing)
    return str(description.title(thing)) if description else str(thing)


def url_of(thing: models.Model, municipality: Municipality | None = None) -> str:
    """Address of the thing's page, or "" when its kind has none. `municipality`: whose it is, when another's than in force."""
    description = description_of(thing)
    if description is None:
        return ""
    current = municipality_in_force()
    if municipality is None or (current is not None and current.pk == municipality.pk):
        return description.url(thing)
    return address_elsewhere(lambda: description.url(thing), municipality)


def path_of(thing: models.Model) -> str:
    """The thing's address inside its municipality, without municipality and language: "projects/kyky/". Raises KeyError."""
    description = DESCRIPTIONS[kind_of(thing)]
    return reversed_under("/", lambda: description.url(thing)).removeprefix("/")


def address_elsewhere(make: Callable[[], str], municipality: Municipality) -> str:
    """What `make` reverses, as an address inside another municipality, in the language in force when it speaks it."""
    language = get_language()
    spoken = language if language in municipality.languages else municipality.default_language
    return reversed_under(f"{municipality.path}{spoken}/", make)


def reversed_under(prefix: str, make: Callable[[], str]) -> str:
    """What `make` reverses among the routes inside a municipality, under another prefix than the request's."""
    from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS

    prefix_before, urlconf_before = get_script_prefix(), get_urlconf()
    set_script_prefix(prefix)
    set_urlconf(MUNICIPALITY_URLS)
    try:
        return make()
    finally:
        set_script_prefix(prefix_before)
        set_urlconf(urlconf_before)
