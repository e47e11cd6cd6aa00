"""Reports of the team: writing, reading, replying."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from talkoot.activities.calls.actions.reports import reply_to_report, save_report, send_report
from talkoot.activities.calls.content.outcomes import ReportKind, ReportState
from talkoot.activities.calls.forms.kick_off import (
    ReplyForm,
    ReportForm,
)
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.report import Report
from talkoot.activities.calls.permissions import (
    READ_KICK_OFF,
    REPLY_TO_REPORT,
    WRITE_REPORT,
    kick_off_sides,
)
from talkoot.activities.calls.queries.reports import (
    questions_of,
    replies_of,
    report_of,
    sides_waited_for,
)
from talkoot.activities.calls.queries.telling import told
from talkoot.activities.calls.views.kick_offs import OfKickOff
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import FormPage


class OfReport(OfKickOff):
    @property
    def title(self) -> Any:
        return ReportKind(self.kwargs["kind"]).label

    def fetch(self) -> KickOff | None:
        if self.kwargs["kind"] not in ReportKind.values:
            raise Http404
        kick_off = super().fetch()
        if kick_off is not None and kick_off.trial is None:
            raise Http404
        return kick_off


class ReportPage(OfReport, FormPage):
    """The report as it was sent, with both sides' replies; the form of whoever has still to reply."""

    permission = READ_KICK_OFF
    template_name = "calls/report.html"
    done_message = gettext_lazy("Your reply is noted.")
    submit_label = pgettext_lazy("report", "Send your reply")
    form_class = ReplyForm

    def report(self) -> Report:
        if not hasattr(self, "_report"):
            found = report_of(self.thing, self.kwargs["kind"])
            # What has never been sent is the team's own draft.
            if found is None or found.number == 0:
                raise Http404
            self._report = found
        return self._report

    def sides(self) -> frozenset[str]:
        """Sides that still owe a reply and for which the person speaks."""
        report = self.report()
        mine = kick_off_sides(self.person, self.thing)
        if report.state != ReportState.SENT or mine & {"team", "partners"}:
            return frozenset()
        return frozenset(side for side in sides_waited_for(report) if side in mine)

    def form_kwargs(self) -> dict[str, Any]:
        return {"sides": self.sides(), "initial": {"number": self.report().number}}

    def context(self) -> dict[str, Any]:
        report, sides = self.report(), self.sides()
        is_team = bool(kick_off_sides(self.person, self.thing) & {"team", "partners"})
        return super().context() | {
            "kick_off": self.thing,
            "report": report,
            "told": told(report.version.content, report.answers),
            "replies": replies_of(report),
            "waited_for": sides_waited_for(report) if report.state == ReportState.SENT else [],
            "may_reply": bool(sides),
            "may_mend": is_team and report.state == ReportState.RETURNED,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not allowed(self.person, REPLY_TO_REPORT, self.thing):
            raise Http404
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        data = form.cleaned_data
        return reply_to_report(
            actor=self.person,
            report=self.report(),
            side=data["side"],
            number=data["number"],
            is_approved=data["verdict"] == "approve",
            reason=data["reason"],
        )

    def done_url(self, result: Any) -> str:
        return reverse("calls:report", args=[self.thing.pk, self.kwargs["kind"]])


class ReportWrite(OfReport, FormPage):
    """Saved as often as one likes, sent once it is whole."""

    permission = WRITE_REPORT
    template_name = "calls/report_write.html"
    lead = gettext_lazy("The host unit and the trial manager read and approve it; what hangs on it is paid after that.")
    form_class = ReportForm

    def report(self) -> Report | None:
        return report_of(self.thing, self.kwargs["kind"])

    def is_draft(self) -> bool:
        return "save" in self.request.POST

    def form_kwargs(self) -> dict[str, Any]:
        report = self.report()
        trial = self.thing.trial
        version = report.version if report is not None else questions_of(trial, self.kwargs["kind"]) if trial is not None else None
        if version is None or (report is not None and report.state not in (ReportState.DRAFT, ReportState.RETURNED)):
            raise Http404
        return {"version": version, "answers": report.answers if report is not None else {}, "is_draft": self.is_draft()}

    def context(self) -> dict[str, Any]:
        report = self.report()
        returned = replies_of(report).filter(number=report.number, is_approved=False).first() if report is not None else None
        return super().context() | {"kick_off": self.thing, "report": report, "returned": returned}

    def act(self, form: Any) -> Any:
        given = {"kick_off": self.thing, "kind": self.kwargs["kind"], "answers": form.answers, "language": get_language() or ""}
        if self.is_draft():
            return save_report(actor=self.person, **given)
        return send_report(actor=self.person, **given)

    def done_url(self, result: Any) -> str:
        page = "report_write" if self.is_draft() else "report"
        return reverse(f"calls:{page}", args=[self.thing.pk, self.kwargs["kind"]])
