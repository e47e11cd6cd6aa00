"""Rounds open and close when their time comes."""

from __future__ import annotations

from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.actions.rounds import begin_round, close_round
from talkoot.tools.questionnaires.content.kinds import State
from talkoot.tools.questionnaires.queries.rounds import rounds_past_their_time


@job(cron="*/5 * * * *")
def open_and_close_rounds() -> None:
    """Every five minutes in every municipality. Running twice changes nothing."""
    for round in rounds_past_their_time():
        try:
            step = begin_round if round.state == State.PLANNED else close_round
            step(actor=SYSTEM, round=round)
        except Refusal:
            # Somebody closed it a moment ago, or its end has passed before it opened.
            continue
