"""Trials and references in the API: what everybody reads, what a token adds, what strangers never get."""

from django.utils import timezone

from talkoot.commons.trials.models.closing import Quote, ResultPage
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.tests.completed import a_completed_trial, a_version, an_official
from talkoot.commons.trials.tests.making import a_company, a_trial, words
from talkoot.commons.trials.tests.test_references import grant
from talkoot.kernel.api.tests.asking import ask, token_for
from talkoot.kernel.municipalities.scope import in_municipality


def numbers(answer):
    return [row["number"] for row in answer.json()["items"]]


def test_everybody_reads_what_has_begun_and_a_token_of_the_house_the_rest(in_espoo, aino, carl, turku):
    proposed, done = a_trial(title="Whisper corner"), a_completed_trial(a_company("Karhunkolo Oy", business_id="1234567-1"))
    ours, theirs = token_for(aino, in_espoo), token_for(carl, turku)
    assert numbers(ask("/api/trials")) == numbers(ask("/api/trials?municipality=espoo", theirs)) == [done.slug]
    assert numbers(ask("/api/trials", ours)) == [done.slug, proposed.slug]
    assert numbers(ask("/api/trials", theirs)) == []
    asked = [ask(f"/api/trials/espoo/{proposed.slug}", token).status_code for token in (None, theirs, ours)]
    assert asked == [404, 404, 200]
    assert numbers(ask("/api/trials?state=running")) == numbers(ask("/api/trials?unit_kind=museum")) == []
    assert ask(f"/api/trials/turku/{done.slug}").status_code == 404


def test_result_is_told_once_it_is_published(in_espoo):
    trial = a_completed_trial()
    for text, facts in (
        ("Could hear my own thoughts.", {"permission": "given", "permitted_on": timezone.localdate()}),
        ("Do not show this.", {"permission": "asked"}),
    ):
        Quote.objects.create(trial=trial, text=text, language="en", said_as=words("Teacher"), **facts)
    read = ask(f"/api/trials/espoo/{trial.slug}").json()
    result = read["result"]
    assert (result["outcome"], result["summary"]["texts"], result["quotes"]) == (
        "worked",
        dict(words("Good")),
        ["Could hear my own thoughts."],
    )
    with in_municipality(in_espoo):
        ResultPage.objects.filter(trial=trial).update(published_at=None)
    assert ask(f"/api/trials/espoo/{trial.slug}").json()["result"] is None


def test_register_says_of_a_revoked_reference_that_it_is_revoked(in_espoo):
    trial = a_completed_trial()
    reference = grant(trial, a_version(trial.organisation), an_official())
    address = f"/api/references/espoo/{reference.code}"
    assert ask(address).json() | {"credential": ""} == ask("/api/references").json()["items"][0] | {"credential": ""}
    read = ask(address).json()
    assert (read["standing"], read["credential"], read["trial"]) == ("valid", reference.credential, trial.slug)
    with in_municipality(in_espoo):
        Reference.objects.filter(pk=reference.pk).update(revoked_at=timezone.now(), revocation=reference.decision_id)
    assert ask(address).json()["standing"] == "revoked"
    assert [row["code"] for row in ask("/api/references?standing=valid").json()["items"]] == []
    assert ask(f"/api/trials/espoo/{trial.slug}").json()["references"] == [reference.code]
