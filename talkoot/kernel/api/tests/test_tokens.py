from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from talkoot.kernel.api.actions import MOST_TOKENS, make_token, revoke_token
from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.api.queries import tokens_in_force_of, visible_tokens
from talkoot.kernel.api.scopes import role_ceiling
from talkoot.kernel.api.tokens import new_token_text, read_token_text
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import allowed, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def in_days(days):
    return timezone.now() + timedelta(days=days)


def test_text_is_taken_apart_and_nothing_else_is():
    text = new_token_text("hameen-linna")
    assert read_token_text(text.whole) == text
    assert [read_token_text(t) for t in ("", "tlk_espoo_1", text.whole + "0", text.whole.upper(), f"x{text.whole}", text.whole + "\n")] == [
        None
    ] * 6


def test_token_keeps_only_the_hash_of_its_text(espoo, aino, token_of):
    token = token_of(aino, espoo, "read", "write")
    with in_municipality(espoo):
        row = ApiToken.objects.values().get()
    assert token.text.startswith(f"tlk_espoo_{token.key}")
    assert token.text not in str(row)
    assert row["scopes"] == ["read", "write"]
    assert (row["last_used_on"], row["revoked_at"]) == (None, None)


def test_token_is_made_within_role_year_and_scopes(in_espoo, aino):
    with pytest.raises(Refusal) as none_chosen:
        make_token(actor=aino, name="x", scopes=["unknown"], ends_at=in_days(1))
    with pytest.raises(Refusal) as too_long:
        make_token(actor=aino, name="x", scopes=["read"], ends_at=in_days(400))
    with pytest.raises(Refusal) as ended:
        make_token(actor=aino, name="x", scopes=["read"], ends_at=in_days(-1))
    editor = Person.objects.create_user("elina@espoo.example", name="Elina")
    Grant.objects.create(person=editor, role="editor")
    with pytest.raises(Refusal) as beyond:
        make_token(actor=editor, name="x", scopes=["write", "publish"], ends_at=in_days(1))
    assert [r.value.field for r in (none_chosen, too_long, ended, beyond)] == ["scopes", "ends_on", "ends_on", "scopes"]
    assert make_token(actor=editor, name="x", scopes=["write"], ends_at=in_days(1)).made_by == editor
    assert ApiToken.objects.count() == 1


def test_residents_and_strangers_make_none(in_espoo, bo, carl):
    for person in (bo, carl, None):
        with pytest.raises(Forbidden):
            make_token(actor=person, name="x", scopes=["read"], ends_at=in_days(1))


def test_revoke_is_for_the_maker_and_administrators(espoo, aino, bo, token_of):
    token = token_of(aino, espoo)
    with in_municipality(espoo):
        with pytest.raises(Forbidden):
            revoke_token(actor=bo, token=token)
        sari = Person.objects.create_user("sari@espoo.example", name="Sari")
        Grant.objects.create(person=sari, role="administrator")
        assert list(visible_tokens(sari)) == [token]
        first = revoke_token(actor=sari, token=token)
        assert revoke_token(actor=aino, token=token).revoked_at == first.revoked_at
        assert list(tokens_in_force_of(aino)) == []
        assert list(AuditLine.objects.order_by("id").values_list("action", flat=True)) == [
            "api.make_token",
            "api.revoke_token",
            "api.revoke_token",
        ]


def test_scopes_lower_the_roles_of_the_person(in_espoo, aino):
    assert roles_of(aino, in_espoo) == {"reader", "editor", "coordinator"}
    aino.role_ceiling = role_ceiling(["read"])
    assert roles_of(aino, in_espoo) == {"reader"}
    assert not allowed(aino, "api.make_token")
    # A special scope lends its role only to the operations that ask for it.
    assert role_ceiling(["write", "answer"]) == {"reader", "editor"}
    assert role_ceiling(["write", "answer"], "answer") == {"reader", "editor", "coordinator"}
    assert role_ceiling(["adopt"]) == frozenset()


