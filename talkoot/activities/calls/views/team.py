"""An application as it is read: by its team, and by officials after the deadline; its partners and files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.activities.calls.actions.applications import add_application_file, remove_application_file
from talkoot.activities.calls.actions.eligibility import note_opening
from talkoot.activities.calls.actions.partners import ask_partner, confirm_partner, decline_partner, let_partner_go
from talkoot.activities.calls.content.states import Part
from talkoot.activities.calls.forms.applying import FileForm, PartnerForm
from talkoot.activities.calls.models.application import Application, ApplicationFile, ApplicationVersion, Partner
from talkoot.activities.calls.permissions import (
    ANSWER_AS_PARTNER,
    CHECK_ELIGIBILITY,
    COORDINATE,
    READ_APPLICATION,
    SUBMIT_APPLICATION,
    is_of_the_lead,
    is_of_the_team,
)
from talkoot.activities.calls.queries.applications import (
    confidential_part,
    eligibility_of,
    files_of,
    has_unsent_changes,
    is_noted_today,
    openings_of,
    own_partner_in,
    partners_of,
    readable_applications,
    reads_confidential,
    sent_files,
    version_in_force,
    versions_of,
)
from talkoot.activities.calls.queries.calls import is_open
from talkoot.activities.calls.views.applying import OnOwnApplication, application_crumbs, in_words, parts_of_draft, steps_bar
from talkoot.kernel.files.actions import open_file
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.people.queries import with_business_id
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.panels import panels_of

NOTHING_RUNS = "default-src 'none'; sandbox"
MOST_OPENINGS = 100


class OnApplication(Page):
    """Whoever may read the application: its own people, and coordinators once the deadline has passed."""

    permission = READ_APPLICATION
    thing: Application

    def fetch(self) -> Application:
        rows = readable_applications(self.person).select_related(
            "municipality", "call__programme", "challenge__unit", "organisation", "contact"
        )
        return get_object_or_404(rows, code=self.kwargs["code"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return application_crumbs(self.thing, (self.title, ""))

    def back(self) -> str:
        return reverse("calls:application", args=[self.thing.code])

    def note(self, part: Part) -> None:
        """In the log of openings, when it is no applicant who reads."""
        if self.person is not None and not is_noted_today(self.person, self.thing, part):
            note_opening(actor=self.person, application=self.thing, part=part)


class ApplicationDetail(OnApplication):
    template_name = "calls/application.html"

    @property
    def title(self) -> Any:
        return self.thing.title or _("Application without a name yet")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [*application_crumbs(self.thing)[:-1], {"label": self.title, "url": ""}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.partner = own_partner_in(self.person, self.thing)
        self.is_team = is_of_the_team(self.person, self.thing) or self.partner is not None
        if not self.is_team:
            self.note(Part.CORE)
        return self.show()

    def context(self) -> dict[str, Any]:
        application, version = self.thing, version_in_force(self.thing)
        return (
            super().context()
            | {
                "application": application,
                "call": application.call,
                "version": version,
                "is_team": self.is_team,
                "is_open": is_open(application.call),
                "thread": thread_of(application, self.person),
                "panels": panels_of(application, self.person),
            }
            | (self.of_team(version) if self.is_team else self.of_official(version))
        )

    def of_team(self, version: ApplicationVersion | None) -> dict[str, Any]:
        application = self.thing
        checked = eligibility_of(application)
        may_edit = is_of_the_team(self.person, application)
        return {
            "stages": steps_bar(application) if may_edit else [],
            "may_edit": may_edit,
            "is_lead": is_of_the_lead(self.person, application),
            "partner": self.partner,
            "partners": partners_of(application),
            "files": files_of(application),
            "versions": versions_of(application)[:20],
            "parts": parts_of_draft(application) if may_edit else [],
            "has_changes": may_edit and has_unsent_changes(application, version),
            "checked": checked if checked is not None and checked.released_at is not None else None,
        }

    def of_official(self, version: ApplicationVersion | None) -> dict[str, Any]:
        """What was sent, and never the draft."""
        application = self.thing
        reads_all = self.person is not None and reads_confidential(self.person, application)
        secret = confidential_part(version) if version is not None and reads_all else {"answers": {}, "files": []}
        return {
            "parts": parts_of_version(application, version, secret),
            "has_secrets": bool(secret["answers"] or secret["files"]),
            "sent_files": sent_files(application, version, with_confidential=reads_all),
            "checked": eligibility_of(application),
            "may_check": self.allows(CHECK_ELIGIBILITY),
            "openings": openings_of(application)[:MOST_OPENINGS],
            "is_coordinator": self.allows(COORDINATE),
        }


def parts_of_version(application: Application, version: ApplicationVersion | None, secret: dict[str, Any]) -> list[dict[str, Any]]:
    if version is None:
        return []
    answers, hidden = version.content["answers"], secret["answers"]
    return [
        {
            "question": Words(question["text"]),
            "text": in_words(question, hidden[key]["text"] if key in hidden else answers.get(key, "")),
            "is_confidential": key in version.content["confidential_keys"],
            "ground": hidden[key]["ground"] if key in hidden else "",
        }
        for question in application.call.questions
        for key in [question["key"]]
    ]


class ApplicationFilePage(OnApplication):
    """A file of the application, by the rule of the application; never run by a browser."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = self.row()
        try:
            opened = open_file(row.file)
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(opened, as_attachment=True, filename=row.file.name, content_type=row.file.media_type)
        response["Content-Length"] = str(row.file.size_bytes)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-cache"
        response["Content-Security-Policy"] = NOTHING_RUNS
        return response

    def row(self) -> ApplicationFile:
        application, pk = self.thing, self.kwargs["file"]
        if is_of_the_team(self.person, application):
            return get_object_or_404(ApplicationFile.objects.filter(application=application).select_related("file"), pk=pk)
        if own_partner_in(self.person, application) is not None:
            raise Http404
        assert self.person is not None
        version = version_in_force(application)
        rows = sent_files(application, version, with_confidential=reads_confidential(self.person, application))
        row = next((row for row in rows if row.pk == pk), None)
        if row is None:
            raise Http404
        self.note(Part.FILE)
        return row


