"""Reads about rounds, their codes and how many have answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.roles import READER
from talkoot.kernel.permissions.rules import roles_of
from talkoot.tools.questionnaires.content.kinds import FEWEST, State
from talkoot.tools.questionnaires.models.answers import Draft, Submission, Turnout
from talkoot.tools.questionnaires.models.rounds import AccessCode, Round
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion
from talkoot.tools.questionnaires.permissions import KEEPERS


def all_rounds() -> QuerySet[Round]:
    """Rounds of the municipality in force. The caller asks `questionnaires.read` for the one."""
    return Round.objects.select_related("version__questionnaire")


def rounds_of(subject: Model) -> QuerySet[Round]:
    """Rounds about a thing, oldest first. Whoever shows them has asked who may see the thing."""
    return all_rounds().filter(subject_kind=kind_of(subject), subject_id=subject.pk).order_by("pk")


def visible_rounds(person: Any) -> QuerySet[Round]:
    """The list of rounds of a person: free-standing ones and those that nobody keeps by role, kept ones by what their keeper says."""
    if person is None:
        return Round.objects.none()
    seen = Q(pk__in=[])
    if READER.code in roles_of(person, municipality_in_force()):
        seen |= ~Q(subject_kind__in=list(KEEPERS))
    for kind, keeper in KEEPERS.items():
        if keeper.seen is not None:
            seen |= Q(subject_kind=kind, subject_id__in=keeper.seen(person).order_by().values("pk"))
    return all_rounds().filter(seen)


def codes_of(round: Round) -> QuerySet[AccessCode]:
    return AccessCode.objects.filter(round=round).order_by("pk")


def code_of_secret(text: str) -> AccessCode | None:
    """The code as somebody typed it: small letters, spaces and the dash do not matter. With its round and questions."""
    secret = "".join(c for c in text.upper() if c.isalnum())
    if not 6 <= len(secret) <= 12 or not secret.isascii():
        return None
    # Thirty phones ask at once: one query, and the questions, which never change, from memory.
    code = next(iter(AccessCode.objects.select_related("round").filter(secret=secret)), None)
    if code is not None:
        code.round.version = published_version(code.round.version_id)
    return code


MOST_KEPT = 200
_kept: dict[int, QuestionnaireVersion] = {}


def published_version(pk: int) -> QuestionnaireVersion:
    """The version of a round. A published one is kept in memory: no page changes it, and the database lets nobody."""
    version = _kept.get(pk)
    if version is None:
        version = QuestionnaireVersion.objects.get(pk=pk)
        if version.published_at is not None and settings.PAGES_KEPT_SECONDS:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[pk] = version
    return version


def exact_count(round: Round) -> int:
    """For rules and limits; what people see is `answer_count`."""
    return Submission.objects.filter(round=round).count()


def answer_count(round: Round) -> int | None:
    """How many have answered, None when fewer than five: then only "fewer than five" is said."""
    count = exact_count(round)
    return count if count >= FEWEST else None


def has_answered(person: Person, round: Round) -> bool:
    return Turnout.objects.filter(round=round, person=person).exists()


def submission_of(person: Person, round: Round) -> Submission | None:
    """What the person answered under her own name; None in an anonymous round, where nothing leads to her."""
    return Submission.objects.filter(round=round, person=person).first()


def draft_of(person: Person, round: Round) -> Draft | None:
    return Draft.objects.filter(round=round, person=person).first()


def rounds_past_their_time() -> QuerySet[Round]:
    """Planned ones whose opening and open ones whose closing time has come, in the municipality in force."""
    now = timezone.now()
    return Round.objects.filter(Q(state=State.PLANNED, opens_at__lte=now) | Q(state=State.OPEN, closes_at__lte=now)).order_by("pk")
