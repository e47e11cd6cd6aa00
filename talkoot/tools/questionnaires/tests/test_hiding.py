import itertools

import pytest

from talkoot.tools.questionnaires.content.hiding import hidden_parts, shown_count


def test_an_open_round_moves_in_steps_of_five_and_holds_the_last_five_back():
    assert [shown_count(n, is_open=True) for n in (4, 5, 9, 10, 14, 15, 23)] == [0, 0, 0, 5, 5, 10, 15]
    assert [shown_count(n, is_open=False) for n in (4, 5, 6, 23)] == [0, 5, 6, 23]


def test_no_two_looks_differ_by_fewer_than_five():
    for final in range(60):
        looks = {shown_count(n, is_open=True) for n in range(final + 1)} | {shown_count(final, is_open=False)}
        assert all(later - earlier >= 5 for earlier, later in itertools.pairwise(sorted(looks)))


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 5, "b": 7}, set()),
        ({"a": 3, "b": 7}, {"a", "b"}),
        ({"a": 3, "b": 7, "c": 6}, {"a", "c"}),
        ({"a": 1, "b": 2, "c": 6, "d": 9}, {"a", "b", "c"}),
        ({"a": 4, "b": 4, "c": 6}, {"a", "b"}),
        ({"a": 0, "b": 5, "c": 8}, {"a", "b"}),
        ({}, set()),
    ],
)
def test_a_hidden_part_cannot_be_computed(counts, hidden):
    assert hidden_parts(counts) == hidden


def test_what_is_hidden_is_two_parts_and_five_people_whatever_the_counts():
    for counts in itertools.product(range(8), repeat=4):
        hidden = hidden_parts(dict(enumerate(counts)))
        assert not any(count < 5 and n not in hidden for n, count in enumerate(counts))
        if hidden and len(hidden) < 4:
            assert len(hidden) >= 2
            assert sum(counts[n] for n in hidden) >= 5
