"""Several people press the same button at once, with real commits."""

from __future__ import annotations

from functools import partial

import pytest

from talkoot.activities.marketplace.actions.go_ahead import ask_go_ahead, give_go_ahead, set_limit
from talkoot.activities.marketplace.actions.interest import agree, show_interest
from talkoot.activities.marketplace.actions.listings import publish_listing, send_listing
from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import ListingCheck
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.tests.at_once import at_once
from talkoot.activities.marketplace.tests.making import FULL, a_need, an_idea, asked, published
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


def test_interest_shown_twice_at_once_is_one(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        need = published(aino, a_need(cast))

    def show() -> None:
        show_interest(actor=cast.maker, listing=need, organisation=cast.company, text="Hei!")

    assert at_once(espoo, show, show, show) == ["You have a conversation about this already."] * 2 + ["done"]
    with in_municipality(espoo):
        assert (Interest.objects.count(), Message.objects.count()) == (1, 1)


def test_two_go_aheads_at_once_do_not_overload_the_unit(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        set_limit(actor=cast.head, unit=cast.school, most_at_once=1)
        both = [asked(aino, cast), asked(aino, cast)]
    results = at_once(espoo, *(partial(give_go_ahead, actor=cast.head, go_ahead=one, **FULL) for one in both))
    assert results == ["The unit carries 1 trial at once, and has it.", "done"]
    with in_municipality(espoo):
        assert (GoAhead.objects.filter(state="given").count(), Trial.objects.count()) == (1, 1)


def test_the_last_place_of_an_idea_is_given_once(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        other_head = Person.objects.create_user("helmi@people.example", "correct horse battery", name="Helmi", language="en")
        Membership.objects.create(person=other_head, organisation=cast.city, unit=cast.other_school, is_head=True)
        accept_rules(actor=other_head, organisation=cast.city, unit=cast.other_school)
        idea = published(aino, an_idea(cast, capacity=1))
        attempts = []
        for person, unit in ((cast.head, cast.school), (other_head, cast.other_school)):
            interest = show_interest(actor=person, listing=idea, unit=unit, text="Me haluamme.")
            agree(actor=cast.maker, interest=interest)
            go_ahead = ask_go_ahead(actor=person, interest=interest, hours=3)
            attempts.append(partial(give_go_ahead, actor=person, go_ahead=go_ahead, **FULL))
    assert at_once(espoo, *attempts) == ["All 1 places of this idea are taken.", "done"]
    with in_municipality(espoo):
        assert Trial.objects.count() == 1


def test_both_sides_say_yes_at_once_and_one_trial_comes_of_it(espoo, aino, committed_cast):
    cast = committed_cast
    with in_municipality(espoo):
        need = published(aino, a_need(cast))
        interest = show_interest(actor=cast.maker, listing=need, organisation=cast.company, text="Hei!")
        go_ahead = ask_go_ahead(actor=cast.teacher, interest=interest, hours=4)
    results = at_once(
        espoo,
        partial(agree, actor=cast.maker, interest=interest),
        partial(give_go_ahead, actor=cast.head, go_ahead=go_ahead, **FULL),
    )
    assert results == ["done", "done"]
    with in_municipality(espoo):
        assert Interest.objects.get().trial == Trial.objects.get()


def test_two_coordinators_publish_at_once(espoo, aino, committed_cast):
    with in_municipality(espoo):
        need = send_listing(actor=committed_cast.teacher, listing=a_need(committed_cast))
    results = at_once(espoo, *[partial(publish_listing, actor=aino, listing=need)] * 2)
    assert results == ["This cannot be done while the state is “Published”.", "done"]
    with in_municipality(espoo):
        assert ListingCheck.objects.count() == 1


def test_rules_accepted_at_once_are_accepted_once(espoo, committed_cast):
    cast = committed_cast
    accept = partial(accept_rules, actor=cast.teacher, organisation=cast.city, unit=cast.school)
    assert at_once(espoo, accept, accept) == ["done", "done"]
    with in_municipality(espoo):
        assert RulesAcceptance.objects.filter(person=cast.teacher).count() == 1
