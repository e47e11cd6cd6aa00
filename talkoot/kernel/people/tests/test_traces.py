import pytest

from talkoot.kernel.people.traces import Trace, TraceKind, traces_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Code 131052-308T was written here.", [("identity_code", "131052-308T")]),
        ("Born later: 010594Y9032, said the note", [("identity_code", "010594Y9032")]),
        ("Write to aino.aalto@espoo.example please", [("email", "aino.aalto@espoo.example")]),
        ("Call +358 40 123 4567 or 040-1234567", [("phone", "+358 40 123 4567"), ("phone", "040-1234567")]),
        ("Ring 09 816 211", [("phone", "09 816 211")]),
    ],
)
def test_traces_of_people_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert traces_in(text) == [Trace(TraceKind(kind), piece) for kind, piece in found]


@pytest.mark.parametrize(
    "text",
    [
        "131052-308U has a wrong check character",
        "Business id 0201256-6",
        "In 2016-2017, on 24.11.2026 at 09:15, for 1 234 567 euros",
        "A class of 24, rooms 101 and 0102",
        "Version 10.20.30, ISBN 978-952-00-1234-5",
        "",
        "x" * 100_000 + "@",
        "0" * 50_000,
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert traces_in(text) == []
