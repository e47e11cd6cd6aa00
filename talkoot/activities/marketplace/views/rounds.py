"""Rounds of places for everybody: what is offered, applying with a group, the result and its reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.marketplace.actions.allocation import apply_with_group, change_application, set_wishes, withdraw_application
from talkoot.activities.marketplace.content.allocation import unsuitable
from talkoot.activities.marketplace.content.kinds import RoundState
from talkoot.activities.marketplace.content.reasons import GOALS, REASONS, reason_words
from talkoot.activities.marketplace.forms.allocation import GroupForm, WishesForm
from talkoot.activities.marketplace.models.allocation import AllocationRound, RoundApplication
from talkoot.activities.marketplace.permissions import CHANGE_APPLICATION, COORDINATE, POST, VIEW
from talkoot.activities.marketplace.phases import ROUND_LIFE
from talkoot.activities.marketplace.queries.allocation import (
    as_group,
    as_offer,
    groups_given,
    offers_of,
    offers_with_counts,
    round_counts,
    visible_applications,
    visible_rounds,
    wishes_by_application,
    wishes_of,
)
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.queries import organisation_ids_of, unit_ids_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

# The way back is never the button that invites.
BACKWARDS = ("reopen", "take_back")


def rounds_crumbs(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [{"label": _("Rounds of places"), "url": reverse("marketplace:rounds")}, *({"label": label, "url": url} for label, url in more)]


class RoundList(ListPage):
    permission = VIEW
    title = gettext_lazy("Rounds of places")
    lead = gettext_lazy("Few places, many groups: everyone tells their wishes, and the places are given by the same rule for all.")
    row_template = "marketplace/round_row.html"
    sorts = (Sort("newest", gettext_lazy("Newest first"), lambda language: F("created_at"), is_descending=True),)

    def rows(self) -> Any:
        return visible_rounds(self.person).defer("input", "result")

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Make a round"), "url": reverse("marketplace:round_make")} if self.allows(COORDINATE) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No rounds now"),
            "text": _("When places are shared among many groups, the round is announced here."),
        }


class OnRound(Page):
    """A page about a round that the person may see."""

    permission = VIEW
    thing: AllocationRound

    def fetch(self) -> AllocationRound:
        return get_object_or_404(visible_rounds(self.person), pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        here = reverse("marketplace:round", args=[self.thing.pk])
        return rounds_crumbs((self.thing.title, here), (self.title, ""))


class RoundDetail(OnRound):
    template_name = "marketplace/round_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def lead(self) -> Any:
        return self.thing.text

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return rounds_crumbs((self.thing.title, ""))

    def context(self) -> dict[str, Any]:
        round = self.thing
        is_coordinator = self.allows(COORDINATE)
        is_told = round.state == RoundState.PUBLISHED
        mine = self.own_applications()
        own_partner = organisation_ids_of(self.person) if is_told else frozenset[int]()
        given = groups_given(round) if is_told and (is_coordinator or own_partner) else {}
        wishes = wishes_by_application(mine)
        return super().context() | {
            "round": round,
            "is_open": round.state == RoundState.OPEN,
            "is_told": is_told,
            "is_coordinator": is_coordinator,
            "stages": ROUND_LIFE.stages(round),
            "steps": self.steps() if is_coordinator else [],
            "offers": [
                {"offer": offer, "groups": given.get(offer.pk, []) if is_coordinator or offer.organisation_id in own_partner else []}
                for offer in offers_with_counts(round)
            ],
            "mine": [{"application": application, "wishes": wishes[application.pk]} for application in mine],
            "may_apply": self.person is None or bool(unit_ids_of(self.person)),
            "counts": round_counts(round) if is_coordinator or is_told else None,
        }

    def own_applications(self) -> list[RoundApplication]:
        if self.person is None:
            return []
        own = visible_applications(self.person).filter(round=self.thing, unit__in=unit_ids_of(self.person))
        return list(own.order_by("unit__name_order", "group_label", "pk"))

    def steps(self) -> list[dict[str, Any]]:
        steps = ROUND_LIFE.open_steps(self.thing, self.person)
        first = next((one for one in steps if one.is_free and one.step.name not in BACKWARDS), None)
        return [{"step": one.step, "refusals": one.refusals, "is_first": one is first} for one in steps]


class Apply(FormPage, OnRound):
    """First step: the group. The second shows the offers that suit it."""

    permission = POST
    template_name = "marketplace/round_apply.html"
    title = gettext_lazy("Apply with a group")
    lead = gettext_lazy("First the group, then its wishes. No names of pupils are needed.")
    submit_label = gettext_lazy("Save and choose the wishes")
    form_class = GroupForm

    def units(self) -> list[Unit]:
        return list(Unit.objects.filter(pk__in=unit_ids_of(self.person), is_active=True).order_by("pk"))

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "units": self.units()}

    def context(self) -> dict[str, Any]:
        return super().context() | {"has_unit": bool(self.units()), "is_open": self.thing.state == RoundState.OPEN}

    def act(self, form: Any) -> RoundApplication:
        fields = dict(form.cleaned_data)
        return apply_with_group(actor=self.person, round=self.thing, unit=fields.pop("unit"), **fields)

    def done_url(self, result: RoundApplication) -> str:
        return reverse("marketplace:application_wishes", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:round", args=[self.thing.pk])


class OnApplication(Page):
    """A page about an application. A visitor who comes from a mail is led to sign in."""

    permission = POST
    thing: RoundApplication

    def fetch(self) -> Any:
        return get_object_or_404(visible_applications(self.person), pk=self.kwargs["pk"]) if self.person else None

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        round = self.thing.round
        return rounds_crumbs((round.title, reverse("marketplace:round", args=[round.pk])), (self.title, ""))


class ApplicationDetail(OnApplication):
    """What the group wished, what it got, and why."""

    template_name = "marketplace/application_detail.html"

    @property
    def title(self) -> Any:
        return _("%(group)s, %(unit)s") % {"group": self.thing.group_label, "unit": self.thing.unit}

    def context(self) -> dict[str, Any]:
        application = self.thing
        round = application.round
        wishes = wishes_of(application)
        is_told = round.state == RoundState.PUBLISHED or (round.state == RoundState.ALLOCATED and allowed(self.person, COORDINATE))
        answers = {answer["offer"]: answer for answer in application.answers} if is_told else {}
        offers = {offer.pk: offer for offer in offers_of(round)} if is_told else {}
        return super().context() | {
            "application": application,
            "round": round,
            "is_told": is_told,
            "wishes": [
                {
                    "wish": wish,
                    "is_given": is_told and wish.offer_id == application.offer_id,
                    "reason": reason_words(answers[wish.offer_id]) if wish.offer_id in answers else "",
                }
                for wish in wishes
            ],
            "free": [offers[pk] for pk in application.free if pk in offers] if is_told else [],
            "may_change": round.state == RoundState.OPEN and self.allows(CHANGE_APPLICATION),
        }


class ChangesApplication(FormPage, OnApplication):
    permission = CHANGE_APPLICATION
    done_message = gettext_lazy("Saved.")

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:application", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class ApplicationGroup(ChangesApplication):
    title = gettext_lazy("Change the group")
    submit_label = gettext_lazy("Save and look at the wishes")
    form_class = GroupForm

    def form_kwargs(self) -> dict[str, Any]:
        names = ("group_label", "headcount", "age_from", "age_to", "language")
        initial = {name: getattr(self.thing, name) for name in names}
        return {"municipality": self.municipality, "units": [], "is_new": False, "initial": initial}

    def act(self, form: Any) -> Any:
        return change_application(actor=self.person, application=self.thing, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:application_wishes", args=[self.thing.pk])


class ApplicationWishes(ChangesApplication):
    template_name = "marketplace/application_wishes.html"
    title = gettext_lazy("The group's wishes")
    lead = gettext_lazy("Put the dearest first. Name several: that makes it likelier to get one.")
    submit_label = gettext_lazy("Send the wishes")
    done_message = gettext_lazy("The group has applied. You may change the wishes until the round closes.")
    form_class = WishesForm

    def sorted_out(self) -> tuple[list[Any], list[dict[str, Any]]]:
        """Offers that suit the group, and those that do not, each with its reason."""
        group, suiting, others = as_group(self.thing, (), 0), [], []
        for offer in offers_of(self.thing.round):
            if code := unsuitable(as_offer(offer), group):
                others.append({"offer": offer, "reason": REASONS[code]})
            else:
                suiting.append(offer)
        return suiting, others

    def form_kwargs(self) -> dict[str, Any]:
        self.suiting, self.others = self.sorted_out()
        chosen = [wish.offer_id for wish in wishes_of(self.thing)]
        return {"offers": self.suiting, "most": self.thing.round.most_wishes, "chosen": chosen}

    def show(self, *, status: int = 200, **more: Any) -> Any:
        return super().show(status=status, suiting=self.suiting, others=self.others, round=self.thing.round, **more)

    def act(self, form: Any) -> Any:
        return set_wishes(actor=self.person, application=self.thing, wishes=form.wishes())


class ApplicationWithdraw(OnApplication, ActPage):
    permission = CHANGE_APPLICATION

    def act(self) -> Any:
        withdraw_application(actor=self.person, application=self.thing)
        messages.success(self.request, _("The application is withdrawn."))

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:round", args=[self.thing.round_id])

    def refused_url(self) -> str:
        return reverse("marketplace:application", args=[self.kwargs["pk"]])


class RoundProof(OnRound):
    """How the result came about: the rule, each goal with its bound, the seed and the hashes, computing it again."""

    template_name = "marketplace/round_proof.html"
    title = gettext_lazy("How the places were given")

    def fetch(self) -> AllocationRound:
        states = (RoundState.ALLOCATED, RoundState.PUBLISHED) if allowed(self.person, COORDINATE) else (RoundState.PUBLISHED,)
        return get_object_or_404(visible_rounds(self.person).filter(state__in=states), pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        round = self.thing
        result = round.result or {"proofs": []}
        return super().context() | {
            "round": round,
            "counts": round_counts(round),
            "proofs": [self.proof(row) for row in result["proofs"]],
            "seconds": (round.milliseconds or 0) / 1000,
            "is_coordinator": self.allows(COORDINATE),
        }

    @staticmethod
    def proof(row: dict[str, Any]) -> dict[str, Any]:
        """Goals that cost are stored as negative worth; distances in hundreds of metres."""
        per = -10 if row["goal"] == "distance" else -1 if row["goal"] == "wishes" else 1
        return {
            "goal": GOALS[row["goal"]],
            "value": row["value"] / per if row["value"] else 0,
            "bound": row["bound"] / per if row["bound"] else 0,
        }


class RoundData(OnRound):
    """The stored input and result, for whoever wants to compute it with other means. No names of people are in it."""

    permission = COORDINATE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        round = self.thing
        data = {
            "format": "talkoot.allocation",
            "format_version": 1,
            "input": round.input,
            "result": round.result,
            "input_sha256": round.input_hash,
            "result_sha256": round.result_hash,
            "solver": round.solver,
        }
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
        response["Content-Disposition"] = f'attachment; filename="round-{round.pk}.json"'
        response["Cache-Control"] = "private, no-store"
        return response
