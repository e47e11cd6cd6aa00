import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.actions.invitations import accept_invitation, invite_person, revoke_invitation
from talkoot.kernel.people.actions.operators import end_operator_session, open_operator_session
from talkoot.kernel.people.actions.roles import grant_role, revoke_role
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.tests.at_once import rivals
from talkoot.kernel.permissions.rules import SYSTEM, allowed
from talkoot.kernel.refusals import Forbidden, Refusal

REASON = "Aino asked to mend the theme colours."


def link_of(email):
    """The secret in the mailed link, as the reader of the mail sees it."""
    body = OutboxMail.objects.filter(address=email, event="people.invited").latest("pk").body
    return re.search(r"/invitations/open/([\w-]+)/", body)[1]


# --- Roles ---------------------------------------------------------------------------------------------------------------


def test_administrator_grants_and_revokes_and_others_may_not(ada, aino, bo, in_espoo):
    with pytest.raises(Forbidden):
        grant_role(actor=aino, person=bo, role="editor")
    grant = grant_role(actor=ada, person=bo, role="editor")
    assert allowed(bo, "people.list_organisations")
    assert not allowed(bo, "people.manage_roles")
    with pytest.raises(Forbidden):
        revoke_role(actor=aino, grant=grant)
    revoke_role(actor=ada, grant=grant)
    assert not allowed(bo, "people.list_organisations")
    with pytest.raises(Refusal, match="already been revoked"):
        revoke_role(actor=ada, grant=grant)
    assert list(AuditLine.objects.filter(actor=ada).order_by("pk").values_list("action", flat=True)) == [
        "people.grant_role",
        "people.revoke_role",
    ]


def test_role_holds_in_its_municipality_alone(ada, bo, espoo, turku):
    with in_municipality(espoo):
        grant_role(actor=ada, person=bo, role="coordinator")
    with in_municipality(turku):
        assert not allowed(bo, "people.list_organisations")
        with pytest.raises(Forbidden):
            grant_role(actor=ada, person=bo, role="editor")


def test_role_ends_by_itself(ada, bo, in_espoo):
    grant = grant_role(actor=ada, person=bo, role="editor", until=timezone.now() + timedelta(days=1))
    assert allowed(bo, "people.list_organisations")
    Grant.objects.filter(pk=grant.pk).update(until=timezone.now() - timedelta(seconds=1))
    bo.forget_roles()
    assert not allowed(bo, "people.list_organisations")
    with pytest.raises(Refusal, match="would have ended"):
        grant_role(actor=ada, person=bo, role="editor", until=timezone.now())


def test_last_administrator_stays(ada, bo, in_espoo):
    own = Grant.objects.get(person=ada)
    with pytest.raises(Refusal, match="Ada Ahonen is the last administrator of Espoo"):
        revoke_role(actor=ada, grant=own)
    with pytest.raises(Refusal, match="last administrator"):
        grant_role(actor=ada, person=ada, role="administrator", until=timezone.now() + timedelta(days=3))
    # An administrator for a week would leave the municipality without one after it.
    grant_role(actor=ada, person=bo, role="administrator", until=timezone.now() + timedelta(days=7))
    with pytest.raises(Refusal, match="last administrator"):
        revoke_role(actor=ada, grant=own)
    grant_role(actor=ada, person=bo, role="administrator")
    revoke_role(actor=ada, grant=own)
    assert list(Grant.objects.filter(role="administrator").values_list("person", flat=True)) == [bo.pk]


@pytest.mark.rivals
def test_two_administrators_revoke_each_other_at_once_and_one_stays(committed_db, espoo, ada, bo):
    with in_municipality(espoo):
        grant_role(actor=SYSTEM, person=bo, role="administrator")
        first, second = Grant.objects.get(person=ada), Grant.objects.get(person=bo)
    results = rivals([lambda: revoke_role(actor=ada, grant=second), lambda: revoke_role(actor=bo, grant=first)], espoo)
    with in_municipality(espoo):
        assert Grant.objects.filter(role="administrator").count() == 1
    assert results.count("done") == 1


