"""Suggestions: what is suggested is true of both sides, and nothing is suggested that cannot meet."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talkoot.activities.marketplace.actions.interest import show_interest
from talkoot.activities.marketplace.content.matches import Side, best_suggestions, reason_texts, suggestion
from talkoot.activities.marketplace.tests.making import a_need, an_idea, published

NEED = Side(
    key=1,
    kind="need",
    levels=frozenset({"primary"}),
    languages=frozenset({"fi"}),
    subjects=frozenset({"mathematics"}),
    themes=frozenset(),
    sought=frozenset({"product"}),
    degree="with",
    area="Leppävaara",
    age_from=9,
    age_to=10,
)
IDEA = replace(NEED, key=2, kind="idea", sought=frozenset({"test-group"}), age_from=7, age_to=12)

some = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
sides = st.builds(
    Side,
    key=st.integers(1, 99),
    kind=st.sampled_from(["need", "idea"]),
    levels=some,
    languages=some,
    subjects=some,
    themes=some,
    sought=st.frozensets(st.sampled_from(["product", "test-group", "co-design", "views", "expertise"]), max_size=2),
    age_from=st.sampled_from([None, 7, 15]),
    age_to=st.sampled_from([None, 16, 18]),
)


def test_each_shared_thing_is_a_reason_the_weightiest_first():
    one = suggestion(NEED, IDEA)
    assert one is not None
    assert reason_texts(one, {}) == [
        "Same subject: mathematics",
        "One seeks what the other brings: a product to try",
        "Users and partner plan and make it together.",
        "The ages meet",
        "Same level: grades 1–6",
        "Same area: Leppävaara",
    ]


def test_what_cannot_meet_or_shares_nothing_is_not_suggested():
    nothing = frozenset[str]()
    for other in (
        replace(IDEA, kind="need"),
        replace(IDEA, languages=frozenset({"sv"})),
        replace(IDEA, levels=frozenset({"early"})),
        replace(IDEA, age_from=13, age_to=16),
        replace(IDEA, subjects=nothing, sought=nothing),
    ):
        assert suggestion(NEED, other) is None
    # Left open meets everything.
    assert suggestion(NEED, replace(IDEA, languages=nothing, levels=nothing, age_from=None)) is not None


# A busy machine draws slowly; that says nothing of the code.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sides, st.lists(sides, max_size=8, unique_by=lambda side: side.key))
def test_suggestions_are_the_same_from_both_sides_and_in_order(own: Side, others: list[Side]) -> None:
    found = best_suggestions(own, others)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    by_key = {other.key: other for other in others}
    for one in found:
        back = suggestion(by_key[one.key], own)
        assert back is not None
        assert (back.points, {name for name, _values in back.reasons}) == (one.points, {name for name, _values in one.reasons})


def test_the_writer_of_a_need_sees_which_ideas_could_fit_and_nobody_else_does(client_of, aino, rules):
    need = published(aino, a_need(rules, subjects=["mother-tongue"], levels=["primary"]))
    published(aino, an_idea(rules, subjects=["mother-tongue"]))
    page = f"/espoo/en/market/listings/{need.pk}/"
    shown = client_of(rules.teacher).get(page).content.decode()
    assert "Could fit together" in shown
    assert "Same subject: mother tongue and reading" in shown
    for person in (None, rules.rival):
        assert "Could fit together" not in client_of(person).get(page).content.decode()
    # Once they talk, there is nothing to suggest.
    show_interest(actor=rules.maker, listing=need, organisation=rules.company, text="Meillä on tähän robotti.")
    assert "Could fit together" not in client_of(rules.teacher).get(page).content.decode()
