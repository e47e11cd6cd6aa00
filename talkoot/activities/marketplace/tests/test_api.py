"""Needs and ideas in the API: what looks for a partner everybody reads, a draft only its own municipality's coordinators."""

from talkoot.activities.marketplace.tests.making import a_need, an_idea, published
from talkoot.kernel.api.tests.asking import ask, token_for


def ids(answer):
    return [row["id"] for row in answer.json()["items"]]


def test_everybody_reads_what_looks_for_a_partner(in_espoo, rules, aino, carl, turku):
    draft, need, idea = a_need(rules), published(aino, a_need(rules)), published(aino, an_idea(rules))
    ours, theirs = token_for(aino, in_espoo), token_for(carl, turku)
    assert ids(ask("/api/listings")) == ids(ask("/api/listings", ours)) == [idea.pk, need.pk]
    assert ids(ask("/api/listings?kind=need")) == ids(ask("/api/listings?q=ekaluokkalainen")) == [need.pk]
    assert ids(ask("/api/listings?level=museum")) == []
    assert ids(ask("/api/listings", theirs)) == []
    asked = [ask(f"/api/listings/espoo/{draft.pk}", token).status_code for token in (None, theirs, ours)]
    assert asked == [404, 404, 200]
    read = ask(f"/api/listings/espoo/{need.pk}").json()
    assert (read["unit"]["shown"], read["organisation"]) == (str(rules.school.name), rules.city.name)
    assert rules.teacher.name not in ask(f"/api/listings/espoo/{need.pk}").content.decode()
