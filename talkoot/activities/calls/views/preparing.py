"""Preparing programmes and challenges."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.calls.actions.challenges import (
    change_challenge,
    check_challenge,
    publish_challenge,
    start_challenge,
    take_back_challenge,
)
from talkoot.activities.calls.actions.programmes import (
    add_programme_day,
    change_programme,
    close_programme,
    open_programme,
    remove_programme_day,
    reopen_programme,
    start_programme,
)
from talkoot.activities.calls.content.origins import read_origin
from talkoot.activities.calls.forms.work import ChallengeForm, ChecklistForm, DayForm, ProgrammeForm
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE, WRITE_CHALLENGE
from talkoot.activities.calls.queries.calls import part_in_use, version_in_use
from talkoot.activities.calls.queries.programmes import (
    days_of,
    hosts_of,
    origin_of,
    programmes_for_challenges,
    visible_challenges,
    visible_programmes,
)
from talkoot.activities.calls.slots import CHALLENGE_CHECKLIST
from talkoot.activities.calls.views.reading import OnProgramme, crumbs
from talkoot.kernel.links.registry import title_of
from talkoot.kernel.ui.pages import ActPage, FormPage, Page


class ProgrammeMake(FormPage):
    permission = COORDINATE
    title = gettext_lazy("Begin a programme")
    lead = gettext_lazy("Why, with which money, where and by when. Nobody sees it before you publish it.")
    submit_label = gettext_lazy("Save the draft")
    form_class = ProgrammeForm  # type: ignore[assignment]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((_("Programmes"), reverse("calls:programmes")), (self.title, ""))

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Programme:
        values = form.values()
        if values["owner"] is None:
            del values["owner"]
        return start_programme(actor=self.person, **values)

    def done_url(self, result: Programme) -> str:
        return reverse("calls:programme", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("calls:programmes")


class ProgrammeEdit(OnProgramme, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Change the programme")
    form_class = ProgrammeForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        hosts = [row.unit for row in hosts_of(self.thing)]
        return {"municipality": self.municipality, "instance": self.thing, "initial": {"hosts": hosts}}

    def act(self, form: Any) -> Programme:
        return change_programme(actor=self.person, programme=self.thing, **form.values())

    def done_url(self, result: Programme) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class ProgrammeStep(OnProgramme, ActPage):
    permission = COORDINATE

    def act(self) -> Any:
        steps = {"open": open_programme, "close": close_programme, "reopen": reopen_programme}
        if self.kwargs["step"] not in steps:
            raise Http404
        return steps[self.kwargs["step"]](actor=self.person, programme=self.thing)

    def done_url(self, result: Any) -> str:
        return self.back()


class DayAdd(OnProgramme, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Add a day to the calendar")
    form_class = DayForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Any:
        return add_programme_day(actor=self.person, programme=self.thing, **form.values())

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class DayRemove(OnProgramme, ActPage):
    permission = COORDINATE

    def act(self) -> Any:
        day = get_object_or_404(days_of(self.thing), pk=self.kwargs["day"])
        return remove_programme_day(actor=self.person, programme=self.thing, day=day)

    def done_url(self, result: Any) -> str:
        return self.back()


class ChallengeMake(FormPage):
    """`?from=places.placeneed:12` names what it grew from."""

    permission = WRITE_CHALLENGE
    title = gettext_lazy("Write a challenge")
    lead = gettext_lazy("What is wrong and for whom, in the words of those whose need it is. Never what the solution must be.")
    submit_label = gettext_lazy("Save the draft")
    form_class = ChallengeForm  # type: ignore[assignment]

    def fetch(self) -> None:
        # The action asks for the host that is chosen: the page only whether she is signed in.
        self.programme = get_object_or_404(visible_programmes(self.person), slug=self.kwargs["slug"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.programme.name, reverse("calls:programme", args=[self.programme.slug])), (self.title, ""))

    def origin(self) -> Any:
        kind, pk = read_origin(self.request.GET.get("from", ""))
        return origin_of(kind, pk, self.person)

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def context(self) -> dict[str, Any]:
        origin = self.origin()
        return super().context() | {"origin": title_of(origin) if origin is not None else ""}

    def act(self, form: Any) -> Challenge:
        values = form.values()
        origin = self.origin()
        if values["contact"] is None:
            del values["contact"]
        return start_challenge(actor=self.person, programme=self.programme, came_from=[origin] if origin is not None else [], **values)

    def done_url(self, result: Challenge) -> str:
        return reverse("calls:challenge", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("calls:programme", args=[self.programme.slug])


class FastTrialBegin(Page):
    """Where a proposal to a place goes on as a fast trial: choose the programme; the challenge remembers what it grew from."""

    permission = COORDINATE
    template_name = "calls/begin.html"
    title = gettext_lazy("Make a fast trial of it")
    lead = gettext_lazy("A challenge is written of the need behind it, and the challenge is opened to all in a call.")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.title, ""))

    def context(self) -> dict[str, Any]:
        kind, pk = read_origin(self.request.GET.get("from", ""))
        origin = origin_of(kind, pk, self.person)
        asked = f"?from={kind}:{pk}" if origin is not None else ""
        rows = programmes_for_challenges(self.person)[:50]
        return super().context() | {
            "origin": title_of(origin) if origin is not None else "",
            "programmes": [{"programme": row, "url": reverse("calls:challenge_make", args=[row.slug]) + asked} for row in rows],
        }


class OnChallenge(Page):
    permission = WRITE_CHALLENGE
    thing: Challenge

    def fetch(self) -> Challenge:
        rows = visible_challenges(self.person).select_related("municipality", "programme", "unit__organisation", "place")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.thing.title, self.back()), (self.title, ""))

    def back(self) -> str:
        return reverse("calls:challenge", args=[self.thing.pk])


class ChallengeEdit(OnChallenge, FormPage):
    title = gettext_lazy("Change the challenge")
    lead = gettext_lazy("A checked challenge goes back to the draft when its text changes.")
    form_class = ChallengeForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "instance": self.thing}

    def act(self, form: Any) -> Challenge:
        return change_challenge(actor=self.person, challenge=self.thing, **form.values())

    def done_url(self, result: Challenge) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class ChallengeCheck(OnChallenge, FormPage):
    permission = COORDINATE
    title = gettext_lazy("Check the challenge")
    lead = gettext_lazy("Go through the checklist with the host. When all of it holds, the challenge may be published.")
    submit_label = gettext_lazy("It is checked")
    form_class = ChecklistForm

    def form_kwargs(self) -> dict[str, Any]:
        part = part_in_use(version_in_use(), CHALLENGE_CHECKLIST)
        return {"items": part.data["items"] if part is not None else [], "holding": self.thing.points}

    def act(self, form: Any) -> Challenge:
        return check_challenge(actor=self.person, challenge=self.thing, holding=form.holding())

    def done_url(self, result: Challenge) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class ChallengeStep(OnChallenge, ActPage):
    permission = COORDINATE

    def act(self) -> Any:
        steps = {"publish": publish_challenge, "take_back": take_back_challenge}
        if self.kwargs["step"] not in steps:
            raise Http404
        return steps[self.kwargs["step"]](actor=self.person, challenge=self.thing)

    def done_url(self, result: Any) -> str:
        return self.back()
