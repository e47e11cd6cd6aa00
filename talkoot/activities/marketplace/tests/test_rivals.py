"""Several people press the same button at once, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import translation

from talkoot.activities.marketplace.actions.go_ahead import ask_go_ahead, give_go_ahead, set_limit
from talkoot.activities.marketplace.actions.interest import agree, show_interest
from talkoot.activities.marketplace.actions.listings import publish_listing, send_listing
from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import ListingCheck
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.tests.making import FULL, a_need, adopt_model, an_idea, asked, published
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.refusals import Refusal

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def at_once(municipality: Municipality, *attempts: Callable[[], object]) -> list[str]:
    """What each attempt gave: "done", or the refusal."""
    gate = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> str:
        try:
            gate.wait()
            with in_municipality(municipality), translation.override("en"):
                attempt()
            return "done"
        except Refusal as refusal:
            with translation.override("en"):
                return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(run, attempts))


def test_interest_shown_twice_at_once_is_one(espoo, rules, aino):
    need = published(aino, a_need(rules))
    show = lambda: show_interest(actor=rules.maker, listing=need, organisation=rules.company, text="Hei!")  # noqa: E731
    assert at_once(espoo, show, show, show) == ["You have a conversation about this already."] * 2 + ["done"]
    assert (Interest.objects.count(), Message.objects.count()) == (1, 1)


def test_two_go_aheads_at_once_do_not_overload_the_unit(espoo, rules, aino):
    set_limit(actor=rules.head, unit=rules.school, most_at_once=1)
    both = [asked(aino, rules), asked(aino, rules)]
    results = at_once(espoo, *(lambda one=one: give_go_ahead(actor=rules.head, go_ahead=one, **FULL) for one in both))
    assert results == ["The unit carries 1 trial at once, and has it.", "done"]
    assert (GoAhead.objects.filter(state="given").count(), Trial.objects.count()) == (1, 1)


def test_the_last_place_of_an_idea_is_given_once(espoo, rules, aino):
    other_head = Person.objects.create_user("helmi@people.example", "correct horse battery", name="Helmi", language="en")
    Membership.objects.create(person=other_head, organisation=rules.city, unit=rules.other_school, is_head=True)
    idea = published(aino, an_idea(rules, capacity=1))
    units = []
    for unit in (rules.school, rules.other_school):
        person = rules.head if unit == rules.school else other_head
        accept_rules(actor=person, organisation=rules.city, unit=unit)
        interest = show_interest(actor=person, listing=idea, unit=unit, text="Me haluamme.")
        agree(actor=rules.maker, interest=interest)
        units.append((person, ask_go_ahead(actor=person, interest=interest, hours=3)))
    results = at_once(espoo, *(lambda who=who, one=one: give_go_ahead(actor=who, go_ahead=one, **FULL) for who, one in units))
    assert results == ["All 1 places of this idea are taken.", "done"]
    assert Trial.objects.count() == 1


def test_both_sides_say_yes_at_once_and_one_trial_comes_of_it(espoo, rules, aino):
    need = published(aino, a_need(rules))
    interest = show_interest(actor=rules.maker, listing=need, organisation=rules.company, text="Hei!")
    go_ahead = ask_go_ahead(actor=rules.teacher, interest=interest, hours=4)
    results = at_once(
        espoo,
        lambda: agree(actor=rules.maker, interest=interest),
        lambda: give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL),
    )
    assert results == ["done", "done"]
    assert Interest.objects.get().trial == Trial.objects.get()


def test_two_coordinators_publish_at_once(espoo, rules, aino):
    need = send_listing(actor=rules.teacher, listing=a_need(rules))
    results = at_once(espoo, *[lambda: publish_listing(actor=aino, listing=need)] * 2)
    assert results == ["This cannot be done while the state is “Published”.", "done"]
    assert ListingCheck.objects.count() == 1


def test_rules_accepted_at_once_are_accepted_once(espoo, cast):
    adopt_model()
    accept = lambda: accept_rules(actor=cast.maker, organisation=cast.company)  # noqa: E731
    assert at_once(espoo, accept, accept) == ["done", "done"]
    assert RulesAcceptance.objects.count() == 1
