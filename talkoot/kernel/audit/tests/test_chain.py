import os
from threading import Barrier, Thread

import pgtrigger
import psycopg
import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import isolate_apps

from talkoot.kernel.audit.chain import FIRST_HASH, Chained, canonical, verify_chain
from talkoot.kernel.database.policies import POLICY
from talkoot.kernel.i18n.fields import TranslatedField
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality

# Apart from the real models: other tests walk over all of those and must not meet a table that is only here.
with isolate_apps("talkoot.kernel.audit"):

    class Ruling(Chained):
        """A chained model that only these tests have. `decider` stands for a person who may be erased."""

        reason = TranslatedField()
        points = models.JSONField(default=list)
        share = models.DecimalField(max_digits=5, decimal_places=2, null=True)
        decider = models.BigIntegerField(null=True)

        unsealed_fields = ("decider",)

        class Meta(Chained.Meta):
            app_label = "audit"

        def __str__(self):
            return str(self.reason)


@pytest.fixture(scope="module")
def ruling_table(django_db_setup, django_db_blocker):
    """Made by the owner of the tables, with its trigger and its fence, as a migration would."""
    with django_db_blocker.unblock():
        with connection.schema_editor(collect_sql=True) as editor:
            editor.create_model(Ruling)
        [trigger] = Ruling._meta.triggers
        trigger.register(Ruling)
        statements = [*editor.collected_sql, str(trigger.compile(Ruling).install_sql)]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement)
        owner.execute("ALTER TABLE audit_ruling ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE audit_ruling FORCE ROW LEVEL SECURITY")
        owner.execute(POLICY.format(table="audit_ruling"))
    yield
    trigger.unregister(Ruling)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("DROP TABLE audit_ruling")


@pytest.fixture
def three_rulings(ruling_table, in_espoo):
    return [Ruling.objects.create(reason=Words(fi=f"Syy {n}"), points=[n, {"ä": None}], share="1.5", decider=7) for n in range(3)]


def test_rows_are_sealed_one_after_the_other(three_rulings, in_espoo):
    rows = list(Ruling.objects.order_by("chain_number"))
    assert [row.chain_number for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows] == [FIRST_HASH, rows[0].own_hash, rows[1].own_hash]
    assert verify_chain(Ruling, in_espoo) is None


def test_each_municipality_has_its_own_chain(three_rulings, turku):
    with in_municipality(turku):
        assert Ruling.objects.create(reason=Words(fi="x")).chain_number == 1
        assert verify_chain(Ruling, turku) is None


def test_row_is_never_changed_or_deleted(three_rulings):
    rows = Ruling.objects.all()
    for forbidden in (lambda: rows.update(share="2.00"), lambda: rows.delete(), lambda: rows.update(decider=8)):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            forbidden()
    with pytest.raises(TypeError, match="append-only"):
        three_rulings[0].save()


def test_erased_person_leaves_the_row_and_the_chain_is_whole(three_rulings, in_espoo):
    Ruling.objects.update(decider=None)
    assert verify_chain(Ruling, in_espoo) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("""UPDATE audit_ruling SET reason = '{"fi": "Muu"}' WHERE chain_number = 2""", 2),
        ("UPDATE audit_ruling SET share = 9 WHERE chain_number = 1", 1),
        ("UPDATE audit_ruling SET sealed_at = sealed_at + interval '1 microsecond' WHERE chain_number = 3", 3),
        ("DELETE FROM audit_ruling WHERE chain_number = 2", 3),
        ("DELETE FROM audit_ruling WHERE chain_number = 1", 2),
    ],
)
def test_tampering_breaks_the_chain_where_it_happened(three_rulings, in_espoo, statement, broken):
    # As somebody who can write past the trigger.
    with pgtrigger.ignore("audit.Ruling:append_only"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain(Ruling, in_espoo).chain_number == broken


def test_value_that_the_database_would_change_is_refused(ruling_table, in_espoo):
    with pytest.raises(ValueError, match="changes on its way"), transaction.atomic():
        Ruling.objects.create(reason=Words(fi="x"), points=[1e22])
    with pytest.raises(TypeError, match="cannot hold a set"):
        Ruling.objects.create(reason=Words(fi="x"), points={1, 2})
    assert not Ruling.objects.exists()


def test_canonical_text_is_the_same_everywhere():
    assert canonical({"b": 1, "a": {"ö": None}}) == '{"a":{"ö":null},"b":1}'


@pytest.mark.rivals
def test_rivals_make_one_chain(ruling_table, committed_db, espoo):
    rivals, each = 6, 8
    barrier = Barrier(rivals)

    def work():
        try:
            barrier.wait()
            for number in range(each):
                with in_municipality(espoo):
                    Ruling.objects.create(reason=Words(fi=str(number)))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_municipality(espoo):
        assert list(Ruling.objects.order_by("chain_number").values_list("chain_number", flat=True)) == list(range(1, rivals * each + 1))
        assert verify_chain(Ruling, espoo) is None
