"""Who may do what with rounds. What a round is about belongs to another app, which says here, once, who may (`keep`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.questionnaires.models.rounds import Round

SubjectRule = Callable[[Any, Any], Refusal | None]


@dataclass(frozen=True)
class Keeper:
    """What the app of a kind of subject says about rounds on such subjects; each rule is (person or None, subject) -> Refusal or None."""

    read: SubjectRule
    write: SubjectRule
    results: SubjectRule
    answers: SubjectRule
    answer: SubjectRule
    seen: Callable[[Any], QuerySet[Any]] | None


KEEPERS: dict[str, Keeper] = {}


def keep(
    kind: str,
    *,
    read: SubjectRule,
    write: SubjectRule,
    results: SubjectRule | None = None,
    answers: SubjectRule | None = None,
    answer: SubjectRule | None = None,
    seen: Callable[[Any], QuerySet[Any]] | None = None,
) -> None:
    """Say who may with rounds on subjects of a kind ("trials.trial"). A second keeper of a kind raises ValueError.

    read: see that the round is there, its dates and how many have answered. write: open and close it, make codes, enter from paper.
    results: the counted results, five answers or more (default: as read). answers: free texts and rows (default: as write).
    answer: answer it as a signed-in person (default: as read). seen: person -> queryset of the subjects whose rounds stand in her
    list of rounds (default: none; they are reached from the subject's page).
    """
    if kind in KEEPERS:
        raise ValueError(f"The rounds of {kind} are kept twice.")
    KEEPERS[kind] = Keeper(read, write, results or read, answers or write, answer or read, seen)


def subject_of(round: Round) -> Model | None:
    """The thing that the round is about, or None. One query for each round in memory."""
    if not round.subject_kind:
        return None
    if not hasattr(round, "_subject"):
        round._subject = apps.get_model(round.subject_kind)._default_manager.filter(pk=round.subject_id).first()  # type: ignore[attr-defined]
    return round._subject  # type: ignore[attr-defined]


def by_role(person: Any, role: str) -> Refusal | None:
    if person is not None and role in roles_of(person, municipality_in_force()):
        return None
    return Forbidden(_("Your role does not allow this here."), mend=_("Ask an administrator of the municipality for the role."))


def works_here(person: Any) -> Refusal | None:
    """A role in the municipality, or a seat in an organisation that works with it."""
    municipality = municipality_in_force()
    if person is not None and (roles_of(person, municipality) or Membership.objects.filter(person=person).exists()):
        return None
    return Forbidden(
        _("This questionnaire is for people who work with the municipality."), mend=_("Answer by the code that you were given.")
    )


def right(name: str, role: str) -> Callable[[Any, Any], Refusal | None]:
    """The rule of a permission: of the keeper of the round's subject, else by the role."""

    def rule(person: Any, thing: Any) -> Refusal | None:
        """`thing` is a round, its subject (for a round that is yet to be opened), or None."""
        if thing is None:
            return by_role(person, role)
        kind = thing.subject_kind if isinstance(thing, Round) else thing._meta.label_lower
        keeper = KEEPERS.get(kind)
        if keeper is None:
            if getattr(thing, "municipality_id", None) != getattr(municipality_in_force(), "pk", None):
                return by_role(None, role)
            return works_here(person) if name == "answer" else by_role(person, role)
        subject = subject_of(thing) if isinstance(thing, Round) else thing
        if subject is None:
            return by_role(person, role)
        rule_of_keeper: SubjectRule = getattr(keeper, name)
        return rule_of_keeper(person, subject)

    return rule


# Sets of questions belong to the municipality, whatever they are asked about.
READ_SETS = permit("questionnaires.read_sets", to=[READER])
WRITE_SETS = permit("questionnaires.write_sets", to=[COORDINATOR])
# An operating model that is taken into use brings its questionnaires along; who may do that is asked there.
PUBLISH = permit("questionnaires.publish", to=[COORDINATOR])

LIST = permit("questionnaires.list", to=SIGNED_IN)
READ = permit("questionnaires.read", to=SIGNED_IN, rule=right("read", READER.code))
OPEN = permit("questionnaires.open", to=SIGNED_IN, rule=right("write", COORDINATOR.code))
WRITE = permit("questionnaires.write", to=SIGNED_IN, rule=right("write", COORDINATOR.code))
RESULTS = permit("questionnaires.results", to=SIGNED_IN, rule=right("results", READER.code))
ANSWERS = permit("questionnaires.answers", to=SIGNED_IN, rule=right("answers", COORDINATOR.code))
ANSWER = permit("questionnaires.answer", to=SIGNED_IN, rule=right("answer", READER.code))
ANSWER_BY_CODE = permit("questionnaires.answer_by_code", to=EVERYONE)
