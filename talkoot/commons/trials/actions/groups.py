"""Groups, sessions, people on site, parties: what a side tells about its own part."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.trials.actions.planning import locked, refuse_unplannable
from talkoot.commons.trials.content.kinds import OVER, Side
from talkoot.commons.trials.models.plan import PlannedSession
from talkoot.commons.trials.models.trial import Group, OnSitePerson, Trial, TrialParty
from talkoot.commons.trials.permissions import COORDINATE, HOST, PARTNER, PLAN, may_name_contact
from talkoot.commons.trials.queries.people import people_of_party
from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden, Refusal


def refuse_over(trial: Trial) -> None:
    if trial.state in OVER:
        raise Refusal(_("The trial is over."), mend=_("Nothing of it changes any more."))


def label_taken() -> Refusal:
    return Refusal(_("The unit has a group with this name in the trial already."), mend=_("Choose another name."), field="label")


@action("trials.add_group", permission=HOST, of="trial", label=gettext_lazy("Added a group"))
def add_group(*, actor: Actor, trial: Trial, **fields: Any) -> Group:
    """A class or another group: label, headcount, ages, responsible adult. Without `unit` it is of the trial's own unit."""
    current = locked(trial)
    refuse_unplannable(current)
    try:
        with transaction.atomic():
            return Group.objects.create(trial=current, **({"unit": current.unit} | fields))
    except IntegrityError:
        raise label_taken() from None


@action("trials.change_group", permission=HOST, of="trial", label=gettext_lazy("Changed a group"))
def change_group(*, actor: Actor, trial: Trial, group: Group, **fields: Any) -> Group:
    refuse_unplannable(locked(trial))
    for name, value in fields.items():
        setattr(group, name, value)
    try:
        with transaction.atomic():
            group.save(update_fields=list(fields))
    except IntegrityError:
        raise label_taken() from None
    return group


@action("trials.remove_group", permission=HOST, of="trial", label=gettext_lazy("Removed a group"))
def remove_group(*, actor: Actor, trial: Trial, group: Group) -> None:
    """Only before the start: later its log and answers belong to it."""
    current = locked(trial)
    refuse_unplannable(current)
    if current.started_at is not None:
        raise Refusal(_("The group has taken part already."), mend=_("Amend the plan and tell in it that the group has left."))
    group.delete()


@action("trials.plan_session", permission=PLAN, of="trial", label=gettext_lazy("Planned a session"))
def plan_session(*, actor: Actor, trial: Trial, **fields: Any) -> PlannedSession:
    refuse_over(locked(trial))
    return PlannedSession.objects.create(trial=trial, **fields)


@action("trials.move_session", permission=PLAN, of="trial", label=gettext_lazy("Changed a session"))
def move_session(*, actor: Actor, trial: Trial, session: PlannedSession, **fields: Any) -> PlannedSession:
    refuse_over(locked(trial))
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(update_fields=list(fields))
    return session


@action("trials.remove_session", permission=PLAN, of="trial", label=gettext_lazy("Removed a session"))
def remove_session(*, actor: Actor, trial: Trial, session: PlannedSession) -> None:
    refuse_over(locked(trial))
    session.delete()


@action("trials.add_on_site", permission=PARTNER, of="trial", label=gettext_lazy("Named a person who comes on site"))
def add_on_site(
    *, actor: Actor, trial: Trial, name: str, task: str = "", statement_seen_on: date | None = None, no_statement_reason: str = ""
) -> OnSitePerson:
    """The partner states that it has seen the extract, and when. Nothing else of the extract is ever kept."""
    current = locked(trial)
    refuse_over(current)
    if statement_seen_on and statement_seen_on > timezone.localdate():
        raise Refusal(_("The day on which the extract was seen cannot be ahead."), field="statement_seen_on")
    if not statement_seen_on and not no_statement_reason:
        raise Refusal(
            _("Tell when the extract was seen, or why none is needed."),
            mend=_("The employer sees the extract; here only the day is written."),
            field="statement_seen_on",
        )
    try:
        with transaction.atomic():
            person = OnSitePerson.objects.create(
                trial=current, name=name, task=task, statement_seen_on=statement_seen_on, no_statement_reason=no_statement_reason
            )
    except IntegrityError:
        raise Refusal(_("This person is on the list already."), field="name") from None
    current.has_visitors = True
    current.save(update_fields=["has_visitors", "changed_at"])
    return person


