"""Who may do what. Indicators of a subject follow what the app of the subject says with `keep()`; free-standing ones the roles.

keep("trials.trial", read=…, write=…, visible=…)      # in trials/permissions.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.measures.models import Indicator, Reading, subject_of

SubjectRule = Callable[[Any, Any], Refusal | None]


@dataclass(frozen=True)
class Keeper:
    read: SubjectRule
    write: SubjectRule
    record: SubjectRule
    visible: Callable[[Any], QuerySet[Any]] | None


KEEPERS: dict[str, Keeper] = {}


def keep(
    kind: str,
    *,
    read: SubjectRule,
    write: SubjectRule,
    record: SubjectRule | None = None,
    visible: Callable[[Any], QuerySet[Any]] | None = None,
) -> None:
    """Register who may what with the indicators of subjects of this kind. A second keeper of a kind raises ValueError.

    write: set and lock indicators. record: write down readings (default: as write). visible: person -> the subjects for which
    `read` lets her through, for lists; without it lists show them to the municipality's readers only.
    """
    if kind in KEEPERS:
        raise ValueError(f"{kind} has two keepers.")
    KEEPERS[kind] = Keeper(read, write, record or write, visible)


def roles_here(person: Any) -> frozenset[str]:
    return roles_of(person, municipality_in_force()) if person is not None else frozenset()


def by_subject(right: str, role: str) -> SubjectRule:
    """The keeper's rule for indicators of a kept subject; holders of the role for all others."""

    def rule(person: Any, thing: Any) -> Refusal | None:
        indicator = thing.indicator if isinstance(thing, Reading) else thing
        subject = subject_of(indicator) if isinstance(indicator, Indicator) else indicator
        keeper = KEEPERS.get(subject._meta.label_lower) if subject is not None else None
        if keeper is not None:
            keepers_rule: SubjectRule = getattr(keeper, right)
            return keepers_rule(person, subject)
        if role in roles_here(person):
            return None
        return Forbidden(_("Your role does not allow this here."), mend=_("Ask a coordinator of the municipality."))

    return rule


LIST = permit("measures.list", to=[READER])
READ = permit("measures.read", to=SIGNED_IN, rule=by_subject("read", READER.code))
WRITE = permit("measures.write", to=SIGNED_IN, rule=by_subject("write", COORDINATOR.code))
RECORD = permit("measures.record", to=SIGNED_IN, rule=by_subject("record", COORDINATOR.code))
