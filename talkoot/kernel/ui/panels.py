"""Panels and queues: how an app shows something on a page of another app, without that app knowing.

@panel(Project)                       # in operating_models/panels.py: a part of every Project's page
def models_of(project, person) -> Panel | None: ...

@waiting                              # a source of the coordinator's queue
def questions_waiting(person) -> list[WaitingItem]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """A part of a page: drawn with its template and context, in `order`."""

    title: str | Promise
    template_name: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits for a person. `promised_at`: until when an answer was promised; the queue's order.

    template_name: a form that answers it in place, drawn with `context`; empty when a link to `url` must do.
    """

    title: str
    kind: str | Promise
    url: str
    promised_at: datetime
    text: str = ""
    who: str = ""
    template_name: str = ""
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def is_overdue(self) -> bool:
        return self.promised_at < timezone.now()


PanelMaker = Callable[[Any, Any], Panel | None]
WaitingSource = Callable[[Any], Iterable[WaitingItem]]

PANELS: dict[type[models.Model], list[PanelMaker]] = {}
WAITING: list[WaitingSource] = []


def panel(model: type[models.Model]) -> Callable[[PanelMaker], PanelMaker]:
    def register(maker: PanelMaker) -> PanelMaker:
        PANELS.setdefault(model, []).append(maker)
        return maker

    return register


def waiting(source: WaitingSource) -> WaitingSource:
    WAITING.append(source)
    return source


def panels_of(thing: models.Model, person: Any) -> list[Panel]:
    """The panels of all apps for this thing and this reader, in order."""
    made = (maker(thing, person) for maker in PANELS.get(type(thing), ()))
    return sorted((p for p in made if p is not None), key=lambda p: p.order)


def waiting_for(person: Any) -> list[WaitingItem]:
    """What waits for the person in the municipality in force, oldest promise first."""
    return sorted((item for source in WAITING for item in source(person)), key=lambda item: item.promised_at)
