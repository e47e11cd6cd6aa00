"""What everybody reads: calls, challenges and programmes."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.activities.calls.content.states import CallState, ChallengeState
from talkoot.activities.calls.forms.reading import CallFilter
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import COORDINATE, VIEW, WRITE_CHALLENGE
from talkoot.activities.calls.phases import CALL, CHALLENGE, PROGRAMME
from talkoot.activities.calls.queries.applications import own_applications
from talkoot.activities.calls.queries.calls import (
    answered_questions,
    calls_of,
    challenges_in,
    criteria_of,
    deadline_changes_of,
    is_follower,
    is_open,
    own_questions,
    public_calls,
    visible_calls,
)
from talkoot.activities.calls.queries.programmes import challenges_of, days_of, hosts_of, visible_challenges, visible_programmes
from talkoot.activities.calls.templatetags.calls import euros, moment
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.links.queries import thread_of
from talkoot.kernel.ui.caching import PubliclyKept
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.tools.measures.queries import measures_of

# Steps that have a page or a button of their own, and those that follow by themselves.
NOT_BY_BUTTON = frozenset({"cancel", "close", "begin_deciding", "decide", "evaluate", "check"})


def crumbs(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [{"label": _("Fast trials"), "url": reverse("calls:list")}, *({"label": label, "url": url} for label, url in more)]


def open_steps(life: Any, thing: Any, person: Any) -> list[dict[str, Any]]:
    """The steps that have a plain button, with what stands in their way."""
    return [
        {"name": one.step.name, "label": one.step.label, "refusals": one.refusals, "is_free": one.is_free}
        for one in life.open_steps(thing, person)
        if one.step.name not in NOT_BY_BUTTON
    ]


class CallList(PubliclyKept, ListPage):
    permission = VIEW
    title = gettext_lazy("Calls for fast trials")
    lead = gettext_lazy("The municipality has a need, you have an idea: try it out together in a real place, small and short.")
    row_template = "calls/call_row.html"
    filter_form_class = CallFilter
    sorts = (
        Sort("deadline", gettext_lazy("Latest deadline first"), lambda language: F("closes_at"), is_descending=True),
        Sort("title", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
    )

    def rows(self) -> Any:
        return public_calls()

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        here = self.request.build_absolute_uri(reverse("calls:list"))
        return (
            Column(pgettext("text", "Title"), lambda call: call.title),
            Column(pgettext("fast trials", "Programme"), lambda call: call.programme.name),
            Column(_("State"), lambda call: call.get_state_display()),
            Column(_("Opens"), lambda call: timezone.localtime(call.opens_at).isoformat()),
            Column(_("Deadline"), lambda call: timezone.localtime(call.closes_at).isoformat()),
            Column(_("At most for one trial, euros without VAT"), lambda call: call.ceiling),
            Column(_("Address"), lambda call: f"{here}call/{call.slug}/"),
        )

    def downloads(self) -> list[dict[str, Any]]:
        chosen = self.request.GET.get("theme", "")
        narrowed = f"?theme={chosen}" if chosen.isascii() and chosen.replace("-", "").isalpha() else ""
        return [
            *super().downloads(),
            {"label": "Atom", "url": reverse("calls:feed_atom") + narrowed, "type": "application/atom+xml"},
            {"label": "JSON Feed", "url": reverse("calls:feed_json") + narrowed, "type": "application/feed+json"},
            {"label": _("Calendar of deadlines"), "url": reverse("calls:deadlines"), "type": "text/calendar"},
        ]

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Our applications"), "url": reverse("calls:mine")} if self.person else None

    def empty(self) -> dict[str, Any]:
        if self.request.GET:
            return {
                "title": _("Nothing was found"),
                "text": _("Take a filter away, or search with another word."),
                "action": {"label": _("Show all"), "url": self.request.path},
            }
        return {
            "title": _("No calls yet"),
            "text": _("When the municipality looks for ideas to try, the call is published here."),
            "action": {"label": _("Programmes"), "url": reverse("calls:programmes")},
        }


class OnCall(Page):
    """Pages about one call, under its rule of who sees it."""

    permission = VIEW
    thing: Call

    def fetch(self) -> Call:
        calls = visible_calls(self.person).select_related("municipality", "programme", "agreement__template", "contact")
        return get_object_or_404(calls, slug=self.kwargs["slug"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.thing.title, reverse("calls:call", args=[self.thing.slug])), (self.title, ""))

    def back(self) -> str:
        return reverse("calls:call", args=[self.thing.slug])


class CallDetail(OnCall):
    template_name = "calls/call.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        programme = self.thing.programme
        return crumbs((programme.name, reverse("calls:programme", args=[programme.slug])), (self.thing.title, ""))

    def context(self) -> dict[str, Any]:
        call, person, now = self.thing, self.person, timezone.now()
        is_coordinator = person is not None and self.allows(COORDINATE)
        criteria = criteria_of(call)
        return super().context() | {
            "call": call,
            "now": now,
            "address": self.request.build_absolute_uri(self.back()),
            "is_open": is_open(call, now),
            "takes_questions": call.state == CallState.PUBLISHED and now <= call.questions_until,
            "stages": stages_of(call, now),
            "challenges": challenges_in(call),
            "criteria": criteria,
            "weights": sum(row.weight for row in criteria),
            "facts": facts_of(call),
            "changes": deadline_changes_of(call)[:10],
            "questions": answered_questions(call)[:200],
            "own_questions": own_questions(call, person)[:20] if person is not None else [],
            "mine": own_applications(person).filter(call=call)[:20] if person is not None else [],
            "is_follower": is_follower(call, person),
            "is_coordinator": is_coordinator,
            "is_past": now > call.closes_at,
            "steps": open_steps(CALL, call, person) if is_coordinator else [],
            "thread": thread_of(call, person),
            "panels": panels_of(call, person),
        }


def stages_of(call: Call, now: Any) -> list[dict[str, Any]]:
    """The way of a call for its readers: open, questions answered, applications, selection, decision."""
    names = [
        pgettext("stage of a call", "Open"),
        pgettext("stage of a call", "Applications are checked"),
        pgettext("stage of a call", "Selection"),
        pgettext("stage of a call", "Decision"),
        pgettext("stage of a call", "Trials"),
    ]
    here = {CallState.CLOSED: 1, CallState.DECIDING: 2, CallState.DECIDED: 4}.get(CallState(call.state), 0)
    if here == 0 and now > call.closes_at:
        here = 1
    return [
        {"label": name, "state": "done" if place < here else "current" if place == here else "next"} for place, name in enumerate(names)
    ]


def facts_of(call: Call) -> list[dict[str, Any]]:
    """Label and value of the terms, for the side of the page."""
    lengths = _("%(shortest)d–%(longest)d days") % {"shortest": call.shortest_days, "longest": call.longest_days}
    rows = [
        (_("Deadline"), moment(call.closes_at)),
        (_("Questions until"), moment(call.questions_until)),
        (_("Information session"), ", ".join(str(part) for part in (moment(call.info_session_at), call.info_session) if part)),
        (_("At most for one trial"), euros(call.ceiling)),
        (_("Money of the call"), euros(call.budget)),
        (_("Length of a trial"), lengths),
        (_("In which form it is paid"), call.programme.get_legal_form_display()),
        (_("Jury"), _("does not see who applies") if call.is_blind else ""),
        (_("Whom to ask"), str(call.contact) if call.contact else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


class CallAgreement(OnCall):
    """The draft of the agreement, as it is offered to those who are chosen."""

    template_name = "calls/agreement.html"
    title = gettext_lazy("Draft of the agreement")

    def context(self) -> dict[str, Any]:
        agreement = self.thing.agreement
        return super().context() | {"call": self.thing, "agreement": agreement, "clauses": agreement.clauses if agreement else []}


class ChallengeDetail(Page):
    permission = VIEW
    template_name = "calls/challenge.html"
    thing: Challenge

    def fetch(self) -> Challenge:
        rows = visible_challenges(self.person).select_related("municipality", "programme", "unit__organisation", "place", "contact")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        programme = self.thing.programme
        return crumbs((programme.name, reverse("calls:programme", args=[programme.slug])), (self.thing.title, ""))

    def context(self) -> dict[str, Any]:
        challenge, person = self.thing, self.person
        may_write = person is not None and self.allows(WRITE_CHALLENGE)
        is_coordinator = person is not None and self.allows(COORDINATE)
        return super().context() | {
            "challenge": challenge,
            "texts": challenge_texts(challenge),
            "calls": visible_calls(person).filter(pk__in=calls_of(challenge)).order_by("-closes_at", "-pk")[:20],
            "measures": measures_of(challenge),
            "may_write": may_write and challenge.state != ChallengeState.PUBLISHED,
            "may_measure": may_write,
            "is_coordinator": is_coordinator,
            "steps": open_steps(CHALLENGE, challenge, person) if is_coordinator else [],
            "thread": thread_of(challenge, person),
            "panels": panels_of(challenge, person),
        }


def challenge_texts(challenge: Challenge) -> list[tuple[Any, Any]]:
    """The written parts with their headings, in the order in which they are read."""
    headings = (
        (_("The need in the users' own words"), challenge.need),
        (_("How it is today"), challenge.situation),
        (_("Whom it concerns"), challenge.affected),
        (_("What should change"), challenge.wanted_change),
        (_("Limits of space, ICT, safety and data"), challenge.constraints),
        (_("What the host offers"), challenge.offers),
        (_("What is still open"), challenge.open_questions),
    )
    return [(heading, words) for heading, words in headings if words]


class ProgrammeList(PubliclyKept, ListPage):
    permission = VIEW
    title = gettext_lazy("Programmes of fast trials")
    lead = gettext_lazy("Why the municipality tries things out, with which money, where and by when.")
    row_template = "calls/programme_row.html"
    sorts = (
        Sort("changed", gettext_lazy("Changed last"), lambda language: F("changed_at"), is_descending=True),
        Sort("name", gettext_lazy("By name"), lambda language: in_order_of("name_order", language)),
    )

    def rows(self) -> Any:
        return visible_programmes(self.person)

    def primary_action(self) -> dict[str, Any] | None:
        may = self.person is not None and self.allows(COORDINATE)
        return {"label": _("Begin a programme"), "url": reverse("calls:programme_make")} if may else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No programmes yet"), "text": _("A programme gathers challenges, calls and trials.")}


class OnProgramme(Page):
    permission = VIEW
    thing: Programme

    def fetch(self) -> Programme:
        rows = visible_programmes(self.person).select_related("municipality", "evaluator_organisation", "evaluator", "owner")
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((self.thing.name, reverse("calls:programme", args=[self.thing.slug])), (self.title, ""))

    def back(self) -> str:
        return reverse("calls:programme", args=[self.thing.slug])


class ProgrammeDetail(OnProgramme):
    template_name = "calls/programme.html"

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return crumbs((_("Programmes"), reverse("calls:programmes")), (self.thing.name, ""))

    def context(self) -> dict[str, Any]:
        programme, person = self.thing, self.person
        is_coordinator = person is not None and self.allows(COORDINATE)
        return super().context() | {
            "programme": programme,
            "stages": PROGRAMME.stages(programme),
            "facts": programme_facts(programme),
            "hosts": hosts_of(programme),
            "days": days_of(programme),
            "challenges": challenges_of(programme, person)[:50],
            "calls": visible_calls(person).filter(programme=programme).order_by("-closes_at", "-pk")[:50],
            "is_coordinator": is_coordinator,
            "steps": open_steps(PROGRAMME, programme, person) if is_coordinator else [],
            "thread": thread_of(programme, person),
            "panels": panels_of(programme, person),
        }


def programme_facts(programme: Programme) -> list[dict[str, Any]]:
    rows = [
        (_("Budget"), euros(programme.budget_total)),
        (_("At most for one trial"), euros(programme.ceiling)),
        (
            _("Length of a trial"),
            _("%(shortest)d–%(longest)d days") % {"shortest": programme.shortest_days, "longest": programme.longest_days},
        ),
        (_("In which form it is paid"), programme.get_legal_form_display()),
        (_("Where the money comes from"), programme.funding),
        (_("Outside evaluator"), programme.evaluator_organisation),
        (_("Owner"), programme.owner),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
