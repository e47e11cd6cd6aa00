"""What of trials waits for people, and what is shown on others' pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from talkoot.commons.trials.permissions import DECIDE_REFERENCE
from talkoot.commons.trials.queries.references import open_applications, references_of_organisation
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import Panel, WaitingItem, panel, waiting

# --- References -----------------------------------------------------------------------------------------------------------

DECIDE_WITHIN_DAYS = 14
MOST_WAITING = 50
MOST_SHOWN = 20


@waiting
def references_to_decide(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, DECIDE_REFERENCE):
        return
    for application in open_applications()[:MOST_WAITING]:
        yield WaitingItem(
            title=str(application.product_version),
            kind=pgettext("co-created with", "Reference to decide on"),
            url=reverse("trials:trial_reference", args=[application.trial.slug]),
            promised_at=application.asked_at + timedelta(days=DECIDE_WITHIN_DAYS),
            text=_("The partner asks for a reference. See whether everything is in place, and decide."),
            who=application.trial.organisation.name,
        )


@panel(Organisation)
def references_shown(organisation: Organisation, person: Any) -> Panel | None:
    references = list(references_of_organisation(organisation)[:MOST_SHOWN])
    if not references:
        return None
    return Panel(
        title=pgettext_lazy("co-created with", "References"),
        template_name="trials/references_panel.html",
        context={"references": references},
        order=60,
    )
