"""Trials for tests, made by the actions that people use."""

from __future__ import annotations

from django.contrib.auth import get_user_model

from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.content.kinds import GateCode, MaterialKind
from talkoot.commons.trials.content.kit import KitMaterial, TrialKit
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership, Organisation, Unit
from talkoot.kernel.permissions.rules import SYSTEM


def words(text):
    return Words(fi=f"{text} fi", sv=f"{text} sv", en=f"{text} en")


def someone(email, **more):
    name = more.pop("name", email.partition("@")[0].title())
    return get_user_model().objects.create_user(email, "correct horse battery", name=name, language="en", **more)


def a_unit(name="Metsola", kind="school", **more):
    owner, _ = Organisation.objects.get_or_create(kind="city_unit", name="Education")
    return Unit.objects.create(organisation=owner, name=words(name), kind=kind, **more)


def a_company(name="Lukuvalo Oy", **more):
    return Organisation.objects.create(kind="company", name=name, **more)


def staff_of(unit, email="tiina@unit.example", *, is_head=False):
    """A person who works in the unit; its head when so said."""
    person = someone(email)
    Membership.objects.create(person=person, organisation_id=unit.organisation_id, unit=unit, is_head=is_head)
    return person


def member_of(organisation, email="kai@company.example"):
    person = someone(email)
    Membership.objects.create(person=person, organisation=organisation, is_contact=True)
    return person


PRINCIPLES = KitMaterial(
    "principles", MaterialKind.PRINCIPLES, words("Principles"), text=words("We are open."), model_slug="our-model", model_version="1.0"
)


def a_kit(*gates, materials=(PRINCIPLES,), **more):
    return TrialKit(gates=frozenset(gates), evaluation_sides=("host", "partner"), materials=materials, **more)


def a_trial(unit=None, organisation=None, *, gates=(GateCode.PLAN,), actor=SYSTEM, title="Reading light", **more):
    """A proposed trial of a unit and a company."""
    facts = {"entrance": "market", "title": words(title), "summary": words("Read with light"), "kit": a_kit(*gates)}
    return propose_trial(actor=actor, unit=unit or a_unit(), organisation=organisation or a_company(), **(facts | more))
