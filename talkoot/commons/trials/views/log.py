"""The log from a phone, incidents, changes and the mid review."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from talkoot.commons.trials.actions.changes import hold_review, propose_change, reply_to_change
from talkoot.commons.trials.actions.log import report_incident, resolve_incident, write_log
from talkoot.commons.trials.content.kinds import PLAN_SIDES
from talkoot.commons.trials.content.running import ReviewOutcome
from talkoot.commons.trials.forms.running import ChangeForm, IncidentForm, LogForm, ReplyForm, ResolveForm, ReviewForm
from talkoot.commons.trials.models.log import ChangeNote, Incident, LogEntry
from talkoot.commons.trials.permissions import CHANGE, LOG, READ, REPLY_TO_CHANGE, RESOLVE_INCIDENT, REVIEW, sides_of
from talkoot.commons.trials.queries.log import log_of, newest_entry_by, replies_to
from talkoot.commons.trials.queries.trials import inner_trials
from talkoot.commons.trials.views.inside import OfTrial, TrialForm
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort


class LogList(OfTrial, ListPage):
    permission = READ
    title = pgettext_lazy("trial", "Log")
    template_name = "ui/list_page.html"
    row_template = "trials/log_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("happened_on"), is_descending=True),)
    columns = (
        Column(pgettext_lazy("log", "Day"), lambda entry: entry.happened_on.isoformat()),
        Column(gettext_lazy("Group"), lambda entry: entry.group or ""),
        Column(gettext_lazy("How many took part"), lambda entry: entry.headcount),
        Column(gettext_lazy("Minutes used"), lambda entry: entry.minutes),
        Column(gettext_lazy("What was tried"), lambda entry: entry.tried),
        Column(gettext_lazy("What worked"), lambda entry: entry.worked),
        Column(gettext_lazy("What got in the way"), lambda entry: entry.blocking),
        Column(gettext_lazy("Ideas for changes"), lambda entry: entry.ideas),
    )

    def rows(self) -> Any:
        return log_of(self.trial)

    def primary_action(self) -> dict[str, Any] | None:
        if not allowed(self.person, LOG, self.trial):
            return None
        return {"label": _("Write the log"), "url": reverse("trials:log_add", args=[self.trial.slug])}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("Nothing has been logged yet"), "text": _("After each session a line: under a minute.")}


WRITTEN = ("once_key", "happened_on", "headcount", "minutes", "tried", "worked", "blocking", "ideas")


class LogAdd(TrialForm):
    permission = LOG
    template_name = "trials/log_form.html"
    title = gettext_lazy("Write the log")
    lead = gettext_lazy("One session. What stays the same is filled in already.")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved in the log.")
    form_class = LogForm

    def replaced(self) -> LogEntry | None:
        return None

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "trial": self.trial,
            "last": newest_entry_by(self.trial, self.person.pk if self.person else None),
            "replaces": self.replaced(),
        }

    def act(self, form: Any) -> Any:
        clean = form.cleaned_data
        language = get_language() or "fi"
        # Both or neither: an incident that is refused leaves no half of it.
        with transaction.atomic():
            entry = write_log(
                actor=self.person,
                trial=self.trial,
                language=language,
                replaces=self.replaced(),
                **{name: clean[name] for name in WRITTEN},
                group=clean.get("group"),
            )
            if clean.get("severity"):
                report_incident(
                    actor=self.person,
                    trial=self.trial,
                    happened_on=clean["happened_on"],
                    severity=clean["severity"],
                    text=clean["incident_text"],
                    language=language,
                    is_stopping=clean["is_stopping"],
                    entry=entry,
                )
        return entry


class LogMend(LogAdd):
    """Writes an entry that takes the place of a wrong one."""

    title = gettext_lazy("Mend an entry of the log")
    lead = gettext_lazy("The entry before stays in the history; the log shows this one.")

    def replaced(self) -> LogEntry | None:
        return get_object_or_404(log_of(self.trial), pk=self.kwargs["pk"])


class IncidentAdd(TrialForm):
    permission = LOG
    title = gettext_lazy("Report an incident")
    submit_label = gettext_lazy("Report it")
    done_message = gettext_lazy("Reported. The unit, the partner and the coordinator are told by e-mail.")
    form_class = IncidentForm

    def act(self, form: Any) -> Any:
        return report_incident(actor=self.person, trial=self.trial, language=get_language() or "fi", **form.cleaned_data)


class IncidentResolve(TrialForm):
    permission = RESOLVE_INCIDENT
    title = gettext_lazy("Deal with an incident")
    submit_label = gettext_lazy("Mended")
    done_message = gettext_lazy("The incident is dealt with.")
    form_class = ResolveForm
    thing: Incident

    def fetch(self) -> Incident:
        return get_object_or_404(
            Incident.objects.select_related("trial__unit", "trial__organisation", "trial__municipality").filter(
                trial__in=inner_trials(self.person), resolved_at=None
            ),
            pk=self.kwargs["pk"],
        )

    @property
    def lead(self) -> str:
        return self.thing.text

    def act(self, form: Any) -> Any:
        return resolve_incident(actor=self.person, incident=self.thing, resolution=form.cleaned_data["resolution"])


class ChangeAdd(TrialForm):
    permission = CHANGE
    title = gettext_lazy("Propose a change to the plan")
    lead = gettext_lazy("It counts when both sides have agreed. Your own side agrees by proposing.")
    submit_label = gettext_lazy("Propose")
    done_message = gettext_lazy("Proposed. The other side is told by e-mail.")
    form_class = ChangeForm

    def act(self, form: Any) -> Any:
        return propose_change(actor=self.person, trial=self.trial, language=get_language() or "fi", **form.cleaned_data)


class ChangePage(TrialForm):
    """A change with what each side says; whoever may reply does it here."""

    permission = READ
    template_name = "trials/change.html"
    submit_label = gettext_lazy("Send the reply")
    done_message = gettext_lazy("Your side has replied.")
    form_class = ReplyForm
    thing: ChangeNote

    def fetch(self) -> Any:
        trial = super().fetch()
        self.note: ChangeNote = get_object_or_404(
            ChangeNote.objects.select_related("proposed_by", "trial__municipality", "trial__unit").filter(trial=trial), pk=self.kwargs["pk"]
        )
        return trial

    @property
    def title(self) -> Any:
        return _("Change %(number)d to the plan") % {"number": self.note.number}

    def open_side(self) -> str:
        """The side for which the person may still reply, or ""."""
        if self.note.settled_at or not allowed(self.person, REPLY_TO_CHANGE, self.note):
            return ""
        replied = set(replies_to(self.note).values_list("side", flat=True))
        mine = sides_of(self.person, self.trial)
        return next((side.value for side in PLAN_SIDES if side in mine and side not in replied), "")

    def context(self) -> dict[str, Any]:
        return super().context() | {"note": self.note, "replies": replies_to(self.note), "may_reply": bool(self.open_side())}

    def act(self, form: Any) -> Any:
        side = self.open_side()
        if not side:
            raise Http404
        return reply_to_change(
            actor=self.person,
            note=self.note,
            side=side,
            is_agreed=form.cleaned_data["is_agreed"] == "yes",
            reason=form.cleaned_data["reason"],
        )


class ReviewAdd(TrialForm):
    permission = REVIEW
    title = gettext_lazy("Mid review")
    lead = gettext_lazy("Look at the log together with the partner: does it go on, with changes, or is it stopped?")
    submit_label = gettext_lazy("Save the review")
    done_message = gettext_lazy("The review is saved.")
    form_class = ReviewForm

    def act(self, form: Any) -> Any:
        return hold_review(actor=self.person, trial=self.trial, language=get_language() or "fi", **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        if result.outcome == ReviewOutcome.AMEND:
            return reverse("trials:change_add", args=[self.trial.slug])
        return self.back()
