import pytest
from django.db import ProgrammingError, connection, transaction
from django_scopes.exceptions import ScopeError

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.database.policies import municipal_tables
from talkoot.kernel.database.role import serving_role
from talkoot.kernel.municipalities.scope import across_municipalities, in_municipality
from talkoot.kernel.people.models.organisation import Organisation


@pytest.fixture
def a_line_each(espoo, turku):
    for municipality in (espoo, turku):
        with in_municipality(municipality):
            AuditLine.objects.create(action=f"of {municipality.slug}")


def actions_by_sql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_auditline ORDER BY action")
        return [row[0] for row in cursor.fetchall()]


def test_query_outside_a_municipality_raises(a_line_each):
    with pytest.raises(ScopeError):
        list(AuditLine.objects.all())


def test_raw_sql_outside_a_municipality_sees_nothing(a_line_each):
    assert actions_by_sql() == []


def test_each_municipality_sees_its_own_rows_even_by_raw_sql(a_line_each, espoo, turku):
    with in_municipality(espoo):
        assert actions_by_sql() == ["of espoo"]
        with in_municipality(turku):
            assert actions_by_sql() == ["of turku"]
        assert actions_by_sql() == ["of espoo"]
    assert actions_by_sql() == []


def test_across_sees_all_and_asks_for_a_reason(a_line_each):
    with pytest.raises(ValueError, match="Say in a sentence"), across_municipalities(reason="why"):
        pass
    with across_municipalities(reason="A test reads every municipality."):
        assert actions_by_sql() == ["of espoo", "of turku"]


def test_row_cannot_be_written_for_or_moved_to_another_municipality(espoo, turku):
    with in_municipality(espoo):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            AuditLine.objects.create(municipality=turku, action="smuggled")
        mine = Organisation.objects.create(kind="association", name="Mine")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Organisation.objects.filter(pk=mine.pk).update(municipality=turku)


def test_setting_is_undone_after_an_error(a_line_each, espoo):
    with pytest.raises(RuntimeError), in_municipality(espoo):
        raise RuntimeError
    assert actions_by_sql() == []


def test_serving_role_owns_nothing_and_every_municipal_table_is_guarded(db):
    assert serving_role().is_safe, serving_role().trouble
    tables = municipal_tables()
    assert len(tables) >= 3
    assert [name for name, is_guarded in tables if not is_guarded] == []
