"""Interest, the conversation, both sides' yes, the head's go-ahead, limits and settings."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.activities.marketplace.actions.go_ahead import (
    ask_go_ahead,
    change_settings,
    give_go_ahead,
    refuse_go_ahead,
    set_limit,
    take_back_go_ahead,
)
from talkoot.activities.marketplace.actions.interest import agree, decline_interest, send_message, show_interest, take_back_yes
from talkoot.activities.marketplace.content.kinds import GoAheadState, InterestState, Side
from talkoot.activities.marketplace.forms.talks import (
    AskGoAheadForm,
    GiveGoAheadForm,
    InterestForm,
    LimitForm,
    MessageForm,
    ReasonForm,
    SettingsForm,
)
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import (
    ASK_GO_AHEAD,
    COORDINATE,
    DECIDE_GO_AHEAD,
    READ_TALK,
    SET_LIMIT,
    SHOW_INTEREST,
    TALK,
    side_of,
)
from talkoot.activities.marketplace.queries.interest import (
    carried_by,
    go_ahead_of,
    limit_of,
    messages_of,
    own_limit_of,
    settings_in_force,
    visible_go_aheads,
    visible_interests,
)
from talkoot.activities.marketplace.queries.listings import host_units, organisations_for_ideas, units_for_needs
from talkoot.activities.marketplace.queries.rules import has_accepted, rules_in_force
from talkoot.activities.marketplace.views.reading import listing_or_404
from talkoot.kernel.links.registry import url_of
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.pages import ActPage, FormPage


class InterestPage(FormPage):
    """“We are interested”: a message and for whom. Rules that have not been accepted are shown first."""

    permission = SHOW_INTEREST
    template_name = "marketplace/interest.html"
    title = gettext_lazy("Show interest")
    submit_label = gettext_lazy("Send")
    done_message = gettext_lazy("Sent. The other side gets an e-mail and answers here.")
    form_class = InterestForm
    thing: Listing

    def fetch(self) -> Listing:
        return listing_or_404(self)

    @property
    def lead(self) -> Any:
        return self.thing.title

    def mine(self) -> list[Any]:
        found = organisations_for_ideas(self.person) if self.thing.is_need else units_for_needs(self.person)
        return list(found[:200])

    def form_kwargs(self) -> dict[str, Any]:
        return {"choices": self.mine(), "is_unit": not self.thing.is_need}

    def context(self) -> dict[str, Any]:
        return super().context() | {"listing": self.thing, "has_somebody": bool(self.mine())}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rules, mine = rules_in_force(), self.mine()
        if rules is not None and len(mine) == 1 and not self.accepted(rules, mine[0]):
            return redirect(f"{reverse('marketplace:rules')}?next={request.path}")
        return super().get(request, *args, **kwargs)

    def accepted(self, rules: Any, who: Any) -> bool:
        return has_accepted(rules, who.organisation_id, who.pk) if isinstance(who, Unit) else has_accepted(rules, who.pk, None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.mine():
            raise Http404
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> Interest:
        who = {"unit" if isinstance(form.who(), Unit) else "organisation": form.who()}
        return show_interest(actor=self.person, listing=self.thing, **who, **form.values())

    def done_url(self, result: Interest) -> str:
        return reverse("marketplace:talk", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:listing", args=[self.thing.pk])


def interest_or_404(page: Any) -> Interest:
    return get_object_or_404(visible_interests(page.person).select_related("trial", "listing__contact", "started_by"), pk=page.kwargs["pk"])


class TalkPage(FormPage):
    """The conversation: where it stands, what was said, what each side can do next."""

    permission = READ_TALK
    template_name = "marketplace/talk.html"
    submit_label = gettext_lazy("Send the message")
    done_message = gettext_lazy("Sent.")
    form_class = MessageForm
    thing: Interest

    def fetch(self) -> Interest:
        return interest_or_404(self)

    @property
    def title(self) -> Any:
        return self.thing.listing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Marketplace"), "url": reverse("marketplace:front")},
            {"label": self.thing.listing.title, "url": reverse("marketplace:listing", args=[self.thing.listing_id])},
            {"label": _("Conversation"), "url": ""},
        ]

    def context(self) -> dict[str, Any]:
        interest, go_ahead = self.thing, go_ahead_of(self.thing)
        side = side_of(self.person, interest)
        return super().context() | {
            "interest": interest,
            "side": side,
            "said": messages_of(interest),
            "go_ahead": go_ahead,
            "stages": stages_of(interest, go_ahead),
            "may_talk": side is not None and interest.is_open,
            "may_end": side is not None and interest.is_talk,
            "may_agree": side == Side.PARTNER and interest.is_talk and interest.partner_agreed_at is None,
            "may_take_back": side is not None and interest.is_talk and getattr(interest, f"{side}_agreed_at") is not None,
            "may_ask": side == Side.UNIT
            and interest.is_talk
            and (go_ahead is None or go_ahead.state in (GoAheadState.REFUSED, GoAheadState.TAKEN_BACK)),
            "may_agree_again": side == Side.UNIT and interest.is_talk and interest.unit_agreed_at is None and is_given(go_ahead),
            "is_head": go_ahead is not None and interest.is_talk and self.decides(go_ahead),
            "trial_url": url_of(interest.trial) if interest.trial else "",
        }

    def decides(self, go_ahead: GoAhead) -> bool:
        return allowed(self.person, DECIDE_GO_AHEAD, go_ahead)

    def act(self, form: Any) -> Any:
        return send_message(actor=self.person, interest=self.thing, text=form.cleaned_data["text"])

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:talk", args=[self.thing.pk]) + "#messages"


def is_given(go_ahead: GoAhead | None) -> bool:
    return go_ahead is not None and go_ahead.state == GoAheadState.GIVEN


def stages_of(interest: Interest, go_ahead: GoAhead | None) -> list[dict[str, Any]]:
    """What has been reached, for the phase bar. Yes and go-ahead come in any order."""
    is_over = interest.state in (InterestState.DECLINED, InterestState.WITHDRAWN)
    reached = [
        (_("Interest"), True),
        (_("Talking"), interest.state in (InterestState.TALKING, InterestState.AGREED)),
        (_("The partner says yes"), interest.partner_agreed_at is not None),
        (_("The unit says yes"), interest.unit_agreed_at is not None),
        (_("Go-ahead of the head"), is_given(go_ahead)),
        (_("Trial"), interest.trial_id is not None),
    ]
    waiting = next((place for place, (_label, is_done) in enumerate(reached) if not is_done), len(reached))
    return [
        {"label": label, "state": "done" if is_done else "current" if place == waiting and not is_over else "next"}
        for place, (label, is_done) in enumerate(reached)
    ]


class OnTalk(ActPage):
    permission = TALK
    thing: Interest

    def fetch(self) -> Interest:
        return interest_or_404(self)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:talk", args=[self.thing.pk])


class TalkAgree(OnTalk):
    done_message = gettext_lazy("Your side has said yes.")

    def act(self) -> Any:
        return agree(actor=self.person, interest=self.thing)


class TalkTakeBack(OnTalk):
    done_message = gettext_lazy("Your side's yes has been taken back.")

    def act(self) -> Any:
        return take_back_yes(actor=self.person, interest=self.thing)


class TalkForm(FormPage):
    """A form about a conversation; back to it."""

    thing: Interest

    def fetch(self) -> Interest:
        return interest_or_404(self)

    @property
    def lead(self) -> Any:
        return self.thing.listing.title

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:talk", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class TalkDecline(TalkForm):
    permission = TALK
    title = gettext_lazy("End the conversation")
    submit_label = gettext_lazy("End it")
    done_message = gettext_lazy("Ended. The other side gets your reason.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        return decline_interest(actor=self.person, interest=self.thing, reason=form.cleaned_data["reason"])


class AskGoAhead(TalkForm):
    permission = ASK_GO_AHEAD
    title = gettext_lazy("We want to do this")
    submit_label = gettext_lazy("Ask the head of the unit")
    done_message = gettext_lazy("The head of the unit has been asked and gets an e-mail.")
    form_class = AskGoAheadForm

    def act(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in ("hours", "note")}
        return ask_go_ahead(actor=self.person, interest=self.thing, **values)


class GoAheadForm(FormPage):
    permission = DECIDE_GO_AHEAD
    thing: GoAhead

    def fetch(self) -> GoAhead:
        return get_object_or_404(visible_go_aheads(self.person), pk=self.kwargs["pk"])

    @property
    def lead(self) -> Any:
        return self.thing.interest.listing.title

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:talk", args=[self.thing.interest_id])

    def cancel_url(self) -> str:
        return self.done_url(None)


class GoAheadGive(GoAheadForm):
    """The head sees what is asked and how much the unit carries already."""

    template_name = "marketplace/go_ahead.html"
    title = gettext_lazy("Go-ahead of the unit")
    submit_label = gettext_lazy("Give the go-ahead")
    done_message = gettext_lazy("The go-ahead has been given.")
    form_class = GiveGoAheadForm

    def context(self) -> dict[str, Any]:
        unit = self.thing.unit
        return super().context() | {
            "go_ahead": self.thing,
            "interest": self.thing.interest,
            "carried_count": carried_by(unit).count(),
            "limit": limit_of(unit),
        }

    def act(self, form: Any) -> Any:
        return give_go_ahead(actor=self.person, go_ahead=self.thing, **form.cleaned_data)


class GoAheadRefuse(GoAheadForm):
    """Refuse, or take back what was given, with a reason."""

    title = gettext_lazy("No go-ahead")
    submit_label = gettext_lazy("Send the answer")
    done_message = gettext_lazy("The asker gets your reason.")
    form_class = ReasonForm

    def act(self, form: Any) -> Any:
        against = take_back_go_ahead if self.thing.state == GoAheadState.GIVEN else refuse_go_ahead
        return against(actor=self.person, go_ahead=self.thing, reason=form.cleaned_data["reason"])


class UnitLimitPage(FormPage):
    permission = SET_LIMIT
    title = gettext_lazy("How much the unit carries at once")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = LimitForm
    thing: Unit

    def fetch(self) -> Unit:
        return get_object_or_404(host_units(), pk=self.kwargs["pk"])

    @property
    def lead(self) -> Any:
        return self.thing.name

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"most_at_once": own_limit_of(self.thing)}}

    def act(self, form: Any) -> Any:
        return set_limit(actor=self.person, unit=self.thing, most_at_once=form.cleaned_data["most_at_once"])

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:unit", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class MarketSettingsPage(FormPage):
    permission = COORDINATE
    title = gettext_lazy("Settings of the marketplace")
    lead = gettext_lazy("How long listings are shown, how much a unit carries, what is promised, and when units get mail.")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = SettingsForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": settings_in_force()}

    def act(self, form: Any) -> Any:
        return change_settings(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:work")

    def cancel_url(self) -> str:
        return self.done_url(None)