def test_pages_of_roles(client_of, ada, aino, bo, espoo, django_assert_max_num_queries):
    client = client_of(ada)
    with django_assert_max_num_queries(12):
        page = client.get("/espoo/en/roles/").content.decode()
    assert "Aino Aalto" in page
    for address in ("roles/", "roles/new/", "invitations/", "invitations/new/", "operator-sessions/"):
        assert client_of(aino).get(f"/espoo/en/{address}").status_code == 403, address
        assert client_of(bo).get(f"/espoo/en/{address}").status_code == 403, address
        assert client_of(None).get(f"/espoo/en/{address}").status_code == 302, address
        assert client.get(f"/espoo/en/{address}").status_code == 200, address
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    assert client.post("/espoo/en/roles/new/", {"person": aino.pk, "role": "reader", "until": day}).status_code == 302
    # Bo is not known here: he can only be invited, so nobody finds out by this form whether he has an account.
    assert client.post("/espoo/en/roles/new/", {"person": bo.pk, "role": "reader"}).status_code == 422
    assert client.post("/espoo/en/roles/new/", {"person": "9" * 40, "role": "\x00", "until": "9999-12-31"}).status_code == 422
    with in_municipality(espoo):
        grant = Grant.objects.get(person=aino, role="reader")
    assert client.get(f"/espoo/en/roles/{grant.pk}/revoke/").status_code == 200
    assert client.post(f"/espoo/en/roles/{grant.pk}/revoke/").status_code == 302
    with in_municipality(espoo):
        assert not Grant.objects.filter(pk=grant.pk).exists()


# --- Invitations ---------------------------------------------------------------------------------------------------------


def test_invited_to_a_role_accepts_by_the_mailed_link(ada, bo, espoo, client_of):
    assert (
        client_of(ada).post("/espoo/en/invitations/new/", {"email": "BO@resident.example", "role": "editor", "language": "en"}).status_code
        == 302
    )
    with in_municipality(espoo):
        token = link_of(bo.email)
        assert token not in str(Invitation.objects.values().get())
    page = client_of(bo).get(f"/espoo/en/invitations/open/{token}/")
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Accept the invitation" in page.content.decode()
    assert client_of(bo).post(f"/espoo/en/invitations/open/{token}/").status_code == 302
    with in_municipality(espoo):
        assert Grant.objects.filter(person=bo, role="editor").exists()
        with translation.override("en"), pytest.raises(Refusal, match="already been accepted"):
            accept_invitation(actor=bo, token=token)
    assert client_of(bo).get(f"/espoo/en/invitations/open/{token}/").status_code == 410
    assert "Accepted" in client_of(ada).get("/espoo/en/invitations/").content.decode()


def test_invitation_to_known_and_unknown_address_looks_the_same(ada, bo, espoo, client_of):
    """Neither the administrator nor whoever holds the link learns whether the address has an account."""
    answers, rows, pages, mails = [], [], [], []
    for email in (bo.email, "no@resident.example"):
        client = client_of(ada)
        answer = client.post("/espoo/en/invitations/new/", {"email": email, "role": "editor", "language": "en"})
        answers.append((answer.status_code, answer.url))
        listed = client.get("/espoo/en/invitations/").content.decode()
        rows.append(re.search(rf"<strong>{email}</strong>.*?Waiting", listed, re.S)[0].replace(email, "X"))
        with in_municipality(espoo):
            token = link_of(email)
            sent = OutboxMail.objects.get(address=email)
        mails.append((sent.subject, sent.body.replace(token, "T")))
        pages.append(client_of(None).get(f"/espoo/en/invitations/open/{token}/").content.decode().replace(token, "T"))
    assert answers[0] == answers[1]
    assert rows[0] == rows[1]
    assert mails[0] == mails[1]
    assert pages[0] == pages[1]


def test_invitation_is_for_its_address_alone(ada, bo, carl, in_espoo, client_of):
    invite_person(actor=ada, email=bo.email, role="coordinator")
    token = link_of(bo.email)
    with pytest.raises(Forbidden, match="another address"):
        accept_invitation(actor=carl, token=token)
    page = client_of(carl).get(f"/espoo/en/invitations/open/{token}/").content.decode()
    assert "another address" in page
    assert bo.email not in page


