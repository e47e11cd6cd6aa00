"""Things that tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from talkoot.activities.calls.actions.applications import save_answers, start_application
from talkoot.activities.calls.actions.calls import make_call, publish_call
from talkoot.activities.calls.actions.challenges import check_challenge, start_challenge
from talkoot.activities.calls.actions.programmes import open_programme, start_programme
from talkoot.activities.calls.actions.submitting import submit_application
from talkoot.activities.calls.content.application import Typed
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.queries.calls import part_in_use, version_in_use
from talkoot.activities.calls.slots import CHALLENGE_CHECKLIST
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import read_document, shipped_packages
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import SYSTEM


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at that moment. Actions ask django's timezone.now()."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


@dataclass
class Cast:
    """A service centre with its head, two companies and an institute."""

    city: Organisation
    centre: Unit
    company: Organisation
    other_company: Organisation
    institute: Organisation
    head: Person
    maker: Person
    colleague: Person
    rival: Person
    researcher: Person


def made_cast() -> Cast:
    def person(name: str, **membership: Any) -> Person:
        made = Person.objects.create_user(f"{name.lower()}@people.example", "correct horse battery", name=name, language="en")
        Membership.objects.create(person=made, **membership)
        return made

    city = Organisation.objects.create(kind="city_unit", name="Service centres of Espoo")
    centre = Unit.objects.create(
        organisation=city, name=Words(fi="Palvelutori", sv="Servicetorget", en="Service Square"), kind="service_centre", languages=["fi"]
    )
    company = Organisation.objects.create(kind="company", name="Opasvalo Oy", business_id="1234567-1", languages=["fi"])
    other_company = Organisation.objects.create(kind="company", name="Hiljainen Robotti Oy", business_id="7654321-4", languages=["fi"])
    institute = Organisation.objects.create(kind="institute", name="Kokeilututkimus", business_id="2345678-0", languages=["fi"])
    return Cast(
        city,
        centre,
        company,
        other_company,
        institute,
        head=person("Hilma", organisation=city, unit=centre, is_head=True),
        maker=person("Maija", organisation=company, is_contact=True),
        colleague=person("Kalle", organisation=company),
        rival=person("Rauno", organisation=other_company, is_contact=True),
        researcher=person("Tiina", organisation=institute, is_contact=True),
    )


def adopt_model() -> OperatingModel:
    """The shipped model of fast trials, in use."""
    (file,) = [file for file in shipped_packages() if file.stem == "fast-trials"]
    return import_package(actor=SYSTEM, package=read_document(file.read_bytes()), is_published=True)


def a_programme(aino: Person, cast: Cast, **fields: Any) -> Programme:
    programme = start_programme(
        actor=aino,
        name=Words(fi="Nopeat kokeilut", sv="Snabba försök", en="Fast trials"),
        hosts=[cast.centre],
        **{
            "charter": Words(fi="Kokeillaan pienesti ja opitaan.", en="We try small and learn."),
            "budget_total": 40_000,
            "ceiling": 10_000,
            "shortest_days": 28,
            "longest_days": 90,
        }
        | fields,
    )
    return open_programme(actor=aino, programme=programme)


def a_challenge(aino: Person, cast: Cast, programme: Programme, *, is_checked: bool = True, **fields: Any) -> Challenge:
    challenge = start_challenge(
        actor=aino,
        programme=programme,
        unit=cast.centre,
        **{
            "title": Words(fi="Robotti opastaa", en="A robot shows the way"),
            "need": Words(fi="En löydä oikeaan paikkaan enkä kehtaa kysyä.", en="I do not find the right place and dare not ask."),
            "situation": Words(fi="Neuvonnassa on jono.", en="There is a queue at the desk."),
            "affected": Words(fi="Asiakkaat, jotka tulevat ensi kertaa.", en="Customers who come for the first time."),
            "affected_count": 900,
            "wanted_change": Words(fi="Joka toinen löytää perille kysymättä.", en="Every other finds the way without asking."),
            "offers": Words(fi="Aula, kaksi tuntia viikossa.", en="The hall, two hours a week."),
        }
        | fields,
    )
    return checked(aino, challenge) if is_checked else challenge


def checked(aino: Person, challenge: Challenge) -> Challenge:
    part = part_in_use(version_in_use(), CHALLENGE_CHECKLIST)
    assert part is not None
    return check_challenge(actor=aino, challenge=challenge, holding=[item["key"] for item in part.data["items"]])


def a_call(aino: Person, programme: Programme, challenges: list[Challenge], *, closes_at: datetime | None = None, **fields: Any) -> Call:
    """A draft that can be published, open from yesterday on."""
    deadline = closes_at or timezone.now() + timedelta(days=30)
    return make_call(
        actor=aino,
        programme=programme,
        challenges=challenges,
        **{
            "title": Words(fi="Haku: kokeile palvelutorilla", sv="Utlysning: pröva på servicetorget", en="Call: try it in the square"),
            "text": Words(fi="Tuo ideasi kokeiltavaksi.", sv="Kom med din idé.", en="Bring your idea."),
            "tie_text": Words(fi="Korkeampi pistemäärä tarpeesta ratkaisee.", en="The higher score of the need decides."),
            "appeal_text": Words(fi="Oikaisua voi vaatia.", en="One may ask for a review."),
            "opens_at": timezone.now() - timedelta(days=1),
            "questions_until": deadline - timedelta(days=7),
            "closes_at": deadline,
        }
        | fields,
    )


def open_call(aino: Person, cast: Cast, *, closes_at: datetime | None = None, **fields: Any) -> Call:
    """Published, with one challenge."""
    programme = a_programme(aino, cast)
    challenge = a_challenge(aino, cast, programme)
    return publish_call(actor=aino, call=a_call(aino, programme, [challenge], closes_at=closes_at, **fields))


FULL = {
    "title": "Valo vie perille",
    "summary": "Lattialla kulkeva valo johdattaa oikealle palvelupisteelle.",
    "stage": "prototype",
    "price": "8 000",
    "weeks": "8",
    "data": "no",
    "affirm": "yes",
}


def full_answers(call: Call, **changed: str) -> dict[str, Typed]:
    """An answer to every question of the call."""
    given = FULL | changed
    return {question["key"]: Typed(given.get(question["key"], "Näin se tehdään.")) for question in call.questions}


def an_application(person: Person, call: Call, organisation: Organisation, challenge: Challenge, **changed: str) -> Application:
    """Fully written, not sent."""
    application = start_application(actor=person, call=call, challenge=challenge, organisation=organisation, language="fi")
    saved = save_answers(actor=person, application=application, answers=full_answers(call, **changed))
    assert saved.is_whole, saved
    return Application.objects.get(pk=application.pk)


def a_submitted(person: Person, call: Call, organisation: Organisation, challenge: Challenge, **changed: str) -> Application:
    application = an_application(person, call, organisation, challenge, **changed)
    submit_application(actor=person, application=application)
    return Application.objects.get(pk=application.pk)


def past_deadline(call: Call) -> Call:
    """As if a month had gone by: the deadline, and what was received before it, lie behind."""
    back = timedelta(days=60)
    Call.objects.filter(pk=call.pk).update(
        opens_at=call.opens_at - back, questions_until=call.questions_until - back, closes_at=call.closes_at - back
    )
    return Call.objects.get(pk=call.pk)
