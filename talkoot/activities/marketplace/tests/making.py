"""Things that tests begin with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from talkoot.activities.marketplace.actions.go_ahead import ask_go_ahead, give_go_ahead
from talkoot.activities.marketplace.actions.interest import agree, show_interest
from talkoot.activities.marketplace.actions.listings import publish_listing, send_listing, start_listing
from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.models.go_ahead import GoAhead
from talkoot.activities.marketplace.models.interest import Interest
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.slots import ACTIVITY
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import Package, read_document, shipped_packages
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.slots import SLOTS
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM

FULL = {"fits_curriculum": True, "has_time": True, "staff_agree": True}


@cache
def shipped_model() -> Package:
    """Of the shipped model of KYKY what the marketplace reads: the whole takes twice as long to adopt."""
    (file,) = [file for file in shipped_packages() if file.stem == "kyky"]
    whole = read_document(file.read_bytes())
    read = {slot.key for slot in SLOTS[ACTIVITY]}
    return replace(whole, parts=tuple(part for part in whole.parts if part.key in read or part.kind in ("about", "principle")))


def adopt_model() -> OperatingModel:
    """The shipped model of KYKY, in use."""
    return import_package(actor=SYSTEM, package=shipped_model(), is_published=True)


def accept_all(cast: Any) -> None:
    accept_rules(actor=cast.head, organisation=cast.city, unit=cast.school)
    accept_rules(actor=cast.maker, organisation=cast.company)
    accept_rules(actor=cast.rival, organisation=cast.other_company)


def a_need(cast: Any, **fields: Any) -> Listing:
    """A draft that can be sent."""
    return start_listing(
        actor=cast.teacher,
        kind="need",
        language="fi",
        unit=cast.school,
        **{
            "title": Words(fi="Lukemisen ilo ykkösille"),
            "text": Words(fi="Moni ekaluokkalainen lukee vain pakosta. Haluamme tarinoita, joissa lapsi itse päättää."),
            "degree": "with",
            "raised_by": "pupils",
        }
        | fields,
    )


def an_idea(cast: Any, **fields: Any) -> Listing:
    return start_listing(
        actor=cast.maker,
        kind="idea",
        language="fi",
        organisation=cast.company,
        **{
            "title": Words(fi="Robotti, joka kuuntelee lukemista"),
            "text": Words(fi="Lapsi lukee ääneen pehmeälle robotille, joka kuuntelee kärsivällisesti."),
            "degree": "with",
            "levels": ["primary"],
            "stage": "prototype",
            "needs_accounts": "no",
            "personal_data": "unsure",
            "is_free_of_ads": True,
        }
        | fields,
    )


def published(aino: Any, listing: Listing) -> Listing:
    return publish_listing(actor=aino, listing=send_listing(actor=SYSTEM, listing=listing))


def talk(aino: Any, cast: Any, **fields: Any) -> Interest:
    """The company is interested in a published need of the school."""
    need = published(aino, a_need(cast, **fields))
    return show_interest(actor=cast.maker, listing=need, organisation=cast.company, text="Meillä on tähän tarinakone.")


def asked(aino: Any, cast: Any) -> GoAhead:
    """The partner has said yes, the teacher too; the head is asked."""
    interest = talk(aino, cast)
    agree(actor=cast.maker, interest=interest)
    return ask_go_ahead(actor=cast.teacher, interest=interest, hours=6)


def agreed(aino: Any, cast: Any) -> Interest:
    go_ahead = give_go_ahead(actor=cast.head, go_ahead=asked(aino, cast), **FULL)
    return Interest.objects.get(pk=go_ahead.interest_id)