def test_new_invitation_replaces_the_earlier_one(ada, bo, in_espoo):
    invite_person(actor=ada, email=bo.email, role="editor")
    first = link_of(bo.email)
    invite_person(actor=ada, email=bo.email, role="editor")
    with pytest.raises(Refusal, match="has been revoked"):
        accept_invitation(actor=bo, token=first)
    assert accept_invitation(actor=bo, token=link_of(bo.email)).accepted_by == bo


def test_expired_and_revoked_invitations_are_told_apart(ada, bo, in_espoo, client_of):
    invitation = invite_person(actor=ada, email=bo.email, role="editor")
    token = link_of(bo.email)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    with pytest.raises(Refusal, match="has expired"):
        accept_invitation(actor=bo, token=token)
    revoke_invitation(actor=ada, invitation=invitation)
    with pytest.raises(Refusal, match="has been revoked"):
        accept_invitation(actor=bo, token=token)
    with pytest.raises(Refusal, match="does not exist"):
        accept_invitation(actor=bo, token="\x00\ud800" + "x" * 5000)


def test_contact_invites_a_colleague_and_strangers_may_not(bo, carl, lamp, client_of):
    with pytest.raises(Forbidden):
        invite_person(actor=carl, email="new@example.org", organisation=lamp)
    with pytest.raises(Forbidden):
        invite_person(actor=bo, email="new@example.org", role="editor")
    with pytest.raises(Refusal, match="your own address"):
        invite_person(actor=bo, email=bo.email, organisation=lamp)
    with pytest.raises(Refusal, match="one plain e-mail address"):
        invite_person(actor=bo, email="a;b@example.org\nbcc: c@example.org", organisation=lamp)
    assert (
        client_of(bo)
        .post(f"/espoo/en/organisations/{lamp.pk}/invite/", {"email": carl.email, "language": "sv", "is_contact": "on"})
        .status_code
        == 302
    )
    accept_invitation(actor=carl, token=link_of(carl.email))
    assert Membership.objects.get(person=carl).is_contact


def test_invitations_of_an_organisation_are_limited_a_day(bo, lamp):
    for n in range(30):
        invite_person(actor=bo, email=f"n{n}@example.org", organisation=lamp)
    with pytest.raises(Refusal, match="30 invitations have been sent today"):
        invite_person(actor=bo, email="one-more@example.org", organisation=lamp)


@pytest.mark.rivals
def test_invitation_is_accepted_exactly_once_by_rivals(committed_db, espoo, ada, bo):
    with in_municipality(espoo):
        invite_person(actor=ada, email=bo.email, role="editor")
        token = link_of(bo.email)
    results = rivals([lambda: accept_invitation(actor=Person.objects.get(pk=bo.pk), token=token)] * 4, espoo)
    assert sorted(results) == ["This invitation has already been accepted."] * 3 + ["done"]
    with in_municipality(espoo):
        assert Grant.objects.filter(person=bo).count() == 1


@pytest.mark.rivals
def test_invitation_is_accepted_or_revoked_never_both(committed_db, espoo, ada, bo):
    with in_municipality(espoo):
        invitation = invite_person(actor=ada, email=bo.email, role="editor")
        token = link_of(bo.email)
    rivals([lambda: accept_invitation(actor=bo, token=token), lambda: revoke_invitation(actor=ada, invitation=invitation)], espoo)
    with in_municipality(espoo):
        after = Invitation.objects.get()
        assert (after.accepted_at is None) != (after.revoked_at is None)
        assert Grant.objects.filter(person=bo).exists() == (after.accepted_at is not None)


# --- Operators -----------------------------------------------------------------------------------------------------------


def test_operator_has_no_standing_power(olli, in_espoo):
    assert not allowed(olli, "people.manage_roles")
    assert not allowed(olli, "people.list_organisations")


