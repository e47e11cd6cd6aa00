import unicodedata

import pytest

from talkoot.commons.operating_models.content.checks import missing_texts, places_to_fill, problems_of
from talkoot.commons.operating_models.content.comparison import (
    ADDED,
    REMOVED,
    SAME,
    FieldChange,
    ItemChange,
    TextChange,
    differences,
    moved_keys,
    statuses,
    word_differences,
)
from talkoot.commons.operating_models.content.items import item_at, moved_item, place_of, with_item, without_item
from talkoot.commons.operating_models.content.kinds import KINDS
from talkoot.commons.operating_models.content.parts import PartContent, blank_data, part_content, version_hash
from talkoot.commons.operating_models.content.schema import draft_part_schemas
from talkoot.commons.operating_models.tests.conftest import about, parts, question, words


def principle(key, text="text"):
    return part_content(PartContent(key, "principle", words(text), words("body"), {}))


def test_hash_does_not_depend_on_key_order_line_ends_or_unicode_form():
    one = part_content(PartContent("a", "principle", {"fi": "Äiti", "sv": "x"}, {"fi": "a\r\nb "}, {}))
    other = part_content(
        PartContent("a", "principle", {"sv": "x", "fi": unicodedata.normalize("NFD", "Äiti")}, {"fi": "a\nb", "en": ""}, {})
    )
    assert one == other
    assert one.content_hash == other.content_hash
    assert one.content_hash != principle("a").content_hash


def test_version_hash_knows_order_and_attachments():
    one, other = principle("a"), principle("b")
    assert version_hash([one, other]) != version_hash([other, one])
    assert version_hash([one], [("x", "1"), ("y", "2")]) == version_hash([one], [("y", "2"), ("x", "1")])
    assert version_hash([one]) != version_hash([one], [("x", "1")])


def test_status_of_every_case():
    base = {key: principle(key) for key in "abcdefgh"}
    changed = {key: principle(key, "theirs") for key in "abcdefghi"}
    mine = {key: principle(key, "mine") for key in "abcdefghij"}
    h = {key: part.content_hash for key, part in base.items()}
    theirs = [base["a"], changed["b"], base["c"], changed["d"], changed["e"], base["f"], changed["i"]]
    here = [
        (base["a"], h["a"]),
        (base["b"], h["b"]),
        (mine["c"], h["c"]),
        (mine["d"], h["d"]),
        (base["g"], h["g"]),
        (mine["h"], h["h"]),
        (mine["j"], ""),
    ]
    found = statuses(theirs, here, {part.content_hash: part for part in base.values()}, {"e": h["e"], "f": h["f"]})
    assert {c.key: c.status for c in found} == {
        "a": "unchanged",
        "b": "changed_there",
        "c": "changed_here",
        "d": "changed_both",
        "e": "changed_there_removed_here",
        "f": "removed_here",
        "i": "new_there",
        "g": "removed_there",
        "h": "removed_there_changed_here",
        "j": "new_here",
    }
    assert {c.key for c in found if c.asks} == {"b", "d", "e", "i", "g", "h"}
    assert {c.key for c in found if c.is_conflict} == {"d", "e", "h"}
    assert next(c for c in found if c.key == "d").base == base["d"]


def test_same_change_on_both_sides_is_unchanged():
    both = principle("a", "new")
    (found,) = statuses([both], [(both, principle("a").content_hash)], {}, {})
    assert found.status == "unchanged"


def test_word_differences_show_what_changed():
    assert word_differences("The school decides.", "The head decides.") == [
        (SAME, "The "),
        (REMOVED, "school"),
        (ADDED, "head"),
        (SAME, " decides."),
    ]


