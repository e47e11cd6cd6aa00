"""What other apps may care about."""

from __future__ import annotations

from dataclasses import dataclass

from talkoot.kernel.events import Event


@dataclass(frozen=True)
class OrganisationRegistered(Event):
    organisation_id: int


@dataclass(frozen=True)
class MemberJoined(Event):
    organisation_id: int
    person_id: int


@dataclass(frozen=True)
class RoleGranted(Event):
    person_id: int
    role: str


@dataclass(frozen=True)
class OperatorSessionOpened(Event):
    operator_session_id: int


@dataclass(frozen=True)
class PersonErased(Event):
    """Announced outside all municipalities, after the personal fields of every declared model have been emptied."""

    person_id: int
