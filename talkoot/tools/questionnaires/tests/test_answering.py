import pytest

from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.actions.answers import submit_as_person, submit_by_code, submit_from_paper
from talkoot.tools.questionnaires.actions.rounds import close_round
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.queries.results import results_of
from talkoot.tools.questionnaires.queries.rounds import answer_count, has_answered, submission_of
from talkoot.tools.questionnaires.tests.making import a_code, a_round, a_version

pytestmark = pytest.mark.usefixtures("in_espoo")


def answer(code, n, **answers):
    return submit_by_code(actor=None, code=code, once_key=f"phone-{n:06}", language="fi", answers={"fun": 4} | answers)


def test_same_content_is_the_same_version(aino):
    first, again = a_version(aino), a_version(aino)
    assert (first.pk, first.number) == (again.pk, 1)
    assert a_version(aino, first.content[:2]).number == 2


def test_repeated_sending_counts_once(aino):
    code = a_code(aino)
    assert [answer(code, n).is_new for n in (1, 1, 2)] == [True, False, True]
    assert Submission.objects.count() == 2


def test_nothing_is_shown_below_five_and_all_when_closed(aino):
    code = a_code(aino)
    for n in range(4):
        answer(code, n)
    round = close_round(actor=aino, round=code.round)
    assert results_of(round).is_hidden
    assert answer_count(round) is None
    with pytest.raises(Refusal, match="closed"):
        answer(code, 9)


def test_results_count_every_kind(aino):
    code = a_code(aino)
    for n in range(6):
        answer(
            code, n, easy="5", again="yes" if n else "no", why="slow", area="a", areas=["a", "b"], minutes="7,5", parts={"a": 1, "b": "3"}
        )
    round = close_round(actor=aino, round=code.round)
    results = results_of(round)
    lines = {line.key: line for line in results.lines}
    assert results.count == 6
    assert set(lines) == {"fun", "easy", "again", "area", "areas", "minutes", "parts.a", "parts.b"}
    assert [(bar.value, bar.count) for bar in lines["again"].bars] == [(True, 5), (False, 1)]
    assert [(bar.value, bar.count) for bar in lines["areas"].bars] == [("a", 6), ("b", 6), ("c", 0)]
    assert (lines["areas"].count, lines["easy"].mean, lines["minutes"].mean, lines["minutes"].spread) == (6, 5, 7.5, 0)
    assert lines["parts.b"].mean == 3
    # "why" is asked only of the one who said no.
    assert sorted("why" in one.answers for one in Submission.objects.all()) == [False] * 5 + [True]


def test_an_anonymous_answer_of_a_person_leads_to_nobody(aino):
    round = a_round(aino)
    submit_as_person(actor=aino, round=round, answers={"fun": 5})
    assert has_answered(aino, round)
    assert submission_of(aino, round) is None
    with pytest.raises(Refusal, match="already"):
        submit_as_person(actor=aino, round=round, answers={"fun": 1})
    assert Submission.objects.get().person is None


def test_an_answer_from_paper_tells_who_entered_it(aino):
    made = submit_from_paper(actor=aino, round=a_round(aino), group="5B", answers={"fun": 3}, language="sv")
    assert (made.is_from_paper, made.entered_by, made.group, made.language) == (True, aino, "5B", "sv")
