"""tell(): how the app of the candidates tells what jurors read of them, and who stands behind them.

    tell("calls.application", sections=sections_of, parties=parties_of)      # in calls/listeners.py or permissions.py

Reviews knows no calls: it holds the kind and id of a candidate, and asks this registry for everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A part of what jurors read: `text` is Markdown, `rows` are pairs of label and text, `files` are StoredFiles.

    is_identifying: a blind juror gets nothing of it. Files are kept from a blind juror as well, since nobody can redact them;
    files_are_anonymous says that they were made for blind reading.
    """

    key: str
    title: Any
    text: str = ""
    rows: tuple[tuple[Any, Any], ...] = ()
    is_identifying: bool = False
    files: tuple[Any, ...] = ()
    files_are_anonymous: bool = False


@dataclass(frozen=True)
class Parties:
    """Who stands behind a candidate: conflicts are derived from it, and it is what blind readers must not find.

    names_to_redact: names of organisations, people, products, services, web and e-mail domains. Names and websites of the
    organisations and names of the people given by id need not be repeated. person_names: people without an account; each part
    of these names is hidden also alone.
    """

    organisation_ids: frozenset[int] = frozenset()
    business_ids: frozenset[str] = frozenset()
    person_ids: frozenset[int] = frozenset()
    names_to_redact: tuple[str, ...] = ()
    person_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Teller:
    sections: Callable[[Any], Iterable[Section]]
    parties: Callable[[Any], Parties]


TELLERS: dict[str, Teller] = {}


def tell(kind: str, *, sections: Callable[[Any], Iterable[Section]], parties: Callable[[Any], Parties]) -> None:
    """Register how things of a kind are told to jurors. A second teller of a kind raises ValueError."""
    if kind in TELLERS:
        raise ValueError(f"{kind} has two tellers.")
    TELLERS[kind] = Teller(sections, parties)