@action("trials.remove_on_site", permission=PARTNER, of="trial", label=gettext_lazy("Removed a person who comes on site"))
def remove_on_site(*, actor: Actor, trial: Trial, person: OnSitePerson) -> Trial:
    """With the last one the question is open again: does anybody come?"""
    current = locked(trial)
    person.delete()
    if not OnSitePerson.objects.filter(trial=current).exists():
        current.has_visitors = None
        current.save(update_fields=["has_visitors", "changed_at"])
    return current


@action("trials.state_no_visitors", permission=PARTNER, of="trial", label=gettext_lazy("Stated that nobody comes on site"))
def state_no_visitors(*, actor: Actor, trial: Trial) -> Trial:
    current = locked(trial)
    refuse_over(current)
    if OnSitePerson.objects.filter(trial=current).exists():
        raise Refusal(_("People are listed who come on site."), mend=_("Remove them first."))
    current.has_visitors = False
    current.save(update_fields=["has_visitors", "changed_at"])
    return current


@action("trials.add_party", permission=COORDINATE, of="trial", label=gettext_lazy("Added a party"))
def add_party(
    *, actor: Actor, trial: Trial, unit: Unit | None = None, organisation: Organisation | None = None, contact: Any = None
) -> TrialParty:
    """A further unit as a host, or a further organisation as a partner."""
    current = locked(trial)
    refuse_over(current)
    try:
        with transaction.atomic():
            if unit is not None:
                return TrialParty.objects.create(
                    trial=current, side=Side.HOST, unit=unit, organisation_id=unit.organisation_id, contact=contact
                )
            if organisation is not None:
                return TrialParty.objects.create(trial=current, side=Side.PARTNER, organisation=organisation, contact=contact)
    except IntegrityError:
        raise Refusal(_("It is a party of the trial already.")) from None
    raise Refusal(_("Choose a unit or an organisation."), field="unit")


@action("trials.remove_party", permission=COORDINATE, of="trial", label=gettext_lazy("Removed a party"))
def remove_party(*, actor: Actor, trial: Trial, party: TrialParty) -> None:
    current = locked(trial)
    refuse_over(current)
    if party.unit_id == current.unit_id or (party.unit_id is None and party.organisation_id == current.organisation_id):
        raise Refusal(_("Without its unit and its partner there is no trial."), mend=_("Cancel the trial instead."))
    if Group.objects.filter(trial=current, unit=party.unit_id).exists():
        raise Refusal(_("Groups of the unit take part."), mend=_("Remove them first."))
    party.delete()


@action("trials.name_contact", permission=PLAN, of="trial", label=gettext_lazy("Named a contact"))
def name_contact(*, actor: Actor, trial: Trial, party: TrialParty, contact: Person | None) -> TrialParty:
    """Each side names its own contact, from its own people; the coordinator may do it for both. None: nobody is named."""
    refuse_over(locked(trial))
    current = TrialParty.objects.select_for_update().get(pk=party.pk, trial=trial)
    if not may_name_contact(actor, current):
        raise Forbidden(_("Each side names its own contact."), mend=_("Ask the other side, or the coordinator."))
    if contact is not None and not people_of_party(current).filter(pk=contact.pk).exists():
        raise Refusal(_("The contact is somebody of the unit or the organisation."), mend=_("Invite the person first."), field="contact")
    current.contact = contact
    current.save(update_fields=["contact"])
    return current
