"""Who gets mail, when, and how listings age by themselves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from talkoot.activities.marketplace.actions.go_ahead import refuse_go_ahead
from talkoot.activities.marketplace.actions.interest import decline_interest, send_message
from talkoot.activities.marketplace.actions.listings import return_listing, send_listing
from talkoot.activities.marketplace.content.hours import next_open_moment
from talkoot.activities.marketplace.events import (
    GoAheadAsked,
    GoAheadDecided,
    InterestAgreed,
    InterestEnded,
    ListingReturned,
    ListingSent,
    MessageSent,
)
from talkoot.activities.marketplace.jobs.listings import ask_whether_they_hold, rest_listings
from talkoot.activities.marketplace.listeners import talks
from talkoot.activities.marketplace.models.interest import Message
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.tests.making import a_need, agreed, asked, published, talk
from talkoot.kernel.mail.models import OutboxMail

HELSINKI = ZoneInfo("Europe/Helsinki")


def mails() -> list[tuple[str, str]]:
    return sorted(OutboxMail.objects.values_list("address", "event"))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ((2026, 11, 24, 10, 30), (2026, 11, 24, 10, 30)),
        ((2026, 11, 24, 6, 0), (2026, 11, 24, 8, 0)),
        ((2026, 11, 24, 16, 0), (2026, 11, 25, 8, 0)),
        ((2026, 11, 27, 20, 0), (2026, 11, 30, 8, 0)),
        # Independence Day is a Sunday in 2026; Christmas Eve to Boxing Day and the weekend are free.
        ((2026, 12, 23, 17, 0), (2026, 12, 28, 8, 0)),
    ],
)
def test_mail_to_units_waits_for_their_hours(now, leaves):
    opening = next_open_moment(datetime(*now, tzinfo=HELSINKI), time(8), time(16))
    assert opening.replace(tzinfo=None) == datetime(*leaves)


def test_one_mail_for_each_turn_of_a_conversation(rules, aino):
    interest = talk(aino, rules)
    for text in ("Toinen viesti.", "Kolmas."):
        send_message(actor=rules.maker, interest=interest, text=text)
    send_message(actor=rules.teacher, interest=interest, text="Kiitos!")
    send_message(actor=rules.maker, interest=interest, text="Milloin?")
    for message in [*Message.objects.all(), Message.objects.first()]:
        talks.tell_other_side_of_message(MessageSent(message_id=message.pk))
    assert mails() == [
        ("maija@people.example", "marketplace.message_sent"),
        ("tuija@people.example", "marketplace.message_sent"),
        ("tuija@people.example", "marketplace.message_sent"),
    ]
    assert "Meillä on tähän tarinakone." in OutboxMail.objects.filter(address="tuija@people.example").earliest("pk").body


def test_checks_go_to_coordinators_and_reasons_to_the_writer(rules, aino):
    need = send_listing(actor=rules.teacher, listing=a_need(rules))
    talks.tell_coordinators_of_listing(ListingSent(listing_id=need.pk))
    return_listing(actor=aino, listing=need, reason="Kerro kieli.")
    for _ in range(2):
        talks.tell_writer_of_return(ListingReturned(listing_id=need.pk))
    assert mails() == [("aino@espoo.example", "marketplace.listing_sent"), ("tuija@people.example", "marketplace.listing_returned")]
    assert "Kerro kieli." in OutboxMail.objects.get(address="tuija@people.example").body


def test_heads_are_asked_and_the_asker_gets_the_answer(rules, aino):
    go_ahead = asked(aino, rules)
    talks.tell_heads(GoAheadAsked(go_ahead_id=go_ahead.pk))
    refuse_go_ahead(actor=rules.head, go_ahead=go_ahead, reason="Keväällä.")
    talks.tell_asker_of_decision(GoAheadDecided(go_ahead_id=go_ahead.pk))
    assert mails() == [("harri@people.example", "marketplace.go_ahead_asked"), ("tuija@people.example", "marketplace.go_ahead_decided")]


def test_whoever_did_not_end_it_is_told(rules, aino):
    interest = talk(aino, rules)
    decline_interest(actor=rules.teacher, interest=interest, reason="Toinen kumppani.")
    talks.tell_other_side_of_end(InterestEnded(interest_id=interest.pk))
    assert mails() == [("maija@people.example", "marketplace.interest_ended")]


def test_both_sides_are_told_of_the_agreement(rules, aino):
    interest = agreed(aino, rules)
    talks.tell_both_sides_of_agreement(InterestAgreed(interest_id=interest.pk))
    assert mails() == [("maija@people.example", "marketplace.interest_agreed"), ("tuija@people.example", "marketplace.interest_agreed")]


def test_listings_are_asked_about_and_then_rest(rules, aino):
    need = published(aino, a_need(rules))
    Listing.objects.update(rests_on=timezone.localdate() + timedelta(days=10))
    for _ in range(2):
        ask_whether_they_hold()
        rest_listings()
    assert mails() == [("tuija@people.example", "marketplace.listing_rests_soon")]
    Listing.objects.update(rests_on=timezone.localdate())
    for _ in range(2):
        rest_listings()
    assert Listing.objects.get(pk=need.pk).state == "resting"
