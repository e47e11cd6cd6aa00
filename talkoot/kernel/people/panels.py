"""What of this app waits in somebody's queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.queries import open_join_requests
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import WaitingItem, waiting

ANSWERED_WITHIN = timedelta(days=7)
MOST_SHOWN = 50


@waiting
def requests_to_join(person: Any) -> Iterable[WaitingItem]:
    """Coordinators see all, contact persons those to their own organisations."""
    asked = open_join_requests()
    if not allowed(person, "people.add_member"):
        asked = asked.filter(Exists(Membership.objects.filter(organisation=OuterRef("organisation"), person=person, is_contact=True)))
    return [
        WaitingItem(
            title=str(_("%(person)s asks to act for %(organisation)s") % {"person": request.person, "organisation": request.organisation}),
            kind=_("Request to join"),
            url=reverse("people:organisation", args=[request.organisation_id]),
            promised_at=request.asked_at + ANSWERED_WITHIN,
            text=request.message,
            who=request.person.email,
            template_name="people/answer_in_queue.html",
            context={"asked": request},
        )
        for request in asked[:MOST_SHOWN]
    ]
