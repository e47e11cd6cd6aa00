"""Which numbers may be shown so that no answer of fewer than five people can be read or computed from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkoot.tools.questionnaires.content.kinds import FEWEST


def shown_count(count: int, *, is_open: bool) -> int:
    """Of how many answers, in order of arrival, the results are made.

    While a round is open they move in whole steps of five and hold back at least the last five, so that neither two looks
    at an open round nor the last look and the closed round differ by fewer than five people. 0: nothing is shown.
    """
    if count < FEWEST:
        return 0
    return (count - FEWEST) // FEWEST * FEWEST if is_open else count


def hidden_parts(counts: Mapping[Any, int]) -> frozenset[Any]:
    """Parts of a split that stay hidden: those under five, and so many of the next smallest that what is hidden is at least two
    parts and five people. Otherwise the total minus the shown parts would tell (complementary suppression)."""
    hidden = {part for part, count in counts.items() if count < FEWEST}
    if not hidden:
        return frozenset()
    rest = sorted((part for part in counts if part not in hidden), key=lambda part: (counts[part], str(part)))
    while rest and (len(hidden) < 2 or sum(counts[part] for part in hidden) < FEWEST):
        hidden.add(rest.pop(0))
    return frozenset(hidden)
