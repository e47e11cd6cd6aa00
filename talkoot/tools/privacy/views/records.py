"""Retention, deletion and consent: the lists, and the records of one subject."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.tools.privacy.actions.deletion import certify_deletion, change_clock, count_consents, start_clock
from talkoot.tools.privacy.forms.deletion import CertificateForm, ClockFilter, ClockForm, ConsentForm
from talkoot.tools.privacy.models.deletion import RetentionClock
from talkoot.tools.privacy.permissions import (
    CERTIFY,
    COUNT,
    KEEP_CLOCK,
    READ_ASSESSMENT,
    READ_RECORDS,
    SEE_COUNTS,
    SEES_ALL,
    VIEW,
    WRITE_ASSESSMENT,
    roles_here,
)
from talkoot.tools.privacy.queries.assessments import assessment_for, legal_bases_of
from talkoot.tools.privacy.queries.deletion import (
    certificates_of,
    clocks_of,
    consent_total,
    consents_of,
    holders_of,
    settings_here,
    visible_certificates,
    visible_clocks,
)
from talkoot.tools.privacy.queries.products import organisations_spoken_for
from talkoot.tools.privacy.views.assessments import kept_subject_or_404
from talkoot.tools.privacy.views.tabs import tabs_of


class ClockList(ListPage):
    permission = VIEW
    template_name = "privacy/list.html"
    title = gettext_lazy("Retention")
    lead = gettext_lazy("Until when data may be held, and by whom. What has run out comes first.")
    row_template = "privacy/clock_row.html"
    filter_form_class = ClockFilter
    sorts = (Sort("first", gettext_lazy("Runs out first"), lambda language: F("runs_until")),)
    columns = (
        Column(gettext_lazy("Data"), lambda row: row.what),
        Column(gettext_lazy("Held by"), lambda row: row.organisation.name if row.organisation else ""),
        Column(gettext_lazy("Runs until"), lambda row: row.runs_until),
        Column(gettext_lazy("Deleted on"), lambda row: row.certificate.deleted_on if row.certificate else ""),
    )

    def rows(self) -> Any:
        return visible_clocks(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "tabs": tabs_of(self, "clocks"), "today": timezone.localdate()}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No clock is running"),
            "text": _("A clock starts when a trial ends in which data of pupils or customers arose."),
        }


class CertificateList(ListPage):
    permission = VIEW
    template_name = "privacy/list.html"
    title = gettext_lazy("Deletion certificates")
    lead = gettext_lazy("What was deleted, from where, how and when. A certificate is never changed.")
    row_template = "privacy/certificate_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("certified_at"), is_descending=True),)
    columns = (
        Column(gettext_lazy("Organisation"), lambda row: row.organisation.name if row.organisation else ""),
        Column(gettext_lazy("Deleted on"), lambda row: row.deleted_on),
        Column(gettext_lazy("What"), lambda row: row.what),
    )

    def rows(self) -> Any:
        return visible_certificates(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "tabs": tabs_of(self, "certificates")}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No certificates yet"),
            "text": _("An organisation certifies when the data of a trial are gone."),
        }


class SubjectRecords(Page):
    """Everything that data protection knows of one subject."""

    permission = READ_RECORDS
    template_name = "privacy/records.html"
    thing: models.Model

    def fetch(self) -> models.Model:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"])

    @property
    def title(self) -> str:
        return _("Data protection: %(title)s") % {"title": title_of(self.thing)}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": title_of(self.thing), "url": url_of(self.thing)}, {"label": _("Data protection"), "url": ""}]

    def context(self) -> dict[str, Any]:
        subject = self.thing
        assessment = assessment_for(subject)
        sees_counts = self.allows(SEE_COUNTS)
        return super().context() | {
            "kind": self.kwargs["kind"],
            "assessment": assessment if assessment is not None and allowed(self.person, READ_ASSESSMENT, assessment) else None,
            "bases": list(legal_bases_of(subject)),
            "clocks": list(clocks_of(subject)),
            "certificates": list(certificates_of(subject)),
            "consents": list(consents_of(subject)) if sees_counts else [],
            "consent_total": consent_total(subject),
            "sees_counts": sees_counts,
            "settings": settings_here(),
            "today": timezone.localdate(),
            "may_assess": self.allows(WRITE_ASSESSMENT) and assessment is None,
            "may_keep_clock": self.allows(KEEP_CLOCK),
            "may_certify": self.allows(CERTIFY),
            "may_count": self.allows(COUNT),
        }


class OnSubjectPage(FormPage):
    done_message = gettext_lazy("Saved.")
    thing: models.Model

    def fetch(self) -> models.Model:
        return kept_subject_or_404(self.kwargs["kind"], self.kwargs["subject"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": title_of(self.thing), "url": url_of(self.thing)},
            {"label": _("Data protection"), "url": self.cancel_url()},
            {"label": self.title, "url": ""},
        ]

    def cancel_url(self) -> str:
        return reverse("privacy:records", args=[self.kwargs["kind"], self.kwargs["subject"]])

    def done_url(self, result: Any) -> str:
        return self.cancel_url()


class ClockStart(OnSubjectPage):
    permission = KEEP_CLOCK
    title = gettext_lazy("Start a retention clock")
    form_class = ClockForm

    def form_kwargs(self) -> dict[str, Any]:
        until = timezone.localdate() + timedelta(days=settings_here().deletion_days)
        return {"organisations": holders_of(self.thing), "initial": {"runs_until": until}}

    def act(self, form: Any) -> Any:
        return start_clock(actor=self.person, subject=self.thing, **form.cleaned_data)


class ClockChange(FormPage):
    permission = KEEP_CLOCK
    title = gettext_lazy("Change a retention clock")
    done_message = gettext_lazy("Saved.")
    form_class = ClockForm
    thing: RetentionClock

    def fetch(self) -> RetentionClock:
        return get_object_or_404(visible_clocks(self.person), pk=self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        return {"organisations": holders_of(None), "initial": {"runs_until": self.thing.runs_until}}

    def form(self) -> Any:
        form = super().form()
        # What is held, and by whom, stays: only the day moves.
        for name in ("what", "organisation", "is_harmless"):
            form.fields.pop(name)
        form.careful_fields = ()  # type: ignore[attr-defined]
        return form

    def act(self, form: Any) -> Any:
        return change_clock(actor=self.person, clock=self.thing, runs_until=form.cleaned_data["runs_until"])

    def done_url(self, result: Any) -> str:
        return reverse("privacy:clocks")

    def cancel_url(self) -> str:
        return reverse("privacy:clocks")


class Certify(OnSubjectPage):
    permission = CERTIFY
    title = gettext_lazy("Certify the deletion of data")
    lead = gettext_lazy("The municipality rests on this. If only some is deleted, say in the last box what is kept.")
    submit_label = gettext_lazy("Certify")
    done_message = gettext_lazy("Certified. The clocks of these data have stopped.")
    form_class = CertificateForm

    def form_kwargs(self) -> dict[str, Any]:
        is_official = bool(roles_here(self.person) & SEES_ALL)
        own = organisations_spoken_for(self.person)
        return {
            "organisations": holders_of(self.thing) if is_official else own,
            "is_official": is_official,
            "initial": {"deleted_on": timezone.localdate()},
        }

    def act(self, form: Any) -> Any:
        values = {name: value for name, value in form.cleaned_data.items() if name != "is_true"}
        return certify_deletion(actor=self.person, subject=self.thing, **values)


class ConsentPage(OnSubjectPage):
    """Counts of one group. Sent again with the same group, they are changed."""

    permission = COUNT
    title = gettext_lazy("Count the consents of a group")
    lead = gettext_lazy("Only numbers come here. The unit keeps the forms and tells nobody who said what.")
    form_class = ConsentForm

    def form_kwargs(self) -> dict[str, Any]:
        wanted = self.request.GET.get("group", "")[:80]
        row = next((one for one in consents_of(self.thing) if one.group_label == wanted), None)
        if row is None:
            return {}
        counts = {"asked": row.asked_count, "given": row.given_count, "refused": row.refused_count}
        return {"initial": counts | {"group_label": row.group_label, "has_alternative": row.has_alternative}}

    def act(self, form: Any) -> Any:
        return count_consents(actor=self.person, subject=self.thing, **form.cleaned_data)
