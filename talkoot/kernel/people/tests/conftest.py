import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.organisations import register_organisation
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(espoo):
    """Administrator of Espoo."""
    person = Person.objects.create_user("ada@espoo.example", PASSWORD, name="Ada Ahonen", language="en")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    with in_municipality(espoo):
        Grant.objects.create(person=person, role="administrator")
    return person


@pytest.fixture
def olli(espoo):
    """Operator of the installation: no role anywhere."""
    return Person.objects.create_user("olli@talkoot.example", PASSWORD, name="Olli Operator", language="en", is_operator=True)


@pytest.fixture
def lamp(bo, in_espoo):
    """A company whose contact person is Bo."""
    return register_organisation(actor=bo, kind="company", name="Valopilkku Oy", business_id="0101263-6")


@pytest.fixture
def confirmed():
    """`confirmed(bo)`: her address has been confirmed, so she can sign in with a password."""

    def confirm(person):
        EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
        return person

    return confirm


@pytest.fixture
def signed_in():
    """`signed_in("bo@…")`: a client who came in by the page of signing in, as a person does."""

    def sign_in(email, place="/espoo/en/"):
        client = Client()
        client.post(f"{place}account/login/", {"login": email, "password": PASSWORD})
        # What concerns the safety of the account asks once more.
        client.post(f"{place}account/reauthenticate/", {"password": PASSWORD})
        return client

    return sign_in
