"""Slots: what an activity needs from a model that is made for it. Activities declare theirs; this app knows none of them.

    declare_slots("marketplace", [                          # in marketplace/apps.py or permissions.py, at start
        Slot("agreement", "agreement_template", label=_("The agreement")),
        Slot("feedback-teacher", "questionnaire", label=_("The teacher's feedback"), inner_keys=("overall",)),
    ])

A model that names the activity (about.data["activities"]) is published and adopted only when its parts fill the slots:
a part with the slot's key and kind, and in its lists the inner keys that the activity reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.content.kinds import ABOUT, ADDABLE_KINDS
from talkoot.commons.operating_models.content.parts import PartContent
from talkoot.kernel.refusals import Refusal

SLOTS: dict[str, tuple[Slot, ...]] = {}


@dataclass(frozen=True)
class Slot:
    """key: of the part that fills it. inner_keys: of questions, clauses or items that the activity reads by name."""

    key: str
    kind: str
    label: str | Promise
    is_required: bool = True
    inner_keys: tuple[str, ...] = ()


def declare_slots(activity: str, slots: Sequence[Slot]) -> None:
    """Raises ValueError for an unknown kind of part and for a second declaration."""
    if activity in SLOTS:
        raise ValueError(f"The slots of {activity} are declared twice.")
    if unknown := {slot.kind for slot in slots} - set(ADDABLE_KINDS):
        raise ValueError(f"Unknown kinds of part: {sorted(unknown)}")
    SLOTS[activity] = tuple(slots)


def empty_slots(parts: Iterable[PartContent]) -> list[tuple[Slot, list[str]]]:
    """Slots of the activities the model names which are not filled, each with the inner keys that are missing."""
    by_key = {part.key: part for part in parts}
    about = by_key.get(ABOUT)
    activities = (about.data.get("activities") or []) if about else []
    found = []  # type: ignore[var-annotated]
    for slot in (slot for activity in activities for slot in SLOTS.get(activity, ())):
        part = by_key.get(slot.key)
        if part is None or part.kind != slot.kind:
            if slot.is_required:
                found.append((slot, []))
            continue
        present = {item.get("key") for field in part.of_kind.lists for item in part.data.get(field.name) or ()}
        if missing := [key for key in slot.inner_keys if key not in present]:
            found.append((slot, missing))
    return found


def slots_refusal(parts: Iterable[PartContent]) -> Refusal | None:
    """Why a model with these parts cannot be used by the activities it names; None when it can."""
    empty = empty_slots(parts)
    if not empty:
        return None
    missing = "; ".join(f"{slot.label} ({', '.join(keys)})" if keys else str(slot.label) for slot, keys in empty)
    return Refusal(
        _("The model lacks what its activities need: %(missing)s.") % {"missing": missing},
        mend=_("Add the parts, or take the activity away from the facts about the model."),
    )
