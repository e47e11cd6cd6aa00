"""What places hold of people: who does what for a place, who proposed something to it, who booked a time."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.commons.places.content.facility_kinds import CONTACT_KEPT_DAYS
from talkoot.commons.places.models.booking import Booking, CalendarKey, Series
from talkoot.commons.places.models.facility import Facility, FacilityPart
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.lessons import HandOver
from talkoot.commons.places.models.needs import NeedSupport, PlaceNeed
from talkoot.commons.places.models.place import Place, PlaceRole, SteeringMember
from talkoot.kernel.people.personal import ANONYMISE, DELETE, KEEP, PUBLIC_TASK, Retention, declare_personal, not_personal

# --- The place itself, needs, intakes, lessons ---

not_personal(Place, "contact_email", reason="A shared address of a role; the form asks for such.")
not_personal(Place, "name", reason="A service centre, a district.")
not_personal(Intake, "organisation_name", reason="A company, an association or a school.")

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
declare_personal(
    PlaceNeed,
    fields={
        "raised_by": _("Staff who raise a need are told what comes of it. Customers raise theirs without a name."),
        "read_by": _("It can be found out who let a need be published."),
        "answered_by": _("It can be found out who answered for the place. Readers see no name."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after it was raised; the need itself stays without names."), days=730, after="raised_at"),
    person_lookup=lambda person: Q(raised_by=person) | Q(read_by=person) | Q(answered_by=person),
    erase=ANONYMISE,
)
declare_personal(
    NeedSupport,
    fields={
        "person": _("You are counted once."),
        "browser_hash": _("A browser is counted once. It tells neither who you are nor what else you supported."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after it was given; it is counted after that too."), days=730, after="given_on"),
    person_lookup="person",
    erase=ANONYMISE,
)
declare_personal(
    Intake,
    fields={
        "contact_name": _("The place knows with whom it speaks."),
        "contact_email": _("The answer is sent there."),
        "person": _("You see your own proposal while you are signed in."),
        "decided_by": _("It can be found out who answered for the place."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the answer; the proposal and its answer stay without names."), days=730, after="decided_at"),
    person_lookup=lambda person: Q(person=person) | Q(decided_by=person) | (Q(contact_email__iexact=person.email) & ~Q(contact_email="")),
    erase=ANONYMISE,
)
declare_personal(
    HandOver,
    fields={"to_person": _("You take the place over for the new operator.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the place is kept.")),
    person_lookup="to_person",
    erase=KEEP,
)

# --- Facilities and bookings ---

declare_personal(
    Booking,
    fields={
        "organiser": _("The time is yours: you are told how it stands, and can cancel it."),
        "contact_name": _("The staff knows who comes."),
        "contact_email": _("You confirm and cancel by the link that is sent there. No account is needed."),
        "decided_by": _("It can be found out who answered for the place."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(
        _("Three months after the booking; that the time was used stays, without a name."), days=CONTACT_KEPT_DAYS, after="ends_at"
    ),
    person_lookup=lambda person: (
        Q(organiser=person) | Q(decided_by=person) | (Q(contact_email__iexact=person.email) & ~Q(contact_email=""))
    ),
    erase=ANONYMISE,
)
declare_personal(
    Series,
    fields={"made_by": _("You are told which days were booked.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("A year after it was made; the days stay without your name."), days=365, after="made_at"),
    person_lookup="made_by",
    erase=ANONYMISE,
)
declare_personal(
    CalendarKey,
    fields={"person": _("Your calendar program reads your bookings by a secret link.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Until you make a new link, or leave.")),
    person_lookup="person",
    erase=DELETE,
)
not_personal(Facility, "name", reason="A room, a stage, a hall.")
not_personal(FacilityPart, "name", reason="A part of a hall.")
