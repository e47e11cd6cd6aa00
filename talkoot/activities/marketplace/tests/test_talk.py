"""Interest, conversation, the yes of both sides, the head's go-ahead, and the trial that comes of it."""

from __future__ import annotations

import pytest

from talkoot.activities.marketplace.actions.go_ahead import (
    ask_go_ahead,
    give_go_ahead,
    refuse_go_ahead,
    set_limit,
    take_back_go_ahead,
)
from talkoot.activities.marketplace.actions.interest import agree, decline_interest, send_message, show_interest, take_back_yes
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest, Message
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.queries.interest import (
    go_aheads_waiting,
    receivers_of,
    visible_interests,
    waiting_for_answer_of,
)
from talkoot.activities.marketplace.tests.making import FULL, a_need, agreed, an_idea, asked, published, talk
from talkoot.commons.trials.models.gates import HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.trial import Group, Material, Trial
from talkoot.kernel.links.models import Link
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.refusals import Forbidden, Refusal


def test_company_answers_a_need_and_they_talk(rules, aino):
    interest = talk(aino, rules)
    assert (interest.state, interest.unit, interest.organisation, interest.last_side) == ("new", rules.school, rules.company, "partner")
    assert list(waiting_for_answer_of(rules.teacher)) == [interest]
    assert not waiting_for_answer_of(rules.maker).exists()
    send_message(actor=rules.teacher, interest=interest, text="Kiinnostaa, kertokaa lisää.")
    interest.refresh_from_db()
    assert (interest.state, interest.last_side) == ("talking", "unit")
    assert list(waiting_for_answer_of(rules.maker)) == [interest]
    assert [message.side for message in Message.objects.all()] == ["partner", "unit"]


def test_interest_once_and_with_the_rules(rules, aino):
    interest = talk(aino, rules)
    with pytest.raises(Refusal, match="conversation about this already"):
        show_interest(actor=rules.maker, listing=interest.listing, organisation=rules.company, text="Toistamiseen.")
    with pytest.raises(Refusal, match="company or community"):
        show_interest(actor=rules.teacher, listing=interest.listing, organisation=rules.city, text="Me.")
    with pytest.raises(Forbidden):
        show_interest(actor=rules.rival, listing=interest.listing, organisation=rules.company, text="Muiden nimissä.")
    idea = published(aino, an_idea(rules))
    with pytest.raises(Forbidden):
        show_interest(actor=rules.teacher, listing=idea, unit=rules.other_school, text="Toisen koulun puolesta.")


def test_interest_needs_the_rules_accepted(cast, rules, aino):
    idea = published(aino, an_idea(rules))
    Membership.objects.filter(person=rules.teacher).update(unit=rules.other_school)
    with pytest.raises(Refusal, match="rules have not been accepted"):
        show_interest(actor=rules.teacher, listing=idea, unit=rules.other_school, text="Vi är intresserade.")


def test_interest_in_what_is_not_published(rules):
    with pytest.raises(Refusal, match="does not look for partners"):
        show_interest(actor=rules.maker, listing=a_need(rules), organisation=rules.company, text="Hei.")


def test_a_rival_sees_nothing_of_a_conversation(rules, aino, bo, carl):
    interest = talk(aino, rules)
    for outsider in (rules.rival, bo, carl, None):
        assert not visible_interests(outsider).exists()
    assert list(visible_interests(aino)) == list(visible_interests(rules.head)) == [interest]
    with pytest.raises(Forbidden):
        send_message(actor=rules.rival, interest=interest, text="Kuuntelin.")
    with pytest.raises(Forbidden):
        send_message(actor=aino, interest=interest, text="Koordinaattori lukee, ei kirjoita.")


def test_decline_with_a_reason(rules, aino):
    interest = talk(aino, rules)
    with pytest.raises(Refusal, match="why"):
        decline_interest(actor=rules.teacher, interest=interest, reason="")
    declined = decline_interest(actor=rules.teacher, interest=interest, reason="Saimme jo toisen kumppanin.")
    assert (declined.state, declined.end_reason) == ("declined", "Saimme jo toisen kumppanin.")
    with pytest.raises(Refusal, match="has ended"):
        send_message(actor=rules.maker, interest=interest, text="Vielä yksi asia.")
    again = show_interest(actor=rules.maker, listing=interest.listing, organisation=rules.company, text="Uusi versio.")
    assert decline_interest(actor=rules.maker, interest=again, reason="Emme ehdi.").state == "withdrawn"


def test_head_alone_gives_the_go_ahead_and_all_of_it(rules, aino):
    go_ahead = asked(aino, rules)
    assert list(go_aheads_waiting(rules.head)) == [go_ahead]
    assert not go_aheads_waiting(rules.teacher).exists()
    for other in (rules.teacher, rules.maker, aino):
        with pytest.raises(Forbidden):
            give_go_ahead(actor=other, go_ahead=go_ahead, **FULL)
    with pytest.raises(Refusal, match="all three"):
        give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL | {"has_time": False})
    with pytest.raises(Refusal, match="already"):
        ask_go_ahead(actor=rules.teacher, interest=go_ahead.interest, hours=3)


