"""@action: the only door through which data changes. One transaction, one actor, one line in the audit.

    @action("showcase.publish_project", permission="showcase.publish", of="project")
    def publish_project(*, actor: Actor, project: Project) -> Project: ...

Pages, API, jobs and imports call the same actions. The permission is asked here, so no entrance can forget it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.db import models, transaction
from django.utils.functional import Promise

from talkoot.kernel.audit.action_words import ACTION_WORDS
from talkoot.kernel.audit.record import current_request_id, record
from talkoot.kernel.permissions.rules import require

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, ActionFacts] = {}


@dataclass(frozen=True)
class ActionFacts:
    """What is known of an action; `permission` None says that the function itself decides (sign-up, erasure of own data)."""

    name: str
    permission: str | None
    function: Callable[..., Any]


def action(
    name: str, *, permission: str | None, of: str | None = None, label: str | Promise = ""
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action. `of` names the keyword that holds the thing which the permission is asked for.

    The function takes keywords only, `actor` first. Raises Forbidden before anything is done; when it raises, all
    that it changed is undone. The audit line names the returned row, else the thing in `of`. `label` says in the history
    what was done: _("Published the project").
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{name} takes keywords only.")
            actor: Any = kwargs["actor"]
            thing = kwargs.get(of) if of else None
            if permission:
                require(actor, permission, thing)
            # An action that deletes its thing still tells which one it was.
            thing_id = getattr(thing, "pk", None)
            with transaction.atomic(), history_context(name, actor):
                result = function(*args, **kwargs)
                made = isinstance(result, models.Model)
                record(actor=actor, action=name, thing=result if made else thing, thing_id=None if made else thing_id)  # type: ignore[arg-type]
            return result

        if label:
            ACTION_WORDS[name] = label
        ACTIONS[name] = ActionFacts(name, permission, run)
        return run

    return decorate


ACTION_IN_FORCE: ContextVar[str] = ContextVar("talkoot_action", default="")


@contextmanager
def history_context(name: str, actor: Any) -> Iterator[None]:
    """Rows changed inside tell the action in their history. An action called by another belongs to that one: what the person did."""
    if ACTION_IN_FORCE.get():
        yield
        return
    token = ACTION_IN_FORCE.set(name)
    try:
        with pghistory.context(action=name, actor=getattr(actor, "pk", None), request=current_request_id()):
            yield
    finally:
        ACTION_IN_FORCE.reset(token)