class ApplicationFiles(OnOwnApplication, FormPage):
    template_name = "calls/files.html"
    title = pgettext_lazy("step of an application", "Files")
    lead = gettext_lazy("A budget with installation and dismantling, certificates, a plan. Everything is sealed until the deadline.")
    submit_label = gettext_lazy("Add the file")
    form_class = FileForm

    def context(self) -> dict[str, Any]:
        application = self.thing
        return super().context() | {
            "application": application,
            "stages": steps_bar(application, "files"),
            "files": files_of(application),
            "is_open": is_open(application.call),
            "next_url": reverse("calls:application_submit", args=[application.code]),
        }

    def act(self, form: Any) -> Any:
        chosen = form.cleaned_data
        alt_text = Words({self.thing.written_in: chosen["alt_text"]}) if chosen["alt_text"] else None
        return add_application_file(
            actor=self.person,
            application=self.thing,
            upload=chosen["upload"],
            kind=chosen["kind"],
            is_confidential=chosen["is_confidential"],
            ground=chosen["ground"],
            alt_text=alt_text,
        )

    def done_url(self, result: Any) -> str:
        return reverse("calls:application_files", args=[self.thing.code])


class ApplicationFileRemove(OnOwnApplication, ActPage):
    def act(self) -> Any:
        file = get_object_or_404(files_of(self.thing), pk=self.kwargs["file"])
        return remove_application_file(actor=self.person, application=self.thing, file=file)

    def done_url(self, result: Any) -> str:
        return reverse("calls:application_files", args=[self.thing.code])


class ApplicationPartners(OnOwnApplication, FormPage):
    template_name = "calls/partners.html"
    title = pgettext_lazy("step of an application", "Partners")
    lead = gettext_lazy("Nobody else needed? Go on. In a consortium each partner confirms by its own person.")
    submit_label = gettext_lazy("Ask the partner")
    form_class = PartnerForm

    def context(self) -> dict[str, Any]:
        application = self.thing
        return super().context() | {
            "application": application,
            "stages": steps_bar(application, "partners"),
            "partners": partners_of(application),
            "is_open": is_open(application.call),
            "is_lead": is_of_the_lead(self.person, application),
            "next_url": reverse("calls:application_files", args=[application.code]),
        }

    def act(self, form: Any) -> Any:
        organisation = with_business_id(form.cleaned_data["business_id"])
        if organisation is None:
            raise Refusal(
                _("No organisation with this business ID is registered here."),
                mend=_("Ask its people to sign in and register it, then ask them here."),
                field="business_id",
            )
        return ask_partner(actor=self.person, application=self.thing, organisation=organisation, task=form.cleaned_data["task"])

    def done_url(self, result: Any) -> str:
        return reverse("calls:application_partners", args=[self.thing.code])


class PartnerLetGo(OnOwnApplication, ActPage):
    permission = SUBMIT_APPLICATION

    def act(self) -> Any:
        partner = get_object_or_404(partners_of(self.thing), pk=self.kwargs["partner"])
        return let_partner_go(actor=self.person, application=self.thing, partner=partner)

    def done_url(self, result: Any) -> str:
        return reverse("calls:application_partners", args=[self.thing.code])


class PartnerAnswer(Page):
    """A partner confirms or declines for itself."""

    permission = ANSWER_AS_PARTNER
    template_name = "calls/partner_answer.html"
    title = gettext_lazy("Do you take part?")
    thing: Partner

    def fetch(self) -> Partner:
        rows = Partner.objects.filter(application__in=readable_applications(self.person).values("pk"))
        rows = rows.select_related("organisation", "application__call__programme", "application__challenge", "application__organisation")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return application_crumbs(self.thing.application, (self.title, ""))

    def context(self) -> dict[str, Any]:
        application = self.thing.application
        return super().context() | {
            "partner": self.thing,
            "application": application,
            "is_open": is_open(application.call, timezone.now()),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert self.person is not None
        try:
            if request.POST.get("answer") == "yes":
                confirm_partner(actor=self.person, partner=self.thing)
                messages.success(request, _("You have confirmed. You may now write in the application too."))
            else:
                decline_partner(actor=self.person, partner=self.thing)
                messages.success(request, _("You have declined."))
                return redirect(reverse("calls:mine"))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(reverse("calls:partner", args=[self.thing.pk]))
        return redirect(reverse("calls:application", args=[self.thing.application.code]))
