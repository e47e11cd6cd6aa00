"""After the deadline: what was sent in, and the formal check of each."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.actions.eligibility import check_eligibility, tell_eligibility
from talkoot.activities.calls.content.states import Part
from talkoot.activities.calls.forms.work import EligibilityForm
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.permissions import CHECK_ELIGIBILITY, COORDINATE
from talkoot.activities.calls.queries.applications import checks_of_call, eligibility_of, submitted_applications, suggested_points
from talkoot.activities.calls.queries.calls import is_past_deadline, part_in_use, version_in_use
from talkoot.activities.calls.slots import ELIGIBILITY_CHECKLIST
from talkoot.activities.calls.views.reading import OnCall
from talkoot.activities.calls.views.team import OnApplication
from talkoot.kernel.ui.pages import ActPage, FormPage

MOST_SHOWN = 500


class CallApplications(OnCall):
    """Sealed until the deadline: not even their number is told. Afterwards each with its check."""

    permission = COORDINATE
    template_name = "calls/applications.html"
    title = gettext_lazy("Applications")

    def context(self) -> dict[str, Any]:
        call = self.thing
        rows = list(submitted_applications(call)[:MOST_SHOWN])
        checks = checks_of_call(call)
        listed = [{"application": row, "checked": checks.get(row.pk)} for row in rows]
        done = sum(1 for row in rows if row.pk in checks)
        return super().context() | {
            "call": call,
            "is_past": is_past_deadline(call),
            "rows": listed,
            "count": len(rows),
            "checked_count": done,
            "admissible_count": sum(1 for checked in checks.values() if checked.is_admissible),
            "next": next((row["application"] for row in listed if row["checked"] is None), None),
        }


class ApplicationCheck(OnApplication, FormPage):
    permission = CHECK_ELIGIBILITY
    template_name = "calls/check.html"
    title = gettext_lazy("Check the eligibility")
    lead = gettext_lazy("The same points for everybody. A point that does not hold needs a reason, which the applicant reads.")
    submit_label = gettext_lazy("Save the check")
    form_class = EligibilityForm

    def fetch(self) -> Application:
        application = super().fetch()
        # Before the deadline there is nothing to check, also for who reads it as an applicant.
        return get_object_or_404(submitted_applications(application.call), pk=application.pk)

    def form_kwargs(self) -> dict[str, Any]:
        part = part_in_use(version_in_use(), ELIGIBILITY_CHECKLIST)
        before = eligibility_of(self.thing)
        return {
            "items": part.data["items"] if part is not None else [],
            "points": before.points if before is not None else suggested_points(self.thing),
            "reasons": before.reasons if before is not None else {},
            "is_change": before is not None,
        }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.note(Part.CORE)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        return super().context() | {"application": self.thing, "call": self.thing.call}

    def act(self, form: Any) -> Any:
        return check_eligibility(actor=self.person, application=self.thing, **form.values())

    def done_url(self, result: Any) -> str:
        return reverse("calls:applications", args=[self.thing.call.slug])

    def cancel_url(self) -> str:
        return self.back()


class ApplicationTell(OnApplication, ActPage):
    permission = CHECK_ELIGIBILITY
    done_message = gettext_lazy("The applicant has been told.")

    def act(self) -> Any:
        return tell_eligibility(actor=self.person, application=self.thing)

    def done_url(self, result: Any) -> str:
        return self.back()
