"""Who does what for a place, and handing it over when the operator changes."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.actions.places import changed_on_page, locked
from talkoot.commons.places.content.handing_over import CHECKLIST
from talkoot.commons.places.content.kinds import Part
from talkoot.commons.places.models.lessons import HandOver
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import NAME_PEOPLE, OPERATE
from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("places.name_person", permission=OPERATE, of="place", label=_("Gave a person a part in the place"))
def name_person(*, actor: Actor, place: Place, person: Person, part: str) -> PlaceRole:
    """Staff and steering group are named by the operator, an operator by a coordinator (name_operator). Twice is once."""
    if part not in (Part.HOST, Part.STEERING):
        raise Refusal(_("Choose staff or steering group."), mend=_("A coordinator of the municipality names the operator."), field="part")
    role, _is_new = PlaceRole.objects.get_or_create(place=place, person=person, part=part)
    return role


@action("places.end_part", permission=OPERATE, of="role", label=_("Ended a person's part in the place"))
def end_part(*, actor: Actor, role: PlaceRole) -> None:
    """The last operator stays until another one is named: a place without one answers nobody."""
    place = locked(role.place)
    operators = PlaceRole.objects.filter(place=place, part=Part.OPERATOR)
    if role.part == Part.OPERATOR and not operators.exclude(pk=role.pk).exists():
        raise Refusal(_("This is the only operator of the place."), mend=_("Name another operator first."))
    PlaceRole.objects.filter(pk=role.pk).delete()


@action("places.name_operator", permission=NAME_PEOPLE, of="place", label=_("Named the operator of the place"))
def name_operator(*, actor: Actor, place: Place, person: Person, organisation: Organisation | None = None) -> Place:
    """The person works the place from now on. `organisation`: for which she does it; it becomes the operator that readers see."""
    current = locked(place)
    PlaceRole.objects.get_or_create(place=current, person=person, part=Part.OPERATOR)
    if organisation is not None and current.operator_id != organisation.pk:
        current.operator = organisation
        current.save(update_fields=["operator", "changed_at"])
        changed_on_page(current)
    return current


# --- Handing over ---


@action("places.begin_hand_over", permission=NAME_PEOPLE, of="place", label=_("Began to hand the place over"))
def begin_hand_over(*, actor: Actor, place: Place, to_operator: Organisation, to_person: Person) -> HandOver:
    """The new operator's person may look at everything at once; the old operator works on until finish_hand_over()."""
    current = locked(place)
    if current.operator_id == to_operator.pk:
        raise Refusal(_("This organisation operates the place already."), mend=_("Choose the new operator."), field="to_operator")
    try:
        with transaction.atomic():
            made = HandOver.objects.create(
                place=current, from_operator_id=current.operator_id, to_operator=to_operator, to_person=to_person
            )
    except IntegrityError:
        raise Refusal(_("The place is being handed over already."), mend=_("Finish that first.")) from None
    PlaceRole.objects.get_or_create(place=current, person=to_person, part=Part.OPERATOR)
    return made


def open_row(hand_over: HandOver) -> HandOver:
    current = HandOver.objects.select_for_update(of=("self",)).select_related("place").get(pk=hand_over.pk)
    if current.finished_at:
        raise Refusal(_("The place has been handed over already."), mend=_("Reload the page to see where it stands now."))
    return current


@action("places.tick_hand_over", permission=OPERATE, of="hand_over", label=_("Ticked what has been handed over"))
def tick_hand_over(*, actor: Actor, hand_over: HandOver, done: list[str]) -> HandOver:
    """`done`: keys of the checklist that are done now; those not named are open again."""
    current = open_row(hand_over)
    today = timezone.localdate().isoformat()
    current.done = {key: current.done.get(key, today) for key in CHECKLIST if key in done}
    current.save(update_fields=["done"])
    return current


@action("places.note_package", permission=OPERATE, of="hand_over", label=_("Took the package of the hand-over"))
def note_package(*, actor: Actor, hand_over: HandOver, digest: str) -> HandOver:
    """The package was taken; its hash tells later whether a copy is the one."""
    current = open_row(hand_over)
    current.package_hash = digest
    current.save(update_fields=["package_hash"])
    return current


@action("places.finish_hand_over", permission=NAME_PEOPLE, of="hand_over", label=_("Handed the place over"))
def finish_hand_over(*, actor: Actor, hand_over: HandOver) -> Place:
    """Everything on the list is done: the new operator is told to readers, the old operator's people have no part any more."""
    current = open_row(hand_over)
    missing = [str(sentence) for key, sentence in CHECKLIST.items() if key not in current.done]
    if missing:
        raise Refusal(_("Not everything on the list is done: %(first)s") % {"first": missing[0]}, mend=_("Tick it when it is done."))
    place: Any = locked(current.place)
    place.operator_id = current.to_operator_id
    place.save(update_fields=["operator", "changed_at"])
    PlaceRole.objects.filter(place=place, part=Part.OPERATOR).exclude(person=current.to_person_id).delete()
    current.finished_at = timezone.now()
    current.save(update_fields=["finished_at"])
    # Read again: the name of the new operator goes into the version.
    return changed_on_page(locked(place))
