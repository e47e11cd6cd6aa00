import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import set_urlconf
from django.utils import translation

from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.members import add_member, answer_join_request, ask_to_join, change_member, remove_member
from talkoot.kernel.people.actions.organisations import register_organisation
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.panels import requests_to_join
from talkoot.kernel.people.queries import bare_name, similar_organisations
from talkoot.kernel.people.tests.at_once import rivals
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.panels import PANELS

FORM = {"kind": "company", "name": "Valopilkku Oy", "business_id": "0101263-6", "size": "micro", "languages": ["fi", "sv"], "title": "CEO"}


def test_company_registers_with_its_business_id_mistyped_once(client_of, bo, espoo):
    """The journey of the acceptance test: the mistake is told beside the field, what was typed is kept, the second try succeeds."""
    client = client_of(bo)
    answer = client.post("/espoo/en/organisations/new/", FORM | {"business_id": "0101236-6"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“0101236-6” is not a business id: its check digit does not match" in page
    assert 'value="Valopilkku Oy"' in page
    assert 'value="0101236-6"' in page
    assert 'aria-invalid="true"' in page
    with in_municipality(espoo):
        assert not Organisation.objects.exists()

    answer = client.post("/espoo/en/organisations/new/", FORM, follow=True)
    assert answer.status_code == 200
    assert "The organisation has been registered." in answer.content.decode()
    with in_municipality(espoo):
        organisation = Organisation.objects.get()
        assert (organisation.name, organisation.business_id, organisation.languages) == ("Valopilkku Oy", "0101263-6", ["fi", "sv"])
        membership = Membership.objects.get()
        assert (membership.person, membership.organisation, membership.is_contact, membership.title) == (bo, organisation, True, "CEO")


def test_same_business_id_leads_to_asking_and_reveals_nobody(client_of, carl, lamp, espoo):
    answer = client_of(carl).post("/espoo/en/organisations/new/", FORM | {"name": "Something else"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "An organisation with this business id is already here" in page
    assert re.search(r"/espoo/en/organisations/join/[^/]+/", page)
    assert "Bo Lind" not in page
    assert "bo@resident.example" not in page
    assert Organisation.objects.count() == 1


def test_similar_name_is_asked_about_once(client_of, carl, lamp):
    client = client_of(carl)
    similar = FORM | {"name": "VALOPILKKU", "business_id": "0204819-8"}
    answer = client.post("/espoo/en/organisations/new/", similar)
    assert answer.status_code == 422
    assert "nearly the same name" in answer.content.decode()
    assert 'name="is_new"' in answer.content.decode()
    assert client.post("/espoo/en/organisations/new/", similar | {"is_new": "on"}).status_code == 302
    assert list(Organisation.objects.order_by("pk").values_list("name", flat=True)) == ["Valopilkku Oy", "VALOPILKKU"]


def test_similar_names(in_espoo):
    for name in ("Kilon Kylä ry", "Omnia", "Espoon Valo Oy"):
        register_organisation(actor=SYSTEM, kind="association", name=name)
    assert bare_name("Valopilkku Oy Ab") == "valopilkku"
    assert [o.name for o in similar_organisations("Kilon kyla")] == ["Kilon Kylä ry"]
    assert [o.name for o in similar_organisations("Ominia")] == ["Omnia"]
    assert similar_organisations("Tapiolan Teatteri") == []
    assert similar_organisations("Oy") == []


def test_company_needs_business_id_and_association_does_not(bo, in_espoo):
    with pytest.raises(Refusal, match="Write the business id of the company"):
        register_organisation(actor=bo, kind="company", name="A Oy")
    assert register_organisation(actor=bo, kind="association", name="A ry").business_id == ""


def test_city_unit_is_registered_by_those_who_work_there(bo, aino, in_espoo):
    with pytest.raises(Refusal, match="Units of the city"):
        register_organisation(actor=bo, kind="city_unit", name="Culture")
    assert register_organisation(actor=aino, kind="city_unit", name="Culture").pk


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "a\x00b"},
        {"name": ""},
        {"name": "x" * 201},
        {"kind": "bank"},
        {"business_id": "9" * 21},
        {"website": "javascript:alert(1)"},
        {"languages": ["xx"]},
        {"size": "\x00"},
    ],
)
def test_hostile_input_is_told_not_stored(client_of, bo, espoo, typed):
    answer = client_of(bo).post("/espoo/en/organisations/new/", FORM | typed)
    assert answer.status_code == 422
    with in_municipality(espoo):
        assert Organisation.objects.count() == 0


def test_visitor_is_led_to_sign_in_and_stranger_finds_nothing(client_of, carl, lamp):
    for page in (f"organisations/{lamp.pk}/", f"organisations/{lamp.pk}/change/", "organisations/join/x/", "organisations/new/"):
        answer = client_of(None).get(f"/espoo/en/{page}")
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/espoo/en/account/login/"), page
    for page in (f"organisations/{lamp.pk}/", f"organisations/{lamp.pk}/change/", f"organisations/{lamp.pk}/invite/"):
        assert client_of(carl).get(f"/espoo/en/{page}").status_code == 404, page
    assert client_of(carl).get("/espoo/en/organisations/").status_code == 403
    # In his own municipality he coordinates, and still does not see Espoo's.
    assert client_of(carl).get(f"/turku/en/organisations/{lamp.pk}/").status_code == 404
    assert "Valopilkku" not in client_of(carl).get("/turku/en/organisations/").content.decode()


def offered(client):
    """The address of asking to join, as it is offered to whoever names the organisation."""
    page = client.post("/espoo/en/organisations/new/", FORM | {"name": "Something else"}).content.decode()
    return re.search(r"/espoo/en/organisations/join/[^/]+/", page)[0]


def test_offer_to_join_is_for_the_one_who_named_the_organisation(client_of, bo, carl, aino, lamp):
    address = offered(client_of(carl))
    assert client_of(carl).get(address).status_code == 200
    assert client_of(aino).get(address).status_code == 404
    for forged in (address[:-3] + "xx/", f"/espoo/en/organisations/join/{lamp.pk}/"):
        assert client_of(carl).get(forged).status_code == 404


def test_asking_page_shows_the_name_alone(client_of, carl, lamp):
    page = client_of(carl).get(offered(client_of(carl))).content.decode()
    assert "Valopilkku Oy" in page
    assert "Bo Lind" not in page
    assert "bo@resident.example" not in page


@pytest.mark.parametrize("pk", ["0", "9999999999", "99999999999999999999999999"])
def test_huge_ids_are_not_there(client_of, aino, espoo, pk):
    for page in ("organisations/{}/", "organisations/join/{}/", "members/{}/remove/", "units/{}/change/"):
        assert client_of(aino).get("/espoo/en/" + page.format(pk)).status_code == 404


def test_list_has_a_budget_of_queries_and_finds(client_of, aino, in_espoo, django_assert_max_num_queries):
    for n in range(60):
        register_organisation(actor=SYSTEM, kind="association", name=f"Yhdistys {n:02d} ry")
    client = client_of(aino)
    with django_assert_max_num_queries(12):
        page = client.get("/espoo/en/organisations/").content.decode()
    assert "Yhdistys 00 ry" in page
    assert "Yhdistys 59 ry" not in page
    found = client.get("/espoo/en/organisations/", {"q": "YHDISTYS 59"}).content.decode()
    assert "Yhdistys 59 ry" in found
    assert "Yhdistys 58 ry" not in found
    assert client.get("/espoo/en/organisations/", {"q": "\x00", "kind": "bank"}).status_code == 200
    csv = b"".join(client.get("/espoo/en/organisations/?download=csv").streaming_content).decode()
    assert csv.count("Yhdistys") == 60


def test_organisation_page_asks_as_often_for_many_members_as_for_one(client_of, bo, lamp, monkeypatch):
    client, address = client_of(bo), f"/espoo/en/organisations/{lamp.pk}/"

    def queries():
        with CaptureQueriesContext(connection) as caught:
            page = client.get(address).content.decode()
        return len(caught), page

    client.get(address)
    few, _page = queries()
    for n in range(5):
        person = Person.objects.create_user(f"p{n}@example.org", name=f"Person {n}")
        add_member(actor=SYSTEM, organisation=lamp, person=person)
    many, page = queries()
    assert "Person 4" in page
    assert many == few
    # The page's own; each panel of another app asks for itself, and that app's tests count it.
    monkeypatch.setitem(PANELS, Organisation, [])
    assert queries()[0] <= 16


def test_joining_is_asked_answered_once_and_mailed(bo, carl, lamp, client_of):
    asked = ask_to_join(actor=carl, organisation=lamp, title="Designer", message="I work there.")
    with pytest.raises(Refusal, match="already asked"):
        ask_to_join(actor=carl, organisation=lamp)
    told = OutboxMail.objects.get(event="people.asked_to_join")
    assert told.address == "bo@resident.example"
    assert f"/espoo/organisations/{lamp.pk}/" in told.body
    assert "Carl Ström" in client_of(bo).get(f"/espoo/en/organisations/{lamp.pk}/").content.decode()

    assert client_of(carl).post(f"/espoo/en/join-requests/{asked.pk}/answer/", {"answer": "yes"}).status_code == 404
    assert client_of(bo).post(f"/espoo/en/join-requests/{asked.pk}/answer/", {"answer": "yes"}).status_code == 302
    membership = Membership.objects.get(person=carl)
    assert (membership.title, membership.is_contact) == ("Designer", False)
    assert OutboxMail.objects.get(event="people.join_request_answered").address == carl.email
    translation.activate("en")
    with pytest.raises(Refusal, match="already been answered"):
        answer_join_request(actor=bo, asked=asked, is_accepted=False)
    with pytest.raises(Refusal, match="already act"):
        ask_to_join(actor=carl, organisation=lamp)


def test_refused_asker_stays_outside_and_may_ask_again(bo, carl, lamp):
    asked = ask_to_join(actor=carl, organisation=lamp)
    answer_join_request(actor=bo, asked=asked, is_accepted=False)
    assert not Membership.objects.filter(person=carl).exists()
    assert ask_to_join(actor=carl, organisation=lamp).pk != asked.pk
    assert mail.outbox == []


def test_last_contact_stays_while_others_act(bo, carl, lamp):
    other = add_member(actor=SYSTEM, organisation=lamp, person=carl)
    own = Membership.objects.get(person=bo)
    with pytest.raises(Refusal, match="The last contact person cannot leave"):
        remove_member(actor=bo, membership=own)
    with pytest.raises(Refusal, match="The last contact person cannot leave"):
        change_member(actor=bo, membership=own, unit=None, title="", is_contact=False)
    with pytest.raises(Refusal, match="Only a contact person"):
        remove_member(actor=carl, membership=own)
    change_member(actor=bo, membership=other, unit=None, title="Boss", is_contact=True)
    remove_member(actor=bo, membership=own)
    assert list(Membership.objects.values_list("person", "is_contact")) == [(carl.pk, True)]


def test_unit_in_three_languages_by_page(client_of, bo, lamp):
    client = client_of(bo)
    form = {"name_fi": "Kilon koulu", "name_sv": "Kilo skola", "name_en": "", "kind": "school", "area": "Kilo", "education_level": "basic"}
    assert client.post(f"/espoo/en/organisations/{lamp.pk}/units/new/", form).status_code == 302
    assert "Kilon koulu" in client.get(f"/espoo/fi/organisations/{lamp.pk}/").content.decode()
    assert "Kilo skola" in client.get(f"/espoo/sv/organisations/{lamp.pk}/").content.decode()


@pytest.mark.rivals
def test_two_colleagues_register_the_same_company_at_once(committed_db, espoo, bo):
    other = Person.objects.create_user("rival@example.org", name="Rival")
    results = rivals([lambda: register_organisation(actor=bo, **FACTS), lambda: register_organisation(actor=other, **FACTS)], espoo)
    with in_municipality(espoo):
        assert Organisation.objects.count() == 1
        assert Membership.objects.count() == 1
    assert sorted(results) == ["An organisation with this business id is already here. Ask to join it instead.", "done"]


@pytest.mark.rivals
def test_two_contacts_leave_at_once_and_one_must_stay(committed_db, espoo, bo):
    second = Person.objects.create_user("second@example.org", name="Second")
    third = Person.objects.create_user("third@example.org", name="Third")
    with in_municipality(espoo):
        organisation = register_organisation(actor=bo, **FACTS)
        add_member(actor=SYSTEM, organisation=organisation, person=second, is_contact=True)
        add_member(actor=SYSTEM, organisation=organisation, person=third)

    def leave(person):
        remove_member(actor=person, membership=Membership.objects.get(person=person))

    results = rivals([lambda: leave(bo), lambda: leave(second)], espoo)
    with in_municipality(espoo):
        assert Membership.objects.filter(is_contact=True).count() == 1
    assert results.count("done") == 1


@pytest.mark.rivals
def test_a_request_is_answered_once_by_rivals(committed_db, espoo, bo, aino):
    asker = Person.objects.create_user("asker@example.org", name="Asker")
    with in_municipality(espoo):
        organisation = register_organisation(actor=bo, **FACTS)
        asked = ask_to_join(actor=asker, organisation=organisation)
    results = rivals(
        [
            lambda: answer_join_request(actor=bo, asked=asked, is_accepted=True),
            lambda: answer_join_request(actor=aino, asked=asked, is_accepted=False),
        ],
        espoo,
    )
    assert results.count("done") == 1
    with in_municipality(espoo):
        answered = JoinRequest.objects.get()
        assert Membership.objects.filter(person=asker).exists() == answered.is_accepted


FACTS = {"kind": "company", "name": "Valopilkku Oy", "business_id": "0101263-6"}


def test_request_to_join_waits_in_the_queue_and_is_answered_there(bo, aino, carl, lamp, client_of):
    asked = ask_to_join(actor=carl, organisation=lamp)
    page = client_of(aino).get("/espoo/en/today/").content.decode()
    assert "Carl Ström asks to act for Valopilkku Oy" in page
    assert f"/espoo/en/join-requests/{asked.pk}/answer/" in page
    set_urlconf(MUNICIPALITY_URLS)
    try:
        assert [item.who for item in requests_to_join(bo)] == [carl.email]
        assert requests_to_join(carl) == []
    finally:
        set_urlconf(None)