def test_operator_session_gives_power_until_it_ends_and_is_seen(olli, ada, bo, espoo, turku, client_of):
    answer = client_of(olli).post("/en/operator/", {"municipality": espoo.pk, "reason": REASON, "minutes": "30"})
    assert (answer.status_code, answer.url) == (302, "/espoo/en/")
    assert client_of(olli).get("/espoo/en/roles/").status_code == 200
    assert client_of(olli).get("/turku/en/roles/").status_code == 403
    seen = client_of(ada).get("/espoo/en/operator-sessions/").content.decode()
    assert REASON in seen
    assert "Going on" in seen
    with in_municipality(espoo):
        assert AuditLine.objects.get(action="people.open_operator_session").actor == olli
        session = OperatorSession.objects.get()
    assert client_of(olli).post(f"/en/operator/{session.pk}/end/").status_code == 302
    assert client_of(olli).get("/espoo/en/roles/").status_code == 403


def test_operator_is_told_on_every_page_and_ends_the_session_there(olli, aino, espoo, turku, client_of):
    with in_municipality(espoo):
        session = open_operator_session(actor=olli, reason=REASON)
    visitor = client_of(olli)
    assert "You work here as an operator until" in visitor.get("/espoo/en/projects/").content.decode()
    assert "You work here as an operator" not in visitor.get("/turku/en/projects/").content.decode()
    assert "You work here as an operator" not in client_of(aino).get("/espoo/en/projects/").content.decode()
    answer = visitor.post(f"/espoo/en/operator-sessions/{session.pk}/end/")
    assert (answer.status_code, answer["Location"]) == (302, "/espoo/en/")
    assert "You work here as an operator" not in visitor.get("/espoo/en/projects/").content.decode()


def test_administrator_ends_the_session_of_an_operator(olli, ada, aino, espoo, client_of):
    with in_municipality(espoo):
        session = open_operator_session(actor=olli, reason=REASON)
    assert client_of(aino).post(f"/espoo/en/operator-sessions/{session.pk}/end/").status_code == 403
    assert client_of(ada).post(f"/espoo/en/operator-sessions/{session.pk}/end/").status_code == 302
    assert client_of(olli).get("/espoo/en/roles/").status_code == 403


def test_operator_session_runs_out_by_itself(olli, in_espoo):
    session = open_operator_session(actor=olli, reason=REASON, minutes=5)
    assert allowed(olli, "people.manage_roles")
    past = timezone.now() - timedelta(hours=1)
    OperatorSession.objects.filter(pk=session.pk).update(started_at=past, until=past + timedelta(minutes=5))
    olli.forget_roles()
    assert not allowed(olli, "people.manage_roles")
    # The run-out one does not stand in the way of the next, and is written down as ended when it ran out.
    open_operator_session(actor=olli, reason=REASON)
    session.refresh_from_db()
    assert session.ended_at == session.until


def test_operator_session_needs_reason_and_is_short(olli, in_espoo):
    with pytest.raises(Refusal, match="Say in a sentence"):
        open_operator_session(actor=olli, reason="fix   ")
    with pytest.raises(Refusal, match="5 to 120 minutes"):
        open_operator_session(actor=olli, reason=REASON, minutes=121)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="operator_session_is_short"), transaction.atomic():
        OperatorSession.objects.create(operator=olli, reason=REASON, started_at=now, until=now + timedelta(hours=3))


def test_operator_cannot_turn_the_session_into_a_role(olli, ada, in_espoo):
    open_operator_session(actor=olli, reason=REASON)
    with pytest.raises(Refusal, match="cannot give roles to themselves"):
        grant_role(actor=olli, person=olli, role="administrator")
    with pytest.raises(Refusal, match="your own address"):
        invite_person(actor=olli, email=olli.email, role="administrator")


def test_only_operators_open_the_page(client_of, aino, espoo):
    assert client_of(aino).get("/en/operator/").status_code == 403
    assert client_of(None).get("/en/operator/").status_code == 302
    with in_municipality(espoo), pytest.raises(Forbidden):
        open_operator_session(actor=aino, reason=REASON)


@pytest.mark.rivals
def test_operator_has_one_open_session_by_rivals(committed_db, espoo, olli):
    results = rivals([lambda: open_operator_session(actor=olli, reason=REASON)] * 3, espoo)
    assert results.count("done") == 1
    with in_municipality(espoo):
        assert OperatorSession.objects.count() == 1
        end_operator_session(actor=olli, session=OperatorSession.objects.get())
