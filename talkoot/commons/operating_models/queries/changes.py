"""Differences laid out for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.operating_models.content.comparison import (
    CHANGED_HERE,
    CHANGED_THERE,
    NEW_HERE,
    NEW_THERE,
    REMOVED_HERE,
    REMOVED_THERE,
    UNCHANGED,
    Change,
    Comparison,
    differences,
    statuses,
)
from talkoot.commons.operating_models.content.kinds import Kind
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.kernel.i18n.words import Words


@dataclass(frozen=True)
class ShownChange:
    """One part with what changed in it. there, here: against the base; between: from mine to theirs."""

    key: str
    kind: Kind
    title: Words
    status: str
    label: str | Promise
    is_conflict: bool
    there: list[Change]
    here: list[Change]
    between: list[Change]
    seen_hash: str
    may_edit: bool


def shown_changes(comparisons: Iterable[Comparison], *, side: str = "both") -> list[ShownChange]:
    """side "mine" leaves out what changed there."""
    return [shown_change(comparison, side) for comparison in comparisons]


def shown_change(comparison: Comparison, side: str) -> ShownChange:
    base, theirs, mine = comparison.base, comparison.theirs, comparison.mine
    conflict = comparison.is_conflict
    return ShownChange(
        key=comparison.key,
        kind=comparison.shown.of_kind,
        title=Words(comparison.shown.title),
        status=comparison.status,
        label=comparison.label,
        is_conflict=conflict,
        # A part of which no base is known is compared with mine.
        there=[] if side == "mine" else differences(base or mine, theirs),
        here=differences(base, mine) if side == "mine" or conflict else [],
        between=differences(mine, theirs) if conflict and theirs and mine else [],
        seen_hash=theirs.content_hash if theirs else "",
        may_edit=mine is not None or theirs is not None,
    )


def changes_between(before: Sequence[PartContent], after: Sequence[PartContent]) -> list[ShownChange]:
    """What a version changed against an earlier one: the earlier is the base and mine, the later theirs."""
    bases: dict[str, Any] = {part.content_hash: part for part in before}
    compared = statuses(after, [(part, part.content_hash) for part in before], bases, {})
    changes = shown_changes(comparison for comparison in compared if comparison.status != UNCHANGED)
    return [replace(change, label=WITHOUT_SIDES[change.status]) for change in changes]


def changes_made(comparisons: Iterable[Comparison]) -> list[ShownChange]:
    """What one side made of what it took."""
    changes = shown_changes((c for c in comparisons if c.status != UNCHANGED), side="mine")
    return [replace(change, label=WITHOUT_SIDES[change.status]) for change in changes]


WITHOUT_SIDES: dict[str, str | Promise] = {
    CHANGED_THERE: pgettext_lazy("of a part", "Changed"),
    CHANGED_HERE: pgettext_lazy("of a part", "Changed"),
    NEW_THERE: _("New"),
    NEW_HERE: _("New"),
    REMOVED_THERE: _("Removed"),
    REMOVED_HERE: _("Left out"),
}
