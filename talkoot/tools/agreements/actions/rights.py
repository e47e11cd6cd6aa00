"""Giving and ending rights to sign."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import is_member_of, people_known_here
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.models.signing import SigningRight
from talkoot.tools.agreements.models.template import AgreementTemplate
from talkoot.tools.agreements.permissions import GIVE_RIGHT


@action("agreements.give_signing_right", permission=GIVE_RIGHT, of="organisation", label=gettext_lazy("Gave a right to sign"))
def give_signing_right(
    *,
    actor: Actor,
    person: Person,
    organisation: Organisation | None,
    what_for: str,
    basis: str,
    valid_from: date,
    valid_until: date | None = None,
    template: AgreementTemplate | None = None,
) -> SigningRight:
    """organisation None: the right to sign for the municipality, given by an administrator, never to herself."""
    if organisation is None:
        if getattr(actor, "pk", None) == person.pk:
            raise Refusal(
                _("Nobody gives herself the right to sign for the municipality."), mend=_("Ask another administrator."), field="person"
            )
        if not people_known_here().filter(pk=person.pk).exists():
            raise Refusal(_("This person has no role in the municipality."), mend=_("Invite the person to a role first."), field="person")
    elif not is_member_of(person, organisation):
        raise Refusal(
            _("This person does not act for the organisation."), mend=_("Invite the person to the organisation first."), field="person"
        )
    if valid_until is not None and valid_until < valid_from:
        raise Refusal(_("The end must not be before the start."), mend=_("Change the dates."), field="valid_until")
    return SigningRight.objects.create(
        person=person,
        organisation=organisation,
        template=template,
        what_for=what_for.replace("\0", "").strip()[:300],
        basis=basis.replace("\0", "").strip()[:300],
        valid_from=valid_from,
        valid_until=valid_until,
        granted_by_id=getattr(actor, "pk", None),
    )


@action("agreements.end_signing_right", permission=GIVE_RIGHT, of="right", label=gettext_lazy("Ended a right to sign"))
def end_signing_right(*, actor: Actor, right: SigningRight) -> SigningRight:
    """Ends at once; signatures given on it stay."""
    row = SigningRight.objects.select_for_update().get(pk=right.pk)
    if row.ended_at is not None:
        raise Refusal(_("The right has ended already."), mend=_("Reload the page."))
    row.ended_at, row.ended_by_id = timezone.now(), getattr(actor, "pk", None)
    row.save(update_fields=["ended_at", "ended_by"])
    return row