@pytest.mark.parametrize("length", [10, 30_000])
def test_word_differences_give_both_texts_back(length):
    before = "vanha sana ja toinen.\n" * (length // 20)
    after = before.replace("toinen", "kolmas", 3) + "loppu"
    segments = word_differences(before, after)
    assert "".join(text for what, text in segments if what != ADDED) == before
    assert "".join(text for what, text in segments if what != REMOVED) == after


def test_differences_of_a_questionnaire_item_by_item():
    before = part_content(next(part for part in parts() if part.key == "feedback"))
    questions = [
        question("new"),
        {**before.data["questions"][1], "required": False},
        before.data["questions"][0],
    ]
    found = differences(before, before.with_data(questions=questions, anonymous=False))
    assert [type(change) for change in found] == [FieldChange, ItemChange, ItemChange]
    assert [(change.what, str(change.title["en"])) for change in found[1:]] == [
        ("added", "Question new"),
        ("changed", "Question again"),
    ]


def test_an_item_that_only_moved_is_not_called_removed_and_added():
    before = part_content(next(part for part in parts() if part.key == "feedback"))
    (change,) = differences(before, before.with_data(questions=before.data["questions"][::-1]))
    assert change.what == "moved"


def test_differences_of_texts_name_the_language():
    before = principle("a")
    after = part_content(PartContent("a", "principle", {**before.title, "sv": "ny"}, before.body, {}))
    (change,) = differences(before, after)
    assert isinstance(change, TextChange)
    assert change.language == "sv"


def test_moved_keys():
    assert moved_keys("abcd", "acdb") == {"b"}
    assert moved_keys("abcd", "abcd") == set()


def test_the_example_holds_together():
    assert problems_of(parts()) == []
    assert {code for part in parts() for code in missing_texts(part, ["fi", "sv", "en"])} == set()


def changed(key, **data):
    return [part.with_data(**data) if part.key == key else part for part in parts()]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ([*parts(), parts()[1]], "Two parts have the same key."),
        (parts()[1:], "The model does not say what it is."),
        (changed("match", who=["nobody"]), "It names roles that the model does not have: nobody."),
        (changed("agreement", clauses=[]), "The list “Clauses” is empty."),
        (changed("teacher", responsible_for={}), "“Is responsible for” is empty."),
        (changed("feedback", questions=[question("a", "choice")]), "The question “a” needs at least two options."),
        (changed("feedback", questions=[question("a", "scale")]), "The question “a” needs its scale."),
        (changed("feedback", questions=[question("a"), question("a")]), "The list “Questions” holds two items with the same key."),
        (changed("benefit", scale_min=5), "The highest score must be above the lowest."),
        (changed("benefit", minimum=9), "The score that passes lies outside the scores that can be given."),
        (
            changed("agreement", clauses=[{"key": "a", "title": words("A"), "text": {"fi": "{{place}}", "sv": "x"}}]),
            "The place to fill “place” is missing from the clause “a” in: sv.",
        ),
        (
            changed("agreement", clauses=[{"key": "a", "title": words("A"), "text": words("{{Bad Name}}")}]),
            "The place to fill “Bad Name” must be written with small letters a–z, numbers and underscores.",
        ),
    ],
)
def test_problems(contents, sentence):
    assert sentence in [str(problem.sentence) for problem in problems_of(contents)]


def test_missing_texts_are_counted_per_language():
    part = PartContent("a", "role", {"fi": "x"}, {}, {"responsible_for": {"fi": "x", "sv": "y"}, "may_not": None})
    assert missing_texts(part, ["fi", "sv", "en"]) == {"sv": 1, "en": 2}


def test_places_to_fill():
    assert places_to_fill("{{a}} and {{ b }} and {{a}}") == ["a", "b"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_part_has_the_shape_of_a_draft(kind):
    from jsonschema import validate

    blank = {"key": "a", "kind": kind, "title": {}, "body": {}, "data": blank_data(KINDS[kind].fields)}
    validate(blank, draft_part_schemas()[kind])


QUESTIONNAIRE = KINDS["questionnaire"]


def test_items_are_added_changed_moved_and_removed_in_place():
    data = next(part for part in parts() if part.key == "feedback").data
    at = lambda text: place_of(QUESTIONNAIRE, text)  # noqa: E731
    added = with_item(data, at("questions"), {"text": words("How was it")})
    assert [item["key"] for item in added["questions"]] == ["overall", "again", "how-was-it"]
    assert added["questions"][2]["required"] is False
    added = with_item(added, at("questions/1/options"), {"text": words("Maybe")})
    assert [option["key"] for option in added["questions"][1]["options"]] == ["yes", "no", "maybe"]
    # A list that is null is begun.
    begun = with_item(added, at("questions/0/options"), {"text": words("One")})
    assert item_at(begun, at("questions/0/options/0"))["key"] == "one"
    moved = moved_item(added, at("questions/2"), is_up=True)
    assert [item["key"] for item in moved["questions"]] == ["overall", "how-was-it", "again"]
    assert moved_item(moved, at("questions/0"), is_up=True) == moved
    assert [item["key"] for item in without_item(moved, at("questions/1"))["questions"]] == ["overall", "again"]
    assert [item["key"] for item in data["questions"]] == ["overall", "again"]


@pytest.mark.parametrize(
    "text", ["", "nothing", "questions/x", "questions/0/nothing", "questions/0/options/0/more", "questions/99999", "../x"]
)
def test_a_place_that_is_not_there(text):
    data = next(part for part in parts() if part.key == "feedback").data
    with pytest.raises((LookupError, TypeError)):
        item_at(data, place_of(QUESTIONNAIRE, text))


def test_two_names_for_one_new_item_get_two_keys():
    data = with_item({"items": []}, place_of(KINDS["checklist"], "items"), {"text": words("Ask")})
    data = with_item(data, place_of(KINDS["checklist"], "items"), {"text": words("Ask")})
    assert [item["key"] for item in data["items"]] == ["ask", "ask-2"]


def test_about_has_no_activities_by_default():
    assert about().data["activities"] == []