def test_refused_go_ahead_is_asked_again(rules, aino):
    go_ahead = asked(aino, rules)
    refused = refuse_go_ahead(actor=rules.head, go_ahead=go_ahead, reason="Ei ennen joulua.")
    assert (refused.state, refused.reason) == ("refused", "Ei ennen joulua.")
    with pytest.raises(Forbidden):
        ask_go_ahead(actor=rules.maker, interest=go_ahead.interest, hours=4)
    again = ask_go_ahead(actor=rules.teacher, interest=go_ahead.interest, hours=4)
    assert (again.pk, again.state, again.reason, again.hours) == (go_ahead.pk, "asked", "", 4)


def test_agreement_proposes_the_trial_with_its_kit(rules, aino):
    interest = agreed(aino, rules)
    trial = interest.trial
    assert (interest.state, trial.state, trial.entrance, trial.unit, trial.organisation) == (
        "agreed",
        "proposed",
        "marketplace",
        rules.school,
        rules.company,
    )
    assert (trial.title, trial.users_role, len(trial.required_gates)) == (interest.listing.title, "with", 11)
    assert set(Material.objects.values_list("slot", flat=True)) == {
        "principles",
        "agreement",
        "reference-terms",
        "feedback-users-young",
        "feedback-users",
        "feedback-host",
        "feedback-partner",
        "feedback-guardians",
        "start",
        "deletion",
        "notice",
    }
    assert set(PrinciplesAcceptance.objects.values_list("side", "accepted_by")) == {("host", rules.head.pk), ("partner", rules.maker.pk)}
    assert HeadDecision.objects.get().decided_by == rules.head
    assert Listing.objects.get().state == "matched"
    assert Link.objects.filter(source_id=trial.pk, target_kind="marketplace.listing", relation="grew_from").exists()
    with pytest.raises(Refusal, match="has ended: Agreed"):
        take_back_go_ahead(actor=rules.head, go_ahead=GoAhead.objects.get(), reason="Sittenkin ei.")


def test_the_last_yes_makes_the_trial_whoever_says_it(rules, aino):
    interest = talk(aino, rules, learner_count=24, age_from=7, age_to=8)
    go_ahead = ask_go_ahead(actor=rules.teacher, interest=interest, hours=6)
    give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL)
    assert not Trial.objects.exists()
    agree(actor=rules.maker, interest=interest)
    group = Group.objects.get()
    assert (group.headcount, group.age_from, group.age_to) == (24, 7, 8)
    assert Interest.objects.get().trial == Trial.objects.get()


def test_a_yes_can_be_taken_back_before_the_agreement(rules, aino):
    go_ahead = asked(aino, rules)
    take_back_yes(actor=rules.maker, interest=go_ahead.interest)
    give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL)
    assert Interest.objects.get().state == "talking"
    assert not Trial.objects.exists()


def test_load_limit_of_the_unit(rules, aino):
    set_limit(actor=rules.head, unit=rules.school, most_at_once=1)
    first = agreed(aino, rules)
    second = asked(aino, rules)
    with pytest.raises(Refusal, match="carries 1 trial at once"):
        give_go_ahead(actor=rules.head, go_ahead=second, **FULL)
    Trial.objects.filter(pk=first.trial_id).update(state="cancelled")
    assert give_go_ahead(actor=rules.head, go_ahead=second, **FULL).state == "given"
    with pytest.raises(Forbidden):
        set_limit(actor=rules.teacher, unit=rules.school, most_at_once=9)


def test_places_of_an_idea_are_counted(rules, aino):
    idea = published(aino, an_idea(rules, capacity=1))
    interests = []
    for text in ("Ensimmäinen luokka.", "Toinen luokka."):
        interests.append(show_interest(actor=rules.teacher, listing=idea, unit=rules.school, text=text, group_size=20, group_label="2A"))
        agree(actor=rules.maker, interest=interests[-1])
        go_ahead = ask_go_ahead(actor=rules.teacher, interest=interests[-1], hours=5)
        if len(interests) == 1:
            give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL)
            assert Listing.objects.get().state == "matched"
            Listing.objects.update(state="published")
            continue
        with pytest.raises(Refusal, match="All 1 places"):
            give_go_ahead(actor=rules.head, go_ahead=go_ahead, **FULL)


def test_receivers_are_who_answers_for_the_side_now(rules, aino):
    interest = talk(aino, rules)
    assert receivers_of(interest, "unit") == [rules.teacher]
    assert receivers_of(interest, "partner") == [rules.maker]
    Membership.objects.filter(person__in=[rules.teacher, rules.maker]).delete()
    Membership.objects.create(person=rules.rival, organisation=rules.company, is_contact=True)
    assert receivers_of(interest, "unit") == [rules.head]
    assert receivers_of(interest, "partner") == [rules.rival]
