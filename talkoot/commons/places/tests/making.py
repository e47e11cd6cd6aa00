"""Places for tests, made by the actions that people use."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import set_urlconf
from django.utils import timezone

from talkoot.commons.places.actions.intakes import propose
from talkoot.commons.places.actions.needs import publish_need, raise_need
from talkoot.commons.places.actions.people import name_operator
from talkoot.commons.places.actions.places import begin_place, describe_place, publish_place
from talkoot.commons.places.models.place import Place
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.receipts import new_receipt
from talkoot.kernel.ui.panels import waiting_for


def words(text):
    return Words(fi=f"{text} fi", sv=f"{text} sv", en=f"{text} en")


def someone(email, role=None, municipality=None, organisation=None):
    person = get_user_model().objects.create_user(email, "correct horse battery", name=email.partition("@")[0].title(), language="en")
    if role:
        with in_municipality(municipality):
            Grant.objects.create(person=person, role=role)
    if organisation:
        Membership.objects.create(person=person, organisation=organisation)
    return person


def an_organisation(name, kind="company"):
    return Organisation.objects.create(kind=kind, name=name)


def a_draft(actor, slug="palvelutori", **more):
    """A draft that lacks nothing but its operator's person."""
    place = begin_place(actor=actor, slug=slug, name=words(slug), kind="place")
    facts = {
        "concept": words("Kymmenen palvelua"),
        "description": words("### Kuvaus"),
        "audience": words("Yrityksille"),
        "allowed": words("- Kokeilut"),
        "forbidden": words("- Myynti"),
        "how_to_join": words("1. Ehdota"),
        "contact_role": words("Koordinaattori"),
        "contact_email": "palvelutori@espoo.example",
        "refused_uses": ["campaigning", "commercial"],
        "promise_days": 10,
        "latitude": "60.161500",
        "longitude": "24.738500",
        "review_by": timezone.localdate() + timedelta(days=300),
        "owner": an_organisation(f"Espoon kaupunki {slug}", "city_unit"),
        "operator": an_organisation(f"Palveluliikelaitos {slug}", "city_unit"),
    }
    describe_place(actor=actor, place=place, **(facts | more))
    return Place.objects.get(pk=place.pk)


def published(actor, slug="palvelutori", operator=None, **more):
    place = publish_place(actor=actor, place=a_draft(actor, slug, **more))
    if operator is not None:
        name_operator(actor=actor, place=place, person=operator, organisation=place.operator)
    return Place.objects.get(pk=place.pk)


def a_need(place, text="Aulaan tarvitaan hiljainen nurkka.", *, reader=None, receipt="", **more):
    facts = {"raised_as": "customer", "language": "fi"} | more
    need = raise_need(actor=None, place=place, text=text, receipt=receipt or new_receipt(), **facts)
    return publish_need(actor=reader, need=need) if reader else need


def a_proposal(place, actor=None, **more):
    facts = {
        "once_key": new_receipt(),
        "sender_kind": "company",
        "contact_name": "Veera Virtanen",
        "contact_email": "veera@yritys.example",
        "organisation_name": "Invention Ltd",
        "language": "en",
        "accepts_terms": True,
        "title": "A robot that guides",
        "what": "A robot guides customers to the right desk.",
        "for_whom": "Customers who come for the first time.",
    }
    return propose(actor=actor, place=place, **(facts | more))


def waits(person, part):
    """Items of her queue whose address holds the part. A request before has put the routes of the installation in force."""
    set_urlconf(MUNICIPALITY_URLS)
    return [item for item in waiting_for(person) if part in item.url]
