"""Life cycles: which steps lead from state to state, who may take them, what must hold first.

    LIFE = LifeCycle(
        "project",
        states={"draft": _("Draft"), "published": _("Published")},
        steps=[Step("publish", "draft", "published", _("Publish"), permission="showcase.publish", needs=(summary_written,))],
    )

A need is a function of the thing that returns None when it holds, else the Refusal. Actions call `LIFE.take()`; pages show
`LIFE.open_steps()`, each with what still stands in its way; README files show `LIFE.diagram()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.permissions.rules import Actor, refusal_of, require
from talkoot.kernel.refusals import Refusal

Need = Callable[[Any], Refusal | None]


@dataclass(frozen=True)
class Step:
    """One way forward. `start` may be one state or several; `label` is what the button says."""

    name: str
    start: str | Sequence[str]
    end: str
    label: str | Promise
    permission: str
    needs: tuple[Need, ...] = ()

    @property
    def starts(self) -> tuple[str, ...]:
        return (self.start,) if isinstance(self.start, str) else tuple(self.start)


@dataclass(frozen=True)
class OpenStep:
    """A step that the actor may take once its needs hold: `refusals` lists those which do not, empty when it is free."""

    step: Step
    refusals: tuple[Refusal, ...]

    @property
    def is_free(self) -> bool:
        return not self.refusals


@dataclass(frozen=True)
class Stage:
    """A state as a phase bar shows it: "done", "current" or "next"."""

    name: str
    label: str | Promise
    standing: str


class LifeCycle:
    """The states of a thing, held in its field `state`, in the order in which they are usually passed."""

    def __init__(self, name: str, *, states: dict[str, str | Promise], steps: Sequence[Step], field: str = "state") -> None:
        self.name, self.states, self.field = name, states, field
        self.steps = {step.name: step for step in steps}
        for step in steps:
            if unknown := {*step.starts, step.end} - set(states):
                raise ValueError(f"Step {step.name} of {name} names unknown states: {sorted(unknown)}")

    @property
    def choices(self) -> list[tuple[str, str | Promise]]:
        return list(self.states.items())

    def check(self, step_name: str, thing: Any, actor: Actor) -> Step:
        """The step, if the actor may take it now; else raises the first Refusal. Changes nothing."""
        step = self.steps[step_name]
        require(actor, step.permission, thing)
        state = getattr(thing, self.field)
        if state not in step.starts:
            raise Refusal(
                _("This cannot be done while the state is “%(state)s”.") % {"state": self.states[state]},
                mend=_("Reload the page to see where it stands now."),
            )
        for need in step.needs:
            if refusal := need(thing):
                raise refusal
        return step

    def take(self, step_name: str, thing: Any, actor: Actor) -> None:
        """Check the step and set the state. The caller saves, inside its action."""
        setattr(thing, self.field, self.check(step_name, thing, actor).end)

    def open_steps(self, thing: Any, actor: Actor) -> list[OpenStep]:
        """Steps that lead on from here and that the actor is allowed, with what is missing for each."""
        state = getattr(thing, self.field)
        return [
            OpenStep(step, tuple(refusal for need in step.needs if (refusal := need(thing))))
            for step in self.steps.values()
            if state in step.starts and refusal_of(actor, step.permission, thing) is None
        ]

    def stages(self, thing: Any) -> list[Stage]:
        """All states in order, for the phase bar."""
        names = list(self.states)
        here = names.index(getattr(thing, self.field))
        return [Stage(name, self.states[name], "done" if n < here else "current" if n == here else "next") for n, name in enumerate(names)]

    def diagram(self) -> str:
        """Mermaid text of the states and steps, for the app's README."""
        lines = ["stateDiagram-v2", f"    [*] --> {next(iter(self.states))}"]
        lines += [f"    {start} --> {step.end}: {step.name}" for step in self.steps.values() for start in step.starts]
        return "\n".join(lines)
