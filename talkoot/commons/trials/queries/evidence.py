"""Results of feedback as plain data: what a result page keeps of them. Nothing from fewer than five answers is in it."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.feedback import feedback_rounds_of
from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.tools.questionnaires.queries.results import Line, results_of


def evidence_of(trial: Trial) -> list[dict[str, Any]]:
    """One entry for each round that has anything to show: {side, moment, title, count, lines}; a line is {text, row, kind, count,
    mean, bars: [{label, count, share}]}. Texts are {language: text}. Two queries for each round.
    """
    return [entry for feedback in feedback_rounds_of(trial) if (entry := entry_of(feedback)) is not None]


def entry_of(feedback: FeedbackRound) -> dict[str, Any] | None:
    round = feedback.round
    results = results_of(round) if round is not None else None
    if round is None or results is None or results.is_hidden:
        return None
    return {
        "side": feedback.side,
        "moment": feedback.moment,
        "title": dict(Words(round.title)),
        "count": results.count,
        "lines": [plain_line(line) for line in results.lines if line.is_shown],
    }


def plain_line(line: Line) -> dict[str, Any]:
    return {
        "text": dict(line.text),
        "row": dict(line.row) if line.row else {},
        "kind": line.kind,
        "count": line.count,
        "mean": None if line.mean is None else round(line.mean, 2),
        "bars": [{"label": in_languages(bar.label), "count": bar.count, "share": round(bar.share, 4)} for bar in line.bars],
    }


def in_languages(label: str | Promise | Words) -> dict[str, str]:
    """The label in each language of the installation; one that has no translation as it is, in all."""
    if isinstance(label, dict):
        return dict(label)
    spoken = {}
    for code in language_codes():
        with translation.override(code):
            spoken[code] = str(label)
    return spoken