def test_token_answers_for_its_person_in_its_municipality(espoo, aino, token_of, ask):
    token = token_of(aino, espoo, "read", "answer")
    answer = ask("/api/token?language=sv", token)
    assert answer.status_code == 200
    facts = answer.json()
    assert (facts["name"], facts["scopes"], facts["person"]) == ("Nightly import", ["read", "answer"], "Aino Aalto")
    assert facts["municipality"] == {
        "slug": "espoo",
        "name": {"texts": {"fi": "Espoo", "sv": "Esbo", "en": "Espoo"}, "shown": "Esbo", "language": "sv"},
    }
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("damage", ["", "Basic", "tlk_", "tlk_turku_0123456789", "unknown municipality", "other secret", "null byte"])
def test_wrong_tokens_are_refused_alike(damage, espoo, turku, aino, token_of, ask):
    text = token_of(aino, espoo).text
    sent = {
        "unknown municipality": text.replace("espoo", "nowhere"),
        "other secret": text[:-1] + ("0" if text[-1] != "0" else "1"),
        "null byte": text + "\0",
    }.get(damage, damage)
    answer = ask("/api/municipalities", headers={"Authorization": f"Bearer {sent}" if damage != "Basic" else f"Basic {text}"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Talkoot"')
    assert answer.json()["reason"].startswith(("Avain ei kelpaa", "The token does not hold"))


def test_token_moved_to_another_municipality_does_not_hold(espoo, turku, aino, carl, token_of, ask):
    token = token_of(aino, espoo)
    assert ask("/api/token", token.text.replace("espoo", "turku")).status_code == 401
    assert ask("/turku/api/token", token).status_code == 401
    assert ask("/espoo/api/token", token).status_code == 200


def test_revoked_ended_and_inactive_do_not_hold(espoo, aino, token_of, ask):
    revoked, ended, inactive = token_of(aino, espoo), token_of(aino, espoo), token_of(aino, espoo)
    with in_municipality(espoo):
        revoke_token(actor=aino, token=revoked)
        ApiToken.objects.filter(pk=ended.pk).update(ends_at=timezone.now())
    assert [ask("/api/token", t).status_code for t in (revoked, ended, inactive)] == [401, 401, 200]
    Person.objects.filter(pk=aino.pk).update(is_active=False)
    assert ask("/api/token", inactive).status_code == 401


def test_inactive_municipality_answers_no_token(espoo, aino, token_of, ask):
    token = token_of(aino, espoo)
    Municipality.objects.filter(pk=espoo.pk).update(is_active=False)
    assert ask("/api/token", token).status_code == 401


def test_scope_that_is_missing_is_named(espoo, aino, token_of, ask):
    answer = ask("/api/token?language=en", token_of(aino, espoo, "write"))
    assert (answer.status_code, answer.json()["reason"]) == (403, "The token has not the scope “Read”.")
    assert ask("/api/token").status_code == 401


def test_use_is_noted_once_a_day(espoo, aino, token_of, ask):
    token = token_of(aino, espoo)
    for _ in range(3):
        ask("/api/token", token)
    with in_municipality(espoo):
        assert ApiToken.objects.get().last_used_on == timezone.localdate()
        assert AuditLine.objects.filter(action="api.use_token").count() == 1
        ApiToken.objects.update(last_used_on=timezone.localdate() - timedelta(days=1))
    ask("/api/token", token)
    with in_municipality(espoo):
        assert AuditLine.objects.filter(action="api.use_token").count() == 2


@pytest.mark.rivals
def test_rivals_make_no_more_tokens_than_one_may_have(committed_db, espoo, aino):
    with in_municipality(espoo):
        for _ in range(MOST_TOKENS - 1):
            make_token(actor=aino, name="x", scopes=["read"], ends_at=in_days(1))
    together, refused = threading.Barrier(4), []

    def make():
        try:
            together.wait()
            with in_municipality(espoo):
                make_token(actor=Person.objects.get(pk=aino.pk), name="rival", scopes=["read"], ends_at=in_days(1))
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    rivals = [threading.Thread(target=make) for _ in range(4)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    with in_municipality(espoo):
        assert (tokens_in_force_of(aino).count(), len(refused)) == (MOST_TOKENS, 3)
