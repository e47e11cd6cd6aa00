"""The applicant's side: beginning, the steps of the form, sending, the receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from talkoot.activities.calls.actions.applications import save_answers, start_application
from talkoot.activities.calls.actions.submitting import TooLate, submit_application, withdraw_application
from talkoot.activities.calls.content.application import STEP_LABELS, STEPS, Saved, questions_in, spaced, step_of
from talkoot.activities.calls.content.origins import read_origin
from talkoot.activities.calls.content.states import ApplicationState
from talkoot.activities.calls.forms.applying import AnswersForm, ApplyForm
from talkoot.activities.calls.models.application import Application, ApplicationVersion
from talkoot.activities.calls.permissions import APPLY, EDIT_APPLICATION, READ_APPLICATION, SUBMIT_APPLICATION, is_of_the_lead
from talkoot.activities.calls.queries.applications import (
    answers_of,
    confidential_answers_of,
    files_of,
    has_unsent_changes,
    missing_for_submitting,
    own_applications,
    partner_requests_of,
    partners_of,
    version_in_force,
    versions_of,
)
from talkoot.activities.calls.queries.calls import challenges_in, is_open
from talkoot.activities.calls.queries.programmes import origin_of
from talkoot.activities.calls.templatetags.calls import moment, second
from talkoot.activities.calls.views.reading import OnCall, crumbs
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import OrganisationKind
from talkoot.kernel.people.queries import memberships_of
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import FormPage, Page

MOST_SHOWN = 100
RECEIPT = Path(__file__).parent.parent / "print" / "receipt.typ"


class Mine(Page):
    """All applications of the person's organisations, and consortia that wait for their answer."""

    permission = READ_APPLICATION
    template_name = "calls/mine.html"
    title = gettext_lazy("Our applications")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.title, ""))

    def context(self) -> dict[str, Any]:
        assert self.person is not None
        return super().context() | {
            "applications": own_applications(self.person).order_by("-changed_at", "-pk")[:MOST_SHOWN],
            "requests": partner_requests_of(self.person)[:20],
        }


class Apply(OnCall, FormPage):
    """Which challenge, who, in which language; then the steps."""

    permission = APPLY
    template_name = "calls/apply.html"
    title = gettext_lazy("Apply")
    lead = gettext_lazy("You save a draft as you write. Nobody but your own people reads it before the deadline.")
    submit_label = gettext_lazy("Begin the application")
    form_class = ApplyForm

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # The permission is asked for the organisation that is chosen, which the call is not: here only whether she is signed in.
        self.thing = self.fetch()
        if self.person is None:
            return self.refused(Refusal(_("Sign in to do this.")))
        self.organisations = self.mine()
        return super(Page, self).dispatch(request, *args, **kwargs)

    def mine(self) -> list[Any]:
        assert self.person is not None
        found = {row.organisation_id: row.organisation for row in memberships_of(self.person)}
        return [one for one in found.values() if one.is_active and one.kind != OrganisationKind.CITY_UNIT]

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "challenges": challenges_in(self.thing),
            "organisations": self.organisations,
            "language": get_language() or "fi",
        }

    def context(self) -> dict[str, Any]:
        return super().context() | {"call": self.thing, "is_open": is_open(self.thing), "has_somebody": bool(self.organisations)}

    def act(self, form: Any) -> Application:
        kind, pk = read_origin(self.request.GET.get("from", ""))
        origin = origin_of(kind, pk, self.person)
        return start_application(actor=self.person, call=self.thing, came_from=[origin] if origin else [], **form.values())

    def done_url(self, result: Application) -> str:
        return reverse("calls:application_step", args=[result.code, STEPS[0][0]])

    def cancel_url(self) -> str:
        return self.back()


