"""What follows the trial: deciding it, doing it, handing it over."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.actions.after import decide_after, hand_after_over, tell_done
from talkoot.activities.calls.forms.kick_off import (
    AfterForm,
    DoneForm,
    HandOverForm,
)
from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.permissions import (
    DECIDE_AFTER,
    DO_AFTER,
    READ_KICK_OFF,
)
from talkoot.activities.calls.queries.kick_offs import readable_kick_offs
from talkoot.activities.calls.queries.people import possible_owners
from talkoot.activities.calls.queries.reports import (
    BEHIND,
)
from talkoot.activities.calls.views.kick_offs import OfKickOff, kick_off_crumbs
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import FormPage


class AfterDecide(OfKickOff, FormPage):
    permission = DECIDE_AFTER
    title = gettext_lazy("Decide what follows the trial")
    lead = gettext_lazy(
        "With its ground, who sees to it and by when. Buying is a procurement of its own in which all tenderers stand equal."
    )
    submit_label = gettext_lazy("Decide")
    done_message = gettext_lazy("Decided.")
    form_class = AfterForm

    def form_kwargs(self) -> dict[str, Any]:
        owner = self.thing.line.application.challenge.after_owner_id
        return {"municipality": self.municipality, "owners": possible_owners(self.thing), "initial": {"owner": owner}}

    def act(self, form: Any) -> Any:
        return decide_after(actor=self.person, kick_off=self.thing, **form.cleaned_data)


class OfAfter:
    person: Any
    kwargs: dict[str, Any]
    thing: AfterDecision
    title: Any

    def fetch(self) -> AfterDecision | None:
        if self.person is None:
            return None
        mine = AfterDecision.objects.filter(owner=self.person) | AfterDecision.objects.filter(
            kick_off__in=readable_kick_offs(self.person).values("pk")
        )
        return get_object_or_404(mine.select_related("owner", *BEHIND).distinct(), pk=self.kwargs["pk"])

    def done_url(self, result: Any) -> str:
        if allowed(self.person, READ_KICK_OFF, self.thing):
            return reverse("calls:kick_off", args=[self.thing.kick_off_id]) + "#after"
        return reverse("home:queue")

    def cancel_url(self) -> str:
        return self.done_url(None)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return kick_off_crumbs(self.thing.kick_off, (self.title, ""))


class AfterDone(OfAfter, FormPage):
    permission = DO_AFTER
    template_name = "calls/after_done.html"
    title = gettext_lazy("What was decided has been done")
    submit_label = gettext_lazy("It is done")
    done_message = gettext_lazy("Thank you. It waits no more.")
    form_class = DoneForm

    def context(self) -> dict[str, Any]:
        return super().context() | {"after": self.thing}

    def act(self, form: Any) -> Any:
        return tell_done(actor=self.person, after=self.thing, **form.cleaned_data)


class AfterHandOver(OfAfter, FormPage):
    permission = DO_AFTER
    title = gettext_lazy("Hand it over")
    form_class = HandOverForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"owners": possible_owners(self.thing.kick_off)}

    def act(self, form: Any) -> Any:
        return hand_after_over(actor=self.person, after=self.thing, owner=form.cleaned_data["owner"])
