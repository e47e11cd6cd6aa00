"""Proposals: sent by one form, followed by a link, read and answered by those who work in the place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talkoot.commons.places.actions.intakes import propose, refuse_intake, route_intake, turn_away, use_refusal, withdraw_intake
from talkoot.commons.places.content.receipts import signature_of
from talkoot.commons.places.content.routes import ROUTES, origin_of, route_label
from talkoot.commons.places.forms.intakes import IntakeFilter, ProposeForm, RefuseForm, RouteForm
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import OPERATE, PROPOSE, SERVE, WORK
from talkoot.commons.places.queries.intakes import intake_of_signature, intakes_at, intakes_of_person, visible_intakes
from talkoot.commons.places.views.reading import place_or_404, trail
from talkoot.commons.places.views.work import trail_of_desk
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.links.queries import course_of, thread_of
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

PROPOSALS_IN_A_MINUTE = 3
BRAKE = Brake()


def own_address(intake: Intake) -> str:
    return reverse("places:proposal", args=[intake.pk, signature_of(intake)])


@method_decorator(never_cache, name="dispatch")
class Propose(FormPage):
    permission = PROPOSE
    template_name = "places/propose.html"
    title = gettext_lazy("Propose something to the place")
    lead = gettext_lazy("One form for everybody: the place tells you how your proposal goes on, or why it does not.")
    submit_label = gettext_lazy("Send the proposal")
    form_class = ProposeForm
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"place": self.thing, "person": self.person}

    def context(self) -> dict[str, Any]:
        return super().context() | {"place": self.thing}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        uses = request.POST.getlist("uses")
        if refusal := use_refusal(self.thing, uses):
            # Said at once, before anything else is asked of the sender.
            if not BRAKE.seconds_to_wait(client_address(request), PROPOSALS_IN_A_MINUTE):
                turn_away(actor=self.person, place=self.thing, uses=uses)
            form = self.form()
            form.errors.clear()
            form.add_error("uses" if "uses" in form.fields else None, str(refusal))
            return self.show(form=form, status=422)
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Intake:
        if BRAKE.seconds_to_wait(client_address(self.request), PROPOSALS_IN_A_MINUTE):
            raise Refusal(
                _("Several proposals have just come from your connection."), mend=_("Wait a minute and send again; what you wrote is kept.")
            )
        typed = dict(form.cleaned_data)
        typed["data"] = typed.pop("data_use")
        return propose(actor=self.person, place=self.thing, language=get_language() or "fi", **typed)

    def done_url(self, result: Intake) -> str:
        return own_address(result)

    def cancel_url(self) -> str:
        return reverse("places:detail", args=[self.thing.slug])


@method_decorator(never_cache, name="dispatch")
class Proposal(Page):
    """Where the proposal stands and how it goes on, for whoever has the link."""

    permission = PROPOSE
    template_name = "places/proposal.html"
    thing: Intake

    def fetch(self) -> Intake:
        intake = intake_of_signature(self.kwargs["pk"], self.kwargs["signature"])
        if intake is None:
            raise Http404
        return intake

    @property
    def title(self) -> str:
        return self.thing.title

    def context(self) -> dict[str, Any]:
        intake = self.thing
        route = ROUTES.get(intake.route)
        return super().context() | {
            "intake": intake,
            "place": intake.place,
            "route": route,
            "begin_url": route.begin_url(intake) if route else None,
            "steps": course_of(intake, self.person),
            "withdraw_url": reverse("places:withdraw_proposal", args=[intake.pk, self.kwargs["signature"]]),
        }


class ProposalWithdraw(ActPage):
    permission = PROPOSE
    done_message = gettext_lazy("Withdrawn.")
    thing: Intake

    def fetch(self) -> Intake:
        intake = intake_of_signature(self.kwargs["pk"], self.kwargs["signature"])
        if intake is None:
            raise Http404
        return intake

    def act(self) -> Any:
        return withdraw_intake(actor=self.person, intake=self.thing)

    def done_url(self, result: Any) -> str:
        return own_address(self.thing)


class MyProposals(ListPage):
    """What the person or her organisation has proposed."""

    permission = WORK
    title = gettext_lazy("Your proposals to places")
    row_template = "places/proposal_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("sent_at"), is_descending=True),)

    def rows(self) -> Any:
        return intakes_of_person(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("You have proposed nothing yet"),
            "text": _("Choose a place and tell what you would do there."),
            "action": {"label": pgettext("innovation platforms", "Places"), "url": reverse("places:list")},
        }


class IntakeList(ListPage):
    """All proposals to a place, for those who work in it."""

    permission = SERVE
    title = gettext_lazy("Proposals")
    row_template = "places/intake_row.html"
    filter_form_class = IntakeFilter
    sorts = (
        Sort("promise", gettext_lazy("By promise"), lambda language: F("due_at")),
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("sent_at"), is_descending=True),
    )
    columns = (
        Column(gettext_lazy("Sent on"), lambda intake: timezone.localdate(intake.sent_at)),
        Column(pgettext_lazy("proposal", "Sender"), lambda intake: intake.organisation_name or intake.get_sender_kind_display()),
        Column(pgettext_lazy("proposal", "What"), lambda intake: intake.title),
        Column(gettext_lazy("State"), lambda intake: intake.get_state_display()),
        Column(gettext_lazy("Way on"), lambda intake: route_label(intake.route) if intake.route else ""),
        Column(gettext_lazy("Reason"), lambda intake: intake.get_reason_display()),
        Column(gettext_lazy("Answered by"), lambda intake: timezone.localdate(intake.due_at)),
        Column(gettext_lazy("Answered on"), lambda intake: timezone.localdate(intake.decided_at) if intake.decided_at else ""),
    )
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_desk(self.thing, self.title)

    def rows(self) -> Any:
        return intakes_at(self.thing)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No proposals"), "text": _("Proposals come by the form on the page of the place.")}


class IntakeDetail(Page):
    """A proposal on the operator's desk; the sender is led to her own page of it."""

    permission = WORK
    template_name = "places/intake.html"
    thing: Intake

    def fetch(self) -> Intake:
        return get_object_or_404(visible_intakes(self.person), pk=self.kwargs["pk"])

    @property
    def title(self) -> str:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        if not self.is_work:
            return trail(self.thing.place, self.title)
        crumbs = trail_of_desk(self.thing.place, self.title)
        crumbs.insert(-1, {"label": _("Proposals"), "url": reverse("places:intakes", args=[self.thing.place.slug])})
        return crumbs

    @property
    def is_work(self) -> bool:
        return allowed(self.person, SERVE, self.thing)

    def context(self) -> dict[str, Any]:
        intake = self.thing
        may_answer = allowed(self.person, OPERATE, intake) and intake.state == "received"
        route = ROUTES.get(intake.route)
        return super().context() | {
            "intake": intake,
            "place": intake.place,
            "is_work": self.is_work,
            "route": route,
            "begin_url": route.begin_url(intake) if route else None,
            "origin": origin_of(intake),
            "may_answer": may_answer,
            "route_form": RouteForm(prefix="route") if may_answer else None,
            "refuse_form": RefuseForm(prefix="refuse") if may_answer else None,
            "is_late": intake.decided_at is None and intake.state == "received" and intake.due_at < timezone.now(),
            "steps": course_of(intake, self.person),
            "came_from": thread_of(intake, self.person).came_from,
        }


class IntakeAnswer(IntakeDetail):
    """One of the two forms of the page: the way on, or a refusal with its reason."""

    permission = OPERATE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = self.kwargs["answer"]
        form: Any = RouteForm(request.POST, prefix="route") if kind == "route" else RefuseForm(request.POST, prefix="refuse")
        if form.is_valid():
            act = route_intake if kind == "route" else refuse_intake
            try:
                act(actor=self.person, intake=self.thing, language=get_language() or "fi", **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Answered. The sender has been told by mail."))
                return redirect("places:intake", pk=self.thing.pk)
        return self.show(status=422, **{f"{kind}_form": form})