class OnOwnApplication(Page):
    """Pages of the team. An application of others is not there."""

    permission = EDIT_APPLICATION
    thing: Application

    def fetch(self) -> Application:
        rows = own_applications(self.person).select_related("municipality", "call__programme", "challenge__unit", "organisation", "contact")
        return get_object_or_404(rows, code=self.kwargs["code"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return application_crumbs(self.thing, (self.title, ""))

    def back(self) -> str:
        return reverse("calls:application", args=[self.thing.code])


def application_crumbs(application: Application, *more: tuple[Any, str]) -> list[dict[str, Any]]:
    call = application.call
    name = application.title or _("Application")
    return crumbs(
        (call.title, reverse("calls:call", args=[call.slug])), (name, reverse("calls:application", args=[application.code])), *more
    )


def steps_bar(application: Application, here: str = "") -> list[dict[str, Any]]:
    """The steps as a phase bar: done when nothing required is missing in it, each a link."""
    missing = {refusal.field for refusal in missing_for_submitting(application)}
    wanting = {step_of(key) for key in missing if key not in ("partners",)}
    rows = [(name, label, reverse("calls:application_step", args=[application.code, name])) for name, label, _keys in STEPS]
    rows += [
        ("partners", pgettext("step of an application", "Partners"), reverse("calls:application_partners", args=[application.code])),
        ("files", pgettext("step of an application", "Files"), reverse("calls:application_files", args=[application.code])),
        ("send", pgettext("step of an application", "Send"), reverse("calls:application_submit", args=[application.code])),
    ]
    bar = []
    for name, label, url in rows:
        is_done = name not in wanting and name != "send" if name != "partners" else "partners" not in missing
        is_done = application.state == ApplicationState.SUBMITTED if name == "send" else is_done
        bar.append({"label": label, "url": url, "state": "current" if name == here else "done" if is_done else "next"})
    return bar


class ApplicationStep(OnOwnApplication, FormPage):
    """One step of the form. Saved by the button, and by itself as it is written when there is script."""

    template_name = "calls/step.html"
    submit_label = gettext_lazy("Save and go on")

    @property
    def step(self) -> str:
        if self.kwargs["step"] not in STEP_LABELS:
            raise Http404
        return str(self.kwargs["step"])

    @property
    def title(self) -> Any:
        return STEP_LABELS[self.step]

    def form(self) -> AnswersForm:
        application = self.thing
        return AnswersForm(
            data=self.request.POST if self.request.method == "POST" else None,
            questions=questions_in(self.step, application.call.questions),
            answers=answers_of(application),
            hidden=confidential_answers_of(application),
        )

    def context(self) -> dict[str, Any]:
        application = self.thing
        return super().context() | {
            "application": application,
            "stages": steps_bar(application, self.step),
            "is_open": is_open(application.call),
            "deadline": moment(application.call.closes_at),
        }

    def act(self, form: Any) -> Saved:
        saved = save_answers(actor=self.person, application=self.thing, answers=form.typed())
        form.tell(saved)
        return saved

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        # Fields that cannot be read are told; all others are saved nevertheless.
        form.is_valid()
        try:
            self.act(form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        if form.errors:
            return self.show(form=form, status=422)
        return redirect(self.done_url(None))

    def done_url(self, result: Any) -> str:
        names = [name for name, _label, _keys in STEPS]
        place = names.index(self.step) + 1
        if place < len(names):
            return reverse("calls:application_step", args=[self.thing.code, names[place]])
        return reverse("calls:application_partners", args=[self.thing.code])

    def cancel_url(self) -> str:
        return self.back()


class ApplicationKeep(ApplicationStep):
    """The same step, kept as it is written: answers with when it was saved and the new revisions, for htmx."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form, told = self.form(), ""
        form.is_valid()
        saved = Saved({}, {}, {})
        try:
            saved = save_answers(actor=self.person, application=self.thing, answers=form.typed())
        except Refusal as refusal:
            told = str(refusal)
        if not saved.is_whole or form.errors:
            told = _("Not everything could be saved by itself. Press “Save and go on” to see why.")
        context = {"told": told, "revisions": saved.revisions, "saved_at": second(timezone.now())}
        return render(request, "calls/kept.html", context)


class ApplicationSubmit(OnOwnApplication, FormPage):
    """What is still missing, or the button that sends it."""

    template_name = "calls/submit.html"
    title = gettext_lazy("Check and send")
    permission = EDIT_APPLICATION

    def form(self) -> Any:
        return None

    def context(self) -> dict[str, Any]:
        application = self.thing
        version = version_in_force(application)
        missing = [(refusal, self.address_of(refusal)) for refusal in missing_for_submitting(application)]
        return super().context() | {
            "application": application,
            "call": application.call,
            "now": timezone.now(),
            "missing": missing,
            "stages": steps_bar(application, "send"),
            "is_open": is_open(application.call),
            "is_lead": is_of_the_lead(self.person, application),
            "version": version,
            "has_changes": has_unsent_changes(application, version),
            "parts": parts_of_draft(application),
            "partners": [row for row in partners_of(application) if row.confirmed_at],
            "files": files_of(application),
        }

    def address_of(self, refusal: Refusal) -> str:
        code = self.thing.code
        if refusal.field == "partners":
            return reverse("calls:application_partners", args=[code])
        return reverse("calls:application_step", args=[code, step_of(refusal.field)]) + f"#id_q-{refusal.field}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            version = submit_application(actor=self.person, application=self.thing)
        except TooLate as refusal:
            return self.show(late=refusal, status=422)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.show(status=422)
        return redirect(reverse("calls:receipt", args=[self.thing.code, version.number]))


def parts_of_draft(application: Application) -> list[dict[str, Any]]:
    """Every question with its answer, as it would be sent."""
    answers, hidden = answers_of(application), confidential_answers_of(application)
    return [
        {
            "question": Words(question["text"]),
            "text": in_words(question, (hidden.get(key) or answers.get(key)).text) if key in hidden or key in answers else "",  # type: ignore[union-attr]
            "is_confidential": key in hidden,
            "ground": hidden[key].ground if key in hidden else "",
        }
        for question in application.call.questions
        for key in [question["key"]]
    ]


def in_words(question: dict[str, Any], text: str) -> str:
    """An answer as it is read: the words of a chosen option."""
    if question["kind"] == "yes_no":
        return {"yes": _("Yes"), "no": _("No")}.get(text, text)
    if question["kind"] in ("choice", "choices"):
        options = {option["key"]: str(Words(option["text"])) for option in question["options"] or ()}
        return ", ".join(options.get(key, key) for key in text.split(",")) if text else ""
    return text


class ApplicationWithdraw(OnOwnApplication, FormPage):
    permission = SUBMIT_APPLICATION
    template_name = "calls/withdraw.html"
    title = gettext_lazy("Withdraw the application")
    submit_label = gettext_lazy("Withdraw it")
    color = "danger"

    def what_happens(self) -> list[str]:
        return [
            _("Nobody opens a withdrawn application, and it takes no part in the selection."),
            _("Until the deadline you may begin a new one for the same challenge."),
        ]

    def form(self) -> Any:
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            withdraw_application(actor=self.person, application=self.thing)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self.back())
        messages.success(request, _("The application has been withdrawn."))
        return redirect(reverse("calls:mine"))

    def cancel_url(self) -> str:
        return self.back()


class OnVersion(OnOwnApplication):
    """A version that was sent, for the team, partners that are asked too."""

    permission = READ_APPLICATION

    def version(self) -> ApplicationVersion:
        return get_object_or_404(versions_of(self.thing), number=self.kwargs["number"])


class Receipt(OnVersion):
    template_name = "calls/receipt.html"
    title = gettext_lazy("Receipt")

    def context(self) -> dict[str, Any]:
        version = self.version()
        return super().context() | {"application": self.thing, "version": version, "is_newest": version == version_in_force(self.thing)}


class ReceiptPdf(OnVersion):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = self.version()
        try:
            pdf = print_form(RECEIPT, receipt_facts(self.thing, version))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(reverse("calls:receipt", args=[self.thing.code, version.number]))
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.thing.code}-{version.number}.pdf"'
        response["Cache-Control"] = "private, no-cache"
        return response


def receipt_facts(application: Application, version: ApplicationVersion) -> dict[str, Any]:
    content = version.content
    partners = ", ".join(partner["organisation"] for partner in content["partners"])
    rows = [
        (_("Call"), str(application.call.title)),
        (pgettext("fast trials", "Challenge"), str(application.challenge.title)),
        (_("Name of the trial"), content["title"]),
        (_("Lead applicant"), f"{content['organisation']} {content['business_id']}".strip()),
        (_("Partners"), partners),
        (_("Number of the application"), spaced(application.code)),
        (_("Version"), str(version.number)),
        (_("Received by the clock of the server"), second(version.received_at)),
        (_("Deadline of the call"), second(application.call.closes_at)),
        (_("Receipt"), spaced(version.receipt)),
        (_("SHA-256 of what was sent"), version.content_hash),
        (_("Files"), ", ".join(file["name"] for file in content["files"])),
    ]
    return {
        "title": _("Receipt of an application"),
        "language": get_language() or "fi",
        "municipality": str(application.municipality),
        "lead": _("The application was received in time. It is sealed until the deadline."),
        "rows": [{"label": str(label), "value": value} for label, value in rows if value],
        "note": _("You may change and send it again, or withdraw it, until the deadline. The version that was sent last is read."),
    }
