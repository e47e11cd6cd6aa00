"""Events: facts announced by one app to whoever listens, delivered after the transaction has committed.

    @dataclass(frozen=True)
    class ProjectPublished(Event):
        project_id: int

    publish(ProjectPublished(project_id=7))         # in an action
    @on(ProjectPublished)                           # in the other app's listeners.py
    def tell_followers(event): ...

A listener is one job of the database's own queue, deferred in the transaction of the action: when the action is
rolled back nobody hears of it, when a worker is killed the listener runs again. So a listener must bear being called twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from talkoot.kernel.jobs.tasks import job

LISTENERS: dict[str, list[Callable[[Any], None]]] = {}
EVENTS: dict[str, type[Event]] = {}


@dataclass(frozen=True)
class Event:
    """Base of all events: fields are ids and plain values only, so that they survive the queue."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        EVENTS[cls.name()] = cls

    @classmethod
    def name(cls) -> str:
        app = cls.__module__.rsplit(".", 2)[-2]
        return f"{app}.{cls.__name__}"


E = TypeVar("E", bound=Event)


def on(event_class: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a listener. It runs in a worker, inside the municipality in which the event was announced."""

    def register(listener: Callable[[E], None]) -> Callable[[E], None]:
        LISTENERS.setdefault(event_class.name(), []).append(listener)
        return listener

    return register


def publish(event: Event) -> None:
    """Announce a fact. Costs nothing when nobody listens; otherwise one queued job per listener."""
    for listener in LISTENERS.get(event.name(), ()):
        deliver_event.defer(event=event.name(), listener=listener_name(listener), fields=asdict(event))


def listener_name(listener: Callable[..., None]) -> str:
    return f"{listener.__module__}.{listener.__qualname__}"


@job(queue="events")
def deliver_event(*, event: str, listener: str, fields: dict[str, Any]) -> None:
    """Call one listener with the event rebuilt from its fields. Unknown names raise LookupError: the job fails visibly."""
    for candidate in LISTENERS.get(event, ()):
        if listener_name(candidate) == listener:
            candidate(EVENTS[event](**fields))
            return
    raise LookupError(f"No listener {listener} of {event}")
