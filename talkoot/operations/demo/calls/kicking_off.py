"""The kick-offs of a decision: agreed on, or without a shared view, so that the reserve has its turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from talkoot.activities.calls.actions.kick_offs import agree_kick_off, refuse_kick_off, write_goals
from talkoot.activities.calls.content.outcomes import KickOffState
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.queries.kick_offs import kick_offs
from talkoot.operations.demo.calls.deciding import applications_by_key
from talkoot.operations.demo.calls.texts import back, when
from talkoot.operations.demo.clock import at


def kick_off_of(world: dict[str, Any], call: Call, key: str) -> KickOff:
    return kick_offs().get(line__application=applications_by_key(world, call)[key])


def hold_kick_offs(world: dict[str, Any], call: Call) -> None:
    """In the order of the file: the one that fails makes room for the reserve further down."""
    for row in world["kick_offs"]:
        kick_off = kick_off_of(world, call, row["application"])
        if kick_off.state == KickOffState.TALKING:
            hold(kick_off, row)


def hold(kick_off: KickOff, row: dict[str, Any]) -> None:
    application = kick_off.line.application
    host, team = application.challenge.contact, application.contact
    assert host is not None, "Every challenge of the demo has its contact."
    assert team is not None, "Every application of the demo has its contact."
    met = when(row["meets_at"])
    with at(met + timedelta(hours=2)):
        kick_off = write_goals(actor=host, kick_off=kick_off, goals=row["goals"], seen_at=None, meets_at=met)
    if fails := row.get("fails"):
        with back(fails["at"]):
            refuse_kick_off(actor=host if fails["side"] == "host" else team, kick_off=kick_off, side=fails["side"], reason=fails["reason"])
        return
    with at(when(row["agreed_at"]) - timedelta(hours=1)):
        kick_off = agree_kick_off(actor=team, kick_off=kick_off, side="team", seen_at=kick_off.goals_at)
    with back(row["agreed_at"]):
        agree_kick_off(actor=host, kick_off=kick_off, side="host", seen_at=kick_off.goals_at)
