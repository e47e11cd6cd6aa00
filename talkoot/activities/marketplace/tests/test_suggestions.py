"""The door of guardians and associations: from a suggestion without an account to the trial that came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from talkoot.activities.marketplace.actions.go_ahead import ask_go_ahead, give_go_ahead
from talkoot.activities.marketplace.actions.interest import agree, show_interest
from talkoot.activities.marketplace.actions.listings import change_listing, withdraw_listing
from talkoot.activities.marketplace.actions.suggestions import MOST_IN_AN_HOUR, decline_suggestion, suggest_need, take_up_suggestion
from talkoot.activities.marketplace.events import NeedSuggested, SuggestionTaken
from talkoot.activities.marketplace.listeners import suggestions as listeners
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.tests.at_once import at_once
from talkoot.activities.marketplace.tests.making import FULL, published
from talkoot.activities.marketplace.views import suggestions as views
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.receipts import hash_of_receipt, new_receipt, spaced
from talkoot.kernel.refusals import Refusal

MARKET = "/espoo/en/market/"
WRITTEN = {
    "suggested_as": "club",
    "title": "A quiet place after school",
    "text": "Forty children wait for their hobbies in a loud corridor.",
    "why": "They would read or rest.",
    "age_from": "7",
    "age_to": "12",
}


@pytest.fixture(autouse=True)
def fresh_brake(monkeypatch):
    monkeypatch.setattr(views, "SUGGESTION_BRAKE", Brake())


def suggested(unit=None, receipt: str = "", **fields) -> Suggestion:
    values = {**WRITTEN, "age_from": 7, "age_to": 12, **fields}
    return suggest_need(actor=None, unit=unit, language="en", receipt=receipt or new_receipt(), **values)


def test_a_guardian_suggests_without_an_account_and_reads_the_answer_with_the_code(rules, client_of):
    nobody, receipt = client_of(None), new_receipt()
    for path in ("", f"units/{rules.school.pk}/"):
        assert "Guardian, parents' association or hobby club?" in nobody.get(MARKET + path).content.decode()
    address = f"{MARKET}units/{rules.school.pk}/suggest/"
    form = nobody.get(address)
    assert (form.headers["Cache-Control"].startswith("max-age=0"), 'name="unit"' in form.content.decode()) == (True, False)
    for _twice in range(2):
        sent = nobody.post(address, WRITTEN | {"receipt": receipt})
        assert (sent.status_code, sent.url) == (302, f"{MARKET}suggestions/code/{receipt}/")
    made = Suggestion.objects.get()
    assert (made.unit, made.suggested_as, made.age_from, made.age_to, made.language) == (rules.school, "club", 7, 12, "en")
    assert (made.receipt_hash, made.answered_by, made.state) == (hash_of_receipt(receipt), None, "waiting")
    page = nobody.get(sent.url).content.decode()
    assert spaced(receipt) in page
    assert "You get an answer here by" in page
    found = nobody.get(f"{MARKET}suggestions/find/", {"code": spaced(receipt).upper()})
    assert found.url == sent.url
    assert nobody.get(f"{MARKET}suggestions/find/", {"code": new_receipt()}).status_code == 422
    assert nobody.get(f"{MARKET}suggestions/code/{new_receipt()}/").status_code == 404
    # A suggestion is no listing.
    assert not Listing.objects.exists()
    head = client_of(rules.head)
    queue = head.get("/espoo/en/today/").content.decode()
    assert "A quiet place after school" in queue
    assert head.post(f"{MARKET}suggestions/{made.pk}/decline/", {"reason": " "}).status_code == 422
    head.post(f"{MARKET}suggestions/{made.pk}/decline/", {"reason": "The library opens a reading room in January."})
    page = nobody.get(sent.url).content.decode()
    assert "The library opens a reading room in January." in page
    assert "Harri" not in page


@pytest.mark.parametrize(
    ("field", "text"),
    [("text", "Call me, 040 123 4567."), ("title", "Ask maija@koti.example"), ("why", "My code is 010101-123N, you see.")],
)
def test_traces_of_people_are_never_let_through(rules, client_of, field, text):
    sent = client_of(None).post(f"{MARKET}suggest/", WRITTEN | {"receipt": new_receipt(), field: text, "is_harmless": "on"})
    assert sent.status_code == 422
    assert "Take it away." in sent.content.decode()
    assert not Suggestion.objects.exists()


def test_hostile_answers_get_clear_words(rules, client_of):
    nobody = client_of(None)
    for more in (
        {"title": "A\0B"},
        {"age_from": "9" * 40},
        {"age_from": "12", "age_to": "7"},
        {"unit": "99999999999999999999"},
        {"suggested_as": "king"},
        {"receipt": "x" * 40},
        {"receipt": "' or 1=1"},
        {"text": "ä" * 2001},
    ):
        assert nobody.post(f"{MARKET}suggest/", WRITTEN | {"receipt": new_receipt()} | more).status_code == 422, more
    assert not Suggestion.objects.exists()


def test_a_flood_is_slowed_down(rules, client_of):
    nobody = client_of(None)
    codes = [nobody.post(f"{MARKET}suggest/", WRITTEN | {"receipt": new_receipt()}).status_code for _one in range(5)]
    assert codes == [302, 302, 302, 302, 422]
    some = Suggestion.objects.first()
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                municipality=some.municipality,
                suggested_as="guardian",
                title="x",
                text="x",
                language="en",
                receipt_hash=str(n),
                promised_at=some.promised_at,
            )
            for n in range(MOST_IN_AN_HOUR)
        ]
    )
    with translation.override("en"), pytest.raises(Refusal, match="Very many suggestions"):
        suggested()


def test_the_teacher_makes_a_need_of_it_and_the_suggester_follows_it_to_the_trial(rules, aino, client_of):
    receipt = new_receipt()
    suggestion = suggested(rules.school, receipt)
    teacher, nobody = client_of(rules.teacher), client_of(None)
    assert "Forty children" in teacher.get(f"{MARKET}suggestions/{suggestion.pk}/").content.decode()
    taken = teacher.post(f"{MARKET}suggestions/{suggestion.pk}/", {"answer": "A good thought, thank you."})
    need = Listing.objects.get()
    assert taken.url == f"{MARKET}listings/{need.pk}/what/"
    assert (need.title, need.text, need.why) == (
        {"en": "A quiet place after school"},
        {"en": WRITTEN["text"]},
        {"en": "They would read or rest."},
    )
    assert (need.raised_by, need.written_in, need.age_from, need.age_to) == ("clubs", "en", 7, 12)
    assert (need.unit, need.contact, need.state) == (rules.school, rules.teacher, "draft")
    grown = teacher.get(f"{MARKET}listings/{need.pk}/").context["thread"].came_from
    assert [one.label for one in grown] == ["A quiet place after school"]
    code = f"{MARKET}suggestions/code/{receipt}/"
    page = nobody.get(code).content.decode()
    assert "A need is being written of it." in page
    assert "A good thought, thank you." in page
    assert f"listings/{need.pk}/" not in page
    published(aino, change_listing(actor=rules.teacher, listing=need, degree="with"))
    assert f"listings/{need.pk}/" in nobody.get(code).content.decode()
    interest = show_interest(actor=rules.maker, listing=need, organisation=rules.company, text="Hi!")
    agree(actor=rules.maker, interest=interest)
    give_go_ahead(actor=rules.head, go_ahead=ask_go_ahead(actor=rules.teacher, interest=interest, hours=4), **FULL)
    trial = Trial.objects.get()
    # Strangers see trials from the start on.
    assert trial.slug not in nobody.get(code).content.decode()
    Trial.objects.filter(pk=trial.pk).update(state="running", started_at=timezone.now())
    assert f"trials/{trial.slug}/" in nobody.get(code).content.decode()


def test_a_withdrawn_need_is_told_with_its_reason(rules, client_of):
    receipt = new_receipt()
    need = take_up_suggestion(actor=rules.teacher, suggestion=suggested(rules.school, receipt), language="en")
    withdraw_listing(actor=rules.teacher, listing=need, reason="The corridor is rebuilt.")
    assert "The corridor is rebuilt." in client_of(None).get(f"{MARKET}suggestions/code/{receipt}/").content.decode()


def test_a_coordinator_finds_the_unit_and_stays_free_to_check(rules, aino, client_of):
    suggestion = suggested()
    coordinator = client_of(aino)
    address = f"{MARKET}suggestions/{suggestion.pk}/"
    assert coordinator.post(address, {"answer": ""}).status_code == 422
    coordinator.post(address, {"answer": "", "unit": rules.school.pk})
    need = Listing.objects.get()
    suggestion.refresh_from_db()
    assert (need.unit, need.contact, suggestion.unit, suggestion.need) == (rules.school, rules.head, rules.school, need)
    for _twice in range(2):
        listeners.tell_contact(SuggestionTaken(suggestion_id=suggestion.pk))
    assert list(OutboxMail.objects.values_list("address", "event")) == [(rules.head.email, "marketplace.suggestion_taken")]
    assert "has been answered" in coordinator.post(f"{address}decline/", {"reason": "Too late."}).content.decode()


def test_who_answers_is_told_in_the_hours_of_the_unit(rules, aino):
    for unit in (rules.school, None):
        listeners.tell_those_who_answer(NeedSuggested(suggestion_id=suggested(unit).pk))
    told = list(OutboxMail.objects.order_by("id").values_list("address", "event"))
    assert told == [(rules.head.email, "marketplace.need_suggested"), (aino.email, "marketplace.need_suggested")]


def test_others_find_nothing_and_lists_are_their_own(rules, aino, bo, carl, client_of):
    own, other = suggested(rules.school), suggested(rules.other_school, title="Something else")
    for outsider in (None, bo, carl, rules.maker):
        for path in (f"suggestions/{own.pk}/", f"suggestions/{own.pk}/decline/"):
            assert client_of(outsider).get(MARKET + path).status_code == 404
    assert client_of(None).get(f"{MARKET}suggestions/").status_code == 302
    seen = [list(client_of(one).get(f"{MARKET}suggestions/").context["rows"]) for one in (rules.teacher, aino, bo)]
    assert seen == [[own], [other, own], []]


@pytest.mark.rivals
def test_it_is_answered_once(espoo, aino, committed_db, committed_cast):
    cast, receipt = committed_cast, new_receipt()
    results = at_once(espoo, *[lambda: suggested(cast.school, receipt)] * 3)
    assert results == ["done"] * 3
    with in_municipality(espoo):
        suggestion = Suggestion.objects.get()
    results = at_once(
        espoo,
        lambda: take_up_suggestion(actor=cast.teacher, suggestion=suggestion, language="en"),
        lambda: take_up_suggestion(actor=aino, suggestion=suggestion, language="en"),
        lambda: decline_suggestion(actor=cast.head, suggestion=suggestion, reason="No.", language="en"),
    )
    assert results == ["It has been answered meanwhile."] * 2 + ["done"]
    with in_municipality(espoo):
        suggestion.refresh_from_db()
        assert Listing.objects.count() == (1 if suggestion.state == "taken" else 0)
        assert suggestion.answered_at - suggestion.suggested_at < timedelta(minutes=5)
