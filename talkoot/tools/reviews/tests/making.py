"""Organisations stand in for applications: the assessment of any app's things, with nothing of calls."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.tools.reviews.actions.closing import begin_scoring
from talkoot.tools.reviews.actions.jurors import assign, declare_no_conflicts, name_juror
from talkoot.tools.reviews.actions.opening import CriterionFacts, add_candidates, open_assessment
from talkoot.tools.reviews.actions.scoring import submit_review
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.review import Assignment

CRITERIA = [
    CriterionFacts("need", Words(en="Answers the need", fi="Vastaa tarpeeseen"), weight=40, minimum=2),
    CriterionFacts("novelty", Words(en="Is new"), weight=20),
    CriterionFacts("feasible", Words(en="Can be done"), weight=20),
]
TIES = ["heaviest", "order_value", "lot"]


def person_named(name, **facts):
    email = f"{name.lower().replace(' ', '.')}@jury.example"
    return Person.objects.create_user(email, None, name=name, language="en", **facts)


def opened(actor, subject, *, is_blind=False, reviews_wanted=2, criteria=CRITERIA, tie_rule=TIES, **facts):
    facts.setdefault("due_at", timezone.now() + timedelta(days=14))
    return open_assessment(
        actor=actor,
        title=Words(en="Robots in the library", fi="Robotit kirjastossa"),
        subject=subject,
        criteria=criteria,
        is_blind=is_blind,
        reviews_wanted=reviews_wanted,
        tie_rule=tie_rule,
        **facts,
    )


def companies(count, *, first=1):
    return [Organisation.objects.create(kind="company", name=f"Yritys {n:03d} Oy") for n in range(first, first + count)]


def member(person, organisation):
    return Membership.objects.create(person=person, organisation=organisation)


def with_jury(actor, assessment, names=("Juri Yksi", "Jutta Kaksi", "Jorma Kolme")):
    """Jurors who have declared."""
    people = [person_named(name) for name in names]
    jurors = [name_juror(actor=actor, assessment=assessment, person=person) for person in people]
    for juror in jurors:
        declare_no_conflicts(actor=juror.person, assessment=assessment)
    return jurors


def scoring(actor, assessment, things, **jury):
    """Candidates in, jurors declared, drawn, begun."""
    add_candidates(actor=actor, assessment=assessment, things=things)
    jurors = with_jury(actor, assessment, **jury)
    assign(actor=actor, assessment=assessment)
    return begin_scoring(actor=actor, assessment=assessment), jurors


def scores(*values):
    return {one.key: (value, f"Because of {one.key}") for one, value in zip(CRITERIA, values, strict=True)}


def give(assessment, values_of):
    """Every juror gives what values_of(candidate, juror) says."""
    for assignment in Assignment.objects.filter(candidate__assessment=assessment).select_related("juror__person", "candidate__assessment"):
        submit_review(
            actor=assignment.juror.person, assignment=assignment, scores=scores(*values_of(assignment.candidate, assignment.juror))
        )


def candidate_of(assessment, thing):
    return Candidate.objects.select_related("assessment").get(assessment=assessment, thing_id=thing.pk)
