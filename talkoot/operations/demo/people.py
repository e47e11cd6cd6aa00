"""The made-up people of the demo. Their addresses end in .example, so no mail can ever reach anybody."""

from __future__ import annotations

from dataclasses import dataclass

# One for all, said aloud by `talkoot up --demo`; accounts with it are made in the demo and in tests only.
PASSWORD = "talkoot-demo"


@dataclass(frozen=True)
class DemoPerson:
    """`municipality` empty: belongs to none. `role` empty: signed in, without a role."""

    email: str
    name: str
    title: str
    municipality: str = ""
    role: str = ""
    language: str = "fi"
    is_operator: bool = False


OPERATOR = DemoPerson("operator@talkoot.example", "Outi Ylläpitäjä", "operator of the installation", is_operator=True)
EDITOR = DemoPerson("editor@espoo.example", "Elina Virtanen", "editor of Espoo", "espoo", "editor")
OULU = DemoPerson("coordinator@oulu.example", "Matti Heikkilä", "coordinator of Oulu", "oulu", "coordinator")
TURKU = DemoPerson("coordinator@turku.example", "Carl Ström", "coordinator of Turku", "turku", "coordinator", "sv")

PEOPLE = (
    DemoPerson("coordinator@espoo.example", "Aino Aalto", "coordinator of Espoo", "espoo", "coordinator"),
    DemoPerson("samordnare@espoo.example", "Oskar Lindqvist", "coordinator of Espoo, in Swedish", "espoo", "coordinator", "sv"),
    EDITOR,
    DemoPerson("administrator@espoo.example", "Sari Niemi", "administrator of Espoo", "espoo", "administrator"),
    TURKU,
    OULU,
    DemoPerson("coordinator@helsinki.example", "Laura Korhonen", "coordinator of Helsinki", "helsinki", "coordinator"),
    DemoPerson("resident@espoo.example", "Bo Lind", "resident of Espoo, without a role", language="en"),
    OPERATOR,
)
# Of the school year (kyky/world.json) and of places and calls (calls/), for those who look around: one of each kind.
PEOPLE_OF_THE_YEAR = (
    ("teacher@espoo.example", "a teacher of a Finnish school"),
    ("head@espoo.example", "the head of that school"),
    ("larare@espoo.example", "a teacher of a Swedish school"),
    ("company@kettulaskuri.example", "the contact of a company"),
    ("signatory@espoo.example", "signs, and decides on trials and references, for Espoo"),
    ("dpo@espoo.example", "the data protection officer"),
    ("official@espoo.example", "decides on impact assessments"),
    ("operator@espoo.example", "operates the service centre of Iso Omena"),
    ("host.kirjasto@espoo.example", "hosts fast trials in the library of the centre"),
    ("juror@espoo.example", "a juror of the round of 2017; juror2@ and juror3@ are the others"),
    ("evaluator@havaintola.example", "evaluates the programme from outside"),
    ("applicant@viestikehra.example", "leads the consortium whose trial worked"),
    ("applicant@lukulyhty.example", "writes an application to the call that is open in Turku"),
)
