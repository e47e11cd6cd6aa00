"""The list of what is handed over when the operator of a place changes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Key: as stored in HandOver.done. All must be ticked before the place changes hands.
CHECKLIST = {
    "package": _("The package has been taken and looked through: record, terms, needs, proposals, lessons."),
    "intakes": _("Every open proposal has been told to its sender, or the new operator has taken it over."),
    "bookings": _("Bookings ahead have been gone through, and organisers know whom to call."),
    "agreements": _("Agreements and their ends are known to the new operator."),
    "people": _("The staff of the place and the steering group have been told."),
    "keys": _("Keys, accounts and equipment have been handed over and signed for."),
    "contact": _("The contact and its address on the place's page are those of the new operator."),
}
