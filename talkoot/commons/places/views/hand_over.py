"""Handing a place over to a new operator: begin, the package, the list, finish."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.places.actions.people import begin_hand_over, finish_hand_over, note_package, tick_hand_over
from talkoot.commons.places.content.handing_over import CHECKLIST
from talkoot.commons.places.forms.handing_over import BeginHandOverForm, ChecklistForm
from talkoot.commons.places.models.lessons import HandOver
from talkoot.commons.places.permissions import NAME_PEOPLE, OPERATE
from talkoot.commons.places.queries.lessons import open_hand_over
from talkoot.commons.places.queries.packages import package_files
from talkoot.commons.places.queries.reports import report_of
from talkoot.commons.places.views.report import TEMPLATE, report_data
from talkoot.commons.places.views.work import OfPlace
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


class HandOverBegin(OfPlace, FormPage):
    permission = NAME_PEOPLE
    title = gettext_lazy("Hand the place over")
    lead = gettext_lazy(
        "When the operator changes: the new one sees everything at once, the old one works on until all on the list is done."
    )
    submit_label = gettext_lazy("Begin")
    form_class = BeginHandOverForm

    def act(self, form: Any) -> HandOver:
        return begin_hand_over(actor=self.person, place=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("places:hand_over", args=[self.thing.slug])


class OnHandOver(OfPlace):
    """Mixin: a place that is being handed over."""

    def hand_over(self) -> HandOver:
        found = open_hand_over(self.thing)
        if found is None:
            raise Http404
        return found

    def done_url(self, result: Any) -> str:
        return reverse("places:hand_over", args=[self.thing.slug])


class HandOverPage(OnHandOver, FormPage):
    permission = OPERATE
    template_name = "places/hand_over.html"
    title = gettext_lazy("Hand-over")
    submit_label = gettext_lazy("Save the list")
    done_message = gettext_lazy("Saved.")
    form_class = ChecklistForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"done": list(self.hand_over().done)}}

    def context(self) -> dict[str, Any]:
        hand_over = self.hand_over()
        return super().context() | {
            "place": self.thing,
            "hand_over": hand_over,
            "is_ready": not CHECKLIST.keys() - hand_over.done.keys(),
            "may_finish": allowed(self.person, NAME_PEOPLE, self.thing),
        }

    def act(self, form: Any) -> HandOver:
        return tick_hand_over(actor=self.person, hand_over=self.hand_over(), done=form.cleaned_data["done"])


class HandOverFinish(OnHandOver, ActPage):
    permission = NAME_PEOPLE
    done_message = gettext_lazy("The place has been handed over. Look its page through: the new contact must be on it.")

    def act(self) -> Any:
        return finish_hand_over(actor=self.person, hand_over=self.hand_over())

    def done_url(self, result: Any) -> str:
        return self.desk()

    def refused_url(self) -> str:
        return reverse("places:hand_over", args=[self.thing.slug])


class PackageFile(OfPlace, Page):
    """Everything of the place in one ZIP: record, versions, needs, proposals, lessons as JSON, and the report of the year as PDF.

    POST, because it is noted in the hand-over and holds names of those who wait for an answer.
    """

    permission = OPERATE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        content = self.package(request)
        if hand_over := open_hand_over(self.thing):
            note_package(actor=self.person, hand_over=hand_over, digest=hashlib.sha256(content).hexdigest())
        response = HttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{self.thing.slug}-{timezone.localdate().isoformat()}.zip"'
        response["Cache-Control"] = "private, no-store"
        return response

    def package(self, request: HttpRequest) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in package_files(self.thing, self.person).items():
                archive.writestr(name, json.dumps(value, ensure_ascii=False, indent=1))
            year = timezone.localdate().year
            try:
                report = print_form(TEMPLATE, report_data(report_of(self.thing, year, self.person), request))
            except Refusal as refusal:
                # The package is not held up by a busy press: the report can be taken from its page.
                archive.writestr("report-missing.txt", f"{refusal}\n{_('Take the report of the year from its page.')}\n")
            else:
                archive.writestr(f"report-{year}.pdf", report)
        return packed.getvalue()
