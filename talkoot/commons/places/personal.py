"""What places hold of people: who does what for a place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.models.place import Place, PlaceRole, SteeringMember
from talkoot.kernel.people.personal import ANONYMISE, DELETE, PUBLIC_TASK, Retention, declare_personal, not_personal

# --- The place itself, needs, intakes, lessons ---

not_personal(Place, "contact_email", reason="A shared address of a role; the form asks for such.")

declare_personal(
    PlaceRole,
    fields={"person": _("The place is worked by you: proposals, needs and bookings come to you."), "named_at": _("Since when.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as you have the part.")),
    person_lookup="person",
    erase=DELETE,
)
declare_personal(
    SteeringMember,
    fields={"person": _("You read the reports of the place as a member of its steering group. Readers see the title of the seat only.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as you have the seat.")),
    person_lookup="person",
    erase=ANONYMISE,
)

# --- Facilities and bookings ---
