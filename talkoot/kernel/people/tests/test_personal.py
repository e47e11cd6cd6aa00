import json
from datetime import timedelta

import pghistory.models
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.utils import timezone

from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality
from talkoot.kernel.people.actions.accounts import change_own_details, create_person, erase_own_data
from talkoot.kernel.people.actions.invitations import invite_person
from talkoot.kernel.people.actions.members import add_member, ask_to_join
from talkoot.kernel.people.actions.organisations import register_organisation
from talkoot.kernel.people.actions.roles import grant_role
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import JoinRequest, Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.personal import NOT_PERSONAL, PERSONAL, erase_expired, exported_data, remove_expired_personal_data, undeclared
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal


def test_every_personal_field_is_declared_or_explained():
    assert list(undeclared()) == []


def test_every_declaration_gives_reasons():
    for data in PERSONAL.values():
        assert all(str(why) for why in data.fields.values()), data.model
        assert str(data.retention.text), data.model
    assert all(len(reason) > 15 for reason in NOT_PERSONAL.values())


@pytest.fixture
def known_everywhere(bo, espoo, turku, confirmed):
    """Bo with something in both municipalities, in every kind of row of this app."""
    confirmed(bo)
    with in_municipality(espoo):
        organisation = register_organisation(actor=bo, kind="association", name="Kylä ry", title="Puheenjohtaja Bo")
        grant_role(actor=SYSTEM, person=bo, role="reader")
        invite_person(actor=SYSTEM, email=bo.email, role="editor")
        invite_person(actor=bo, email="friend@example.org", organisation=organisation)
    with in_municipality(turku):
        other = register_organisation(actor=SYSTEM, kind="school", name="Turun koulu")
        ask_to_join(actor=bo, organisation=other, message="Olen Bo Lind")
        add_member(actor=SYSTEM, organisation=register_organisation(actor=SYSTEM, kind="institute", name="TSE"), person=bo)
    return bo


def test_export_holds_everything_from_every_municipality(known_everywhere, client_of, carl):
    answer = client_of(known_everywhere).get("/espoo/en/me/data.json")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)["data"]
    assert data["people.person"][0]["email"] == "bo@resident.example"
    assert [row["municipality"] for row in data["people.membership"]] == ["espoo", "turku"]
    assert data["people.joinrequest"][0]["message"] == "Olen Bo Lind"
    assert data["people.invitation"][0]["email"] == "bo@resident.example"
    assert "password" not in answer.content.decode()
    assert "carl@turku.example" not in answer.content.decode()
    assert "friend@example.org" not in answer.content.decode()
    assert client_of(None).get("/espoo/en/me/data.json").status_code == 302
    again = json.loads(client_of(known_everywhere).get("/en/me/data.json").content)["data"]
    assert {**again, "people.person": []} == {**data, "people.person": []}


def everything_in_the_database():
    """All rows of all tables as text, history too: the place where a leak would lie."""
    texts = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [f"{table}: {row[0]}" for row in cursor.fetchall()]
    return texts


def test_erasure_leaves_no_trace_anywhere(known_everywhere, carl):
    person = known_everywhere
    change_own_details(actor=person, name="Bo Erik Lind", language="sv")
    erase_own_data(actor=person)
    with across_municipalities(reason="A test looks for what an erasure left behind."):
        left = [
            line for line in everything_in_the_database() if "bo@resident.example" in line.lower() or "Bo Lind" in line or "Bo Erik" in line
        ]
        # What others have received by mail is theirs, until the outbox forgets it too.
        assert [line for line in left if "friend@example.org" not in line] == []
        assert not Membership.objects.filter(person=person).exists()
        assert not Grant.objects.filter(person=person).exists()
        assert not JoinRequest.objects.exists()
    person.refresh_from_db()
    assert (person.name, person.is_active, person.has_usable_password()) == ("", False, False)
    assert person.erased_at is not None
    assert str(person) == "Erased person"
    assert not EmailAddress.objects.filter(user=person).exists()
    assert Person.objects.get(pk=carl.pk).name == "Carl Ström"


def test_erasure_by_page_signs_out_and_frees_the_address(signed_in, known_everywhere, espoo):
    client = signed_in("bo@resident.example")
    page = client.get("/espoo/en/me/erase/")
    assert page.status_code == 200
    assert client.post("/espoo/en/me/erase/", {}).status_code == 422
    answer = client.post("/espoo/en/me/erase/", {"is_sure": "on"})
    assert answer.status_code == 200
    assert "Your data has been erased" in answer.content.decode()
    assert client.get("/espoo/en/me/").status_code == 302
    assert create_person(actor=SYSTEM, email="bo@resident.example", name="Another Bo").pk != known_everywhere.pk


def test_erasure_asks_who_you_are_again(client_of, bo, espoo):
    answer = client_of(bo).get("/espoo/en/me/erase/")
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer.url


def test_last_administrator_hands_over_before_erasure(ada, bo, espoo):
    with pytest.raises(Refusal, match="last administrator"):
        erase_own_data(actor=ada)
    ada.refresh_from_db()
    assert ada.is_active
    with in_municipality(espoo):
        grant_role(actor=ada, person=bo, role="administrator")
    erase_own_data(actor=ada)


def test_old_rows_are_erased_by_night(known_everywhere, espoo, turku):
    with in_municipality(turku):
        JoinRequest.objects.update(answered_at=timezone.now() - timedelta(days=179))
        assert erase_expired(timezone.now()) == 0
        JoinRequest.objects.update(answered_at=timezone.now() - timedelta(days=181))
        remove_expired_personal_data()
        assert not JoinRequest.objects.exists()
        history = JoinRequest.pgh_event_model
        assert not history.objects.filter(message="Olen Bo Lind").exists()
        remove_expired_personal_data()


def test_privacy_page_tells_every_declaration(client, espoo):
    for place in ("/espoo/en/privacy/", "/en/privacy/"):
        page = client.get(place).content.decode()
        assert page.count("ui-disclosure") >= len(PERSONAL)
        assert "Failed attempts to sign in" in page


def test_own_details(client_of, bo, espoo):
    client = client_of(bo)
    assert client.post("/espoo/en/me/change/", {"name": "Bo L.", "language": "sv"}).status_code == 302
    bo.refresh_from_db()
    assert (bo.name, bo.language) == ("Bo L.", "sv")
    for wrong in (
        {"name": "", "language": "sv"},
        {"name": "a\x00", "language": "sv"},
        {"name": "Bo", "language": "xx"},
        {"name": "x" * 121},
    ):
        assert client.post("/espoo/en/me/change/", wrong).status_code == 422


def test_only_the_platform_makes_accounts_for_others(aino, in_espoo):
    with pytest.raises(Forbidden):
        create_person(actor=aino, email="x@example.org", name="X")
    made = create_person(actor=SYSTEM, email=" X@Example.org ", name="X", password="a long password", language="fi")
    assert (made.email, EmailAddress.objects.get(user=made).verified) == ("x@example.org", True)
    with pytest.raises(Refusal, match="already has an account"):
        create_person(actor=SYSTEM, email="x@example.org", name="Y")


def test_exported_data_is_plain(known_everywhere):
    with across_municipalities(reason="A test reads the export of one person."):
        json.dumps(exported_data(known_everywhere))


def test_history_of_people_holds_no_secrets():
    fields = {field.name for field in Person.pgh_event_model._meta.get_fields()}
    assert not {"password", "last_login"} & fields
    assert issubclass(Person.pgh_event_model, pghistory.models.Event)
    assert apps.get_app_config("people").verbose_name
