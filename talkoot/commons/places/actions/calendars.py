"""Links to one's own calendar: calendar programs cannot sign in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.places.content.booking_links import new_seed
from talkoot.commons.places.models.booking import CalendarKey
from talkoot.commons.places.permissions import OWN_CALENDAR
from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Forbidden


@action("places.renew_calendar", permission=OWN_CALENDAR, label=gettext_lazy("Made a new link to a calendar of bookings"))
def renew_calendar(*, actor: Actor, organisation: Organisation | None = None) -> CalendarKey:
    """A link for the person, or for an organisation for which she acts. The link that was given before ends."""
    if not isinstance(actor, Person) or (organisation is not None and organisation.pk not in organisation_ids_of(actor)):
        raise Forbidden(_("You do not act for this organisation."), mend=_("Ask one of its people."))
    key, _made = CalendarKey.objects.update_or_create(
        person=None if organisation else actor, organisation=organisation, defaults={"seed": new_seed()}
    )
    return key
