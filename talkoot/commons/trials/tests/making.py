"""Trials for tests, made by the actions that people use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.utils import timezone

from talkoot.commons.trials.actions.planning import accept_plan, propose_plan, write_plan
from talkoot.commons.trials.actions.proposing import propose_trial
from talkoot.commons.trials.actions.steps import start_trial
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


PLAN = {
    "goals_of_host": "Reading is more fun.",
    "goals_of_partner": "Does the light help?",
    "success": "Nine of ten read more.",
    "hours_budget": Decimal("10.0"),
    "feedback": "Smileys after each session.",
    "criteria": "Minutes read.",
    "stop_conditions": "Anybody is afraid.",
}


class Cast:
    """The people of one trial: head and teacher of the unit, two people of the company."""

    def __init__(self):
        self.unit, self.company = a_unit(), a_company()
        self.head = staff_of(self.unit, "head@unit.example", is_head=True)
        self.teacher = staff_of(self.unit, "teacher@unit.example")
        self.seller = member_of(self.company, "seller@company.example")


def planned(cast, *, starts_on=None, ends_on=None, gates=(GateCode.PLAN,), **more):
    """A trial whose plan both sides have accepted, with one group."""
    start = starts_on or timezone.localdate()
    trial = a_trial(
        cast.unit,
        cast.company,
        gates=gates,
        groups=[{"label": "5B", "headcount": 22, "age_from": 11, "age_to": 12, "adult": cast.teacher}],
        **more,
    )
    write_plan(actor=cast.teacher, trial=trial, **(PLAN | {"starts_on": start, "ends_on": ends_on or start + timedelta(days=40)}))
    version = propose_plan(actor=cast.teacher, trial=trial)
    accept_plan(actor=cast.seller, trial=trial, version=version)
    trial.refresh_from_db()
    return trial


def started(cast, **more):
    return start_trial(actor=cast.teacher, trial=planned(cast, **more))
