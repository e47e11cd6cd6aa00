"""The pages as their readers use them: a teacher on a phone, a company, a head, a coordinator, a stranger."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import set_urlconf
from django.utils import timezone

from talkoot.activities.marketplace.actions.listings import send_listing
from talkoot.activities.marketplace.models.go_ahead import GoAhead, MarketSettings
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.rules import RulesAcceptance
from talkoot.activities.marketplace.tests.making import a_need, adopt_model, agreed, an_idea, asked, published, talk
from talkoot.commons.places.content.routes import ROUTES
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.commons.trials.models.trial import Trial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.models import Link
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS

MARKET = "/espoo/en/market/"


def test_a_teacher_posts_a_need_and_accepts_the_rules_on_the_way(cast, client_of):
    adopt_model()
    teacher = client_of(cast.teacher)
    assert "In one line" in teacher.get(f"{MARKET}post/need/").content.decode()
    made = teacher.post(
        f"{MARKET}post/need/",
        {"title": "A quiet canteen", "text": "It is too loud to eat.", "raised_by": "pupils", "degree": "with"},
    )
    need = Listing.objects.get()
    assert (made.status_code, made.url) == (302, f"{MARKET}listings/{need.pk}/for-whom/")
    assert (need.title, need.written_in, need.unit, need.state) == ({"en": "A quiet canteen"}, "en", cast.school, "draft")
    step = teacher.post(made.url, {"levels": ["primary"], "languages": ["fi"], "learner_count": "20", "age_from": "7", "age_to": "9"})
    assert step.url == f"{MARKET}listings/{need.pk}/"
    sent = teacher.post(f"{MARKET}listings/{need.pk}/send/")
    assert sent.url == f"{MARKET}rules/?next={MARKET}listings/{need.pk}/"
    page = teacher.get(sent.url)
    accepted = teacher.post(
        f"{MARKET}rules/accept/",
        {"who": f"unit-{cast.school.pk}", "content_hash": page.context["rules"].content_hash, "next": page.context["next"]},
    )
    assert accepted.url == f"{MARKET}listings/{need.pk}/"
    assert RulesAcceptance.objects.get().unit == cast.school
    teacher.post(f"{MARKET}listings/{need.pk}/send/")
    need.refresh_from_db()
    assert need.state == "in_check"


def test_free_text_with_traces_of_people_is_asked_about(rules, client_of):
    posted = client_of(rules.teacher).post(
        f"{MARKET}post/need/",
        {"title": "Help", "text": "Call the mother of a pupil, 040 123 4567.", "raised_by": "teacher", "degree": "for"},
    )
    assert posted.status_code == 422
    assert "telephone number" in posted.content.decode()
    assert not Listing.objects.exists()


def test_coordinator_checks_in_the_queue_and_on_the_page(rules, aino, client_of):
    need = send_listing(actor=rules.teacher, listing=a_need(rules))
    coordinator = client_of(aino)
    queue = coordinator.get("/espoo/en/today/").content.decode()
    assert "Check: Need" in queue
    assert f"listings/{need.pk}/publish/" in queue
    returned = coordinator.post(f"{MARKET}listings/{need.pk}/return/", {"failing": ["language"], "reason": "Tell the language."})
    assert returned.status_code == 302
    assert "Tell the language." in client_of(rules.teacher).get(f"{MARKET}listings/{need.pk}/").content.decode()
    need = send_listing(actor=rules.teacher, listing=need)
    coordinator.post(f"{MARKET}listings/{need.pk}/publish/", {"read_at": "2020-01-01T00:00:00+00:00"})
    need.refresh_from_db()
    assert need.state == "in_check"
    coordinator.post(f"{MARKET}listings/{need.pk}/publish/", {"read_at": need.changed_at.isoformat()})
    need.refresh_from_db()
    assert need.state == "published"


def test_from_interest_to_trial_by_pages(rules, aino, client_of):
    need = published(aino, a_need(rules))
    company, teacher, head = client_of(rules.maker), client_of(rules.teacher), client_of(rules.head)
    assert "We are interested" in company.get(f"{MARKET}listings/{need.pk}/").content.decode()
    shown = company.post(f"{MARKET}listings/{need.pk}/interest/", {"text": "We have a story machine.", "proposed_time": "In January"})
    interest = Interest.objects.get()
    assert shown.url == f"{MARKET}talks/{interest.pk}/"
    assert "Waits for you" in teacher.get(f"{MARKET}mine/").content.decode()
    teacher.post(shown.url, {"text": "Tell more!"})
    company.post(f"{shown.url}agree/")
    asked_for = teacher.post(f"{shown.url}go-ahead/", {"hours": "6", "note": ""})
    assert asked_for.status_code == 302
    go_ahead = GoAhead.objects.get()
    address = f"{MARKET}go-aheads/{go_ahead.pk}/"
    assert "0 of 3 trials" in head.get(address).content.decode()
    assert head.post(address, {"fits_curriculum": "on"}).status_code == 422
    assert head.post(address, {"fits_curriculum": "on", "has_time": "on", "staff_agree": "on"}).status_code == 302
    trial = Trial.objects.get()
    assert f"trials/{trial.slug}/" in company.get(shown.url).content.decode()


@pytest.mark.parametrize(
    "path", ["listings/{draft}/", "listings/{draft}/what/", "talks/{talk}/", "go-aheads/{go_ahead}/", "listings/{draft}/end/"]
)
def test_strangers_and_rivals_find_nothing(rules, aino, bo, carl, client_of, path):
    go_ahead = asked(aino, rules)
    draft = a_need(rules)
    address = MARKET + path.format(draft=draft.pk, talk=go_ahead.interest_id, go_ahead=go_ahead.pk)
    for outsider in (None, bo, carl, rules.rival):
        assert client_of(outsider).get(address).status_code == 404


def test_the_other_side_may_not_use_the_units_buttons(rules, aino, client_of):
    interest = talk(aino, rules)
    assert client_of(rules.maker).post(f"{MARKET}talks/{interest.pk}/go-ahead/", {"hours": "2"}).status_code == 403
    assert client_of(rules.maker).post(f"{MARKET}listings/{interest.listing_id}/send/").status_code == 403
    assert client_of(rules.teacher).get(f"{MARKET}settings/").status_code == 403


def test_pages_of_everybody_show_what_is_published_only(rules, aino, client_of):
    need, idea = published(aino, a_need(rules)), published(aino, an_idea(rules, visibility="signed_in"))
    a_need(rules, title=Words(fi="Vielä luonnos"))
    stranger = client_of(None)
    for path in ("", "needs/", "ideas/", f"units/{rules.school.pk}/", "feed.atom", "feed.json", "needs/?download=csv"):
        answer = stranger.get(MARKET + path)
        page = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert ("Lukemisen ilo" in page, "Robotti" in page, "luonnos" in page) == (path != "ideas/", False, False), path
    assert "Robotti" in client_of(rules.teacher).get(f"{MARKET}ideas/").content.decode()
    assert stranger.get(f"{MARKET}listings/{idea.pk}/").status_code == 404
    assert "Tuija" not in stranger.get(f"{MARKET}listings/{need.pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [("q=lukemisen", 1), ("q=avaruus", 0), ("level=primary&language=fi", 1), ("level=museum", 0), ("degree=by", 0), ("area=leppävaara", 1)],
)
def test_filters_of_needs(rules, aino, client_of, query, count):
    published(aino, a_need(rules))
    assert len(client_of(None).get(f"{MARKET}needs/?{query}").context["rows"]) == count


def test_lists_cost_the_same_for_few_and_many(rules, aino, client_of):
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client_of(None).get(MARKET + path).status_code == 200
        return len(queries)

    need = published(aino, a_need(rules))
    few = {path: cost(path) for path in ("needs/", "", "units/")}
    need.refresh_from_db()
    copies = []
    for number in range(30):
        copy = Listing.objects.get(pk=need.pk)
        copy.pk, copy.title = None, Words(fi=f"Tarve {number}")
        copies.append(copy)
    Listing.objects.bulk_create(copies)
    assert {path: cost(path) for path in few} == few
    assert max(few.values()) <= 12


@pytest.mark.parametrize(
    "path",
    [
        "needs/?q=%00",
        "needs/?after=x&level=y",
        "similar/?title=%00%00%00%00%00",
        "listings/99999999999999999999/",
        "units/?q=%ED%A0%80",
        "feed.json?kind=x",
    ],
)
def test_hostile_addresses_are_answered(rules, client_of, path):
    assert client_of(None).get(MARKET + path).status_code in (200, 400, 404)


def test_hostile_posts_are_refused(rules, client_of):
    teacher = client_of(rules.teacher)
    posted = teacher.post(f"{MARKET}post/need/", {"title": "A\0b", "text": "\x07", "raised_by": "queen", "degree": "over"})
    assert posted.status_code == 422
    for who in ("unit-99999999999999999999999", "unit-", "x", "organisation-0"):
        assert teacher.post(f"{MARKET}rules/accept/", {"who": who}).status_code == 404
    need = a_need(rules)
    assert teacher.post(f"{MARKET}listings/{need.pk}/for-whom/", {"levels": ["primary"], "age_from": "9" * 30}).status_code == 422
    assert teacher.post(f"{MARKET}listings/{need.pk}/for-whom/", {"levels": ["primary"], "age_from": "9", "age_to": "7"}).status_code == 422


def test_coordinator_changes_the_settings(rules, aino, client_of):
    values = {
        "rests_after_days": "90",
        "most_at_once": "2",
        "check_within_days": "3",
        "answer_within_days": "5",
        "mail_from": "09:00",
        "mail_until": "15:00",
    }
    assert client_of(aino).post(f"{MARKET}settings/", values | {"mail_until": "08:00"}).status_code == 422
    assert client_of(aino).post(f"{MARKET}settings/", values).status_code == 302
    assert MarketSettings.objects.get().rests_after_days == 90


def test_api_gives_needs_without_names_of_people(rules, aino, client_of):
    interest = agreed(aino, rules)
    need, draft = published(aino, a_need(rules)), a_need(rules)
    rows = client_of(None).get("/api/listings?municipality=espoo&kind=need&level=primary").json()["items"]
    assert [(row["id"], row["title"]["shown"], row["unit"]["texts"]["fi"]) for row in rows] == [
        (need.pk, "Lukemisen ilo ykkösille", "Kuusimäen koulu")
    ]
    one = client_of(None).get(f"/api/listings/espoo/{interest.listing_id}")
    assert (one.status_code, one.json()["state"]) == (200, "matched")
    assert "Tuija" not in one.content.decode()
    assert client_of(None).get(f"/api/listings/espoo/{draft.pk}").status_code == 404


def test_a_need_of_a_place_grows_into_a_need_and_a_proposal_into_an_idea(cast, client_of):
    place = Place.objects.create(
        slug="tori", name=Words(fi="Tori"), state="published", published_at=timezone.now(), review_by=timezone.localdate()
    )
    wanted = PlaceNeed.objects.create(
        place=place,
        text="A quiet corner",
        language="en",
        raised_as="customer",
        state="published",
        promised_at=timezone.now(),
        receipt_hash="a",
    )
    page = client_of(cast.teacher).get(f"/espoo/en/places/needs/{wanted.pk}/").content.decode()
    assert f"post/need/?from=places.placeneed:{wanted.pk}" in page
    client_of(cast.teacher).post(
        f"{MARKET}post/need/?from=places.placeneed:{wanted.pk}",
        {"title": "A quiet corner", "text": "The hall is loud.", "raised_by": "pupils", "degree": "with"},
    )
    need = Listing.objects.get()
    (link,) = Link.objects.filter(target_kind="places.placeneed", target_id=wanted.pk)
    assert (link.source_kind, link.source_id, link.relation) == ("marketplace.listing", need.pk, "grew_from")
    proposed = Intake.objects.create(
        place=place,
        title="A robot",
        what="It guides.",
        for_whom="All",
        language="en",
        sender_kind="company",
        contact_email=cast.maker.email,
        once_key="b",
        due_at=timezone.now(),
    )
    set_urlconf(MUNICIPALITY_URLS)
    address = ROUTES["co-creation"].begin_url(proposed)
    set_urlconf(None)
    assert address.endswith(f"post/idea/?from=places.intake:{proposed.pk}")
    begun = client_of(cast.maker).get(f"{MARKET}post/idea/?from=places.intake:{proposed.pk}")
    assert begun.context["form"].initial == {"title": "A robot", "text": "It guides."}
    # Whoever may not see the proposal begins with an empty form, and nothing is tied to it.
    other = client_of(cast.rival).get(f"{MARKET}post/idea/?from=places.intake:{proposed.pk}")
    assert other.context["form"].initial == {}
