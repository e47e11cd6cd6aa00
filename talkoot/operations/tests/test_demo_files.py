"""The demo's files of places and fast trials: whole, in every language, and of invented people only."""

import re

import pytest

from talkoot.kernel.people.business_id import clean_business_id
from talkoot.operations.demo.calls.bring import FILES, world_of
from talkoot.operations.demo.people import PEOPLE

LANGUAGES = {"fi", "sv", "en"}


@pytest.fixture(params=sorted(FILES))
def world(request):
    return world_of(request.param)


def texts_in(thing, path=""):
    """(path, value) of every text in several languages."""
    if isinstance(thing, dict) and thing.keys() & LANGUAGES:
        yield path, thing
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts_in(value, f"{path}/{key}")
    elif isinstance(thing, list):
        for number, value in enumerate(thing):
            yield from texts_in(value, f"{path}/{number}")


def strings_in(thing):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict | list):
        for value in thing.values() if isinstance(thing, dict) else thing:
            yield from strings_in(value)


def test_every_text_of_everybody_is_in_all_languages(world):
    found = dict(texts_in(world))
    assert len(found) > 50
    assert [path for path, words in found.items() if set(words) != LANGUAGES or not all(words.values())] == []


def test_nobody_can_be_reached(world):
    addresses = {word for text in strings_in(world) for word in re.findall(r"[\w.+-]+@[\w.-]+\w", text)}
    assert addresses
    assert [address for address in addresses if not address.endswith(".example")] == []
    sites = {one["website"] for one in world["organisations"] if one["website"]}
    assert [site for site in sites if not site.endswith(".example")] == []


def test_business_ids_are_right_and_of_the_invented_series(world):
    ids = [one["business_id"] for one in world["organisations"] if one["business_id"]]
    assert [one for one in ids if clean_business_id(one) != one or not one.startswith("9000")] == []
    assert len(set(ids)) == len(ids)


def test_whoever_acts_is_there(world):
    known = {one["email"] for one in world["people"]} | {person.email for person in PEOPLE} | {"signatory@espoo.example"}
    acting = {world["operator"]["person"], world["coordinator"], *world["hosts"]}
    acting |= {row["contact"] for row in (*world["applications"], *world["challenges"], world["call"])}
    acting |= {who for row in world["questions"] for who in (row[0], row[4]) if who}
    acting |= {row["juror"] for row in world.get("reviews", ())} | {*world.get("jury", {}).get("jurors", ())}
    acting |= {row[side] for row in world.get("trials", ()) for side in ("host_contact", "partner_contact")}
    acting |= {row["after"]["owner"] for row in world.get("trials", ())}
    assert acting - known == set()


def test_a_trial_did_not_work_and_is_told_so():
    outcomes = sorted(row["result"]["outcome"] for row in world_of("espoo")["trials"])
    assert outcomes == ["did_not", "partly", "worked", "worked"]
    for row in world_of("espoo")["trials"]:
        assert set(row["result"]["summary"]) == LANGUAGES
        assert all(lesson["text"] for lesson in row["lessons"])
