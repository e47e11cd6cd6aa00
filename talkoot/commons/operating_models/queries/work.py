"""What the workbench shows: the parts with their state, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talkoot.commons.operating_models.content.checks import Problem, missing_texts, problems_of
from talkoot.commons.operating_models.content.kinds import KINDS, Kind
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import Version
from talkoot.commons.operating_models.queries.models import parts_of, published_version, working_version
from talkoot.commons.operating_models.slots import slots_refusal
from talkoot.kernel.refusals import Refusal

NEW, CHANGED, SAME = "new", "changed", "same"
LABELS = {NEW: _("New"), CHANGED: pgettext_lazy("of a part", "Changed"), SAME: ""}


@dataclass(frozen=True)
class WorkPart:
    """A part on the workbench. state: against the published version. missing: {language: how many texts}."""

    part: Part
    state: str
    missing: dict[str, int]
    problems: list[Problem]
    is_first: bool
    is_last: bool

    @property
    def state_label(self) -> str | Promise:
        return LABELS[self.state]  # type: ignore[return-value]


@dataclass(frozen=True)
class Work:
    version: Version
    kinds: list[tuple[Kind, list[WorkPart]]]
    problems: list[tuple[str, Problem]]
    slots: Refusal | None
    missing: dict[str, int]
    changed_count: int

    @property
    def is_ready(self) -> bool:
        return not self.problems and self.slots is None


def work_of(model: OperatingModel, languages: Sequence[str]) -> Work:
    """The draft, or the published version when no draft is open. Four queries."""
    version = working_version(model)
    parts = parts_of(version)
    published = published_version(model) if version.is_draft else None
    before = dict(Part.objects.filter(version=published).values_list("key", "content_hash")) if published else {}
    problems = problems_of([part.content for part in parts])
    titles = {part.key: str(part.title) or part.key for part in parts}
    grouped: list[tuple[Kind, list[WorkPart]]] = []
    missing: dict[str, int] = {}
    changed = 0
    for kind in KINDS.values():
        line = [part for part in parts if part.kind == kind.name]
        shown = []
        for n, part in enumerate(line):
            lacking = missing_texts(part.content, languages)
            for code, count in lacking.items():
                missing[code] = missing.get(code, 0) + count
            state = SAME if not published or before.get(part.key) == part.content_hash else CHANGED if part.key in before else NEW
            changed += state != SAME
            own_problems = [problem for problem in problems if problem.key == part.key]
            shown.append(WorkPart(part, state, lacking, own_problems, n == 0, n == len(line) - 1))
        if shown:
            grouped.append((kind, shown))
    changed += len(set(before) - set(titles))
    return Work(
        version,
        grouped,
        [(titles.get(problem.key, problem.key), problem) for problem in problems],
        slots_refusal([part.content for part in parts]),
        missing,
        changed,
    )
