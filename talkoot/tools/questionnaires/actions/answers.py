"""Answering: by code, as a signed-in person, and from paper. Each answer is one insert; a repeated one is recognised and told so."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from talkoot.kernel.actions import action
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.content.answers import checked
from talkoot.tools.questionnaires.content.kinds import State
from talkoot.tools.questionnaires.models.answers import AnswerFile, Draft, Submission, Turnout, any_place
from talkoot.tools.questionnaires.models.rounds import AccessCode, Round
from talkoot.tools.questionnaires.permissions import ANSWER, ANSWER_BY_CODE, WRITE

ONCE_KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


@dataclass(frozen=True)
class Receipt:
    """What whoever answered is told. It is no row, so the log of actions leads to the code or the round, never to the answer."""

    is_new: bool


def new_once_key() -> str:
    """The key that a form carries, so that sending it twice counts once."""
    return secrets.token_urlsafe(18)


def closed_refusal() -> Refusal:
    return Refusal(_("This questionnaire is closed."), mend=_("Thank you for wanting to answer."))


HOLD = "SELECT state, closes_at, false FROM questionnaires_round WHERE id = %s FOR KEY SHARE"
# Whoever is counted holds the code too, so that the class does not grow by two at once.
HOLD_WITH_CODE = """
SELECT r.state, r.closes_at, c.is_stopped FROM questionnaires_round r JOIN questionnaires_accesscode c ON c.round_id = r.id
WHERE r.id = %s AND c.id = %s FOR KEY SHARE OF r FOR UPDATE OF c
"""


def hold_open(round: Round, counted_by: AccessCode | None = None) -> None:
    """The round takes answers until this transaction ends: closing waits for it, other answers do not (but those that are
    counted by the same code). Raises Refusal when the round is closed or the code stopped.
    """
    with connection.cursor() as cursor:
        cursor.execute(*((HOLD_WITH_CODE, [round.pk, counted_by.pk]) if counted_by else (HOLD, [round.pk])))
        row = cursor.fetchone()
    if row is None or row[0] != State.OPEN or (row[1] is not None and row[1] <= timezone.now()):
        raise closed_refusal()
    if row[2]:
        raise stopped_refusal()


def stopped_refusal() -> Refusal:
    return Refusal(_("This code is no longer in use."), mend=_("Ask for a new code where you got this one."))


def clean_answers(round: Round, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of the answers. Raises the first mistake as a Refusal with the question's key as its field."""
    clean, mistakes = checked(round.version.content, answers, is_anonymous=round.is_anonymous)
    for key, mistake in mistakes.items():
        raise Refusal(mistake, field=key)
    return clean


INSERT = """
INSERT INTO questionnaires_submission
  (municipality_id, round_id, code_id, person_id, once_key, language, "group", answers, received_on, is_from_paper, entered_by_id, place)
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
WHERE %s::int IS NULL OR (SELECT count(*) FROM questionnaires_submission WHERE code_id = %s) < %s::int
ON CONFLICT (round_id, once_key) DO NOTHING RETURNING id
"""


def insert(
    round: Round,
    once_key: str,
    answers: dict[str, Any],
    language: str,
    *,
    code: AccessCode | None = None,
    group: str = "",
    person_id: int | None = None,
    is_from_paper: bool = False,
    entered_by_id: int | None = None,
    limit: int | None = None,
) -> int | None:
    """Id of the new row, or None when the same key has answered the round already, or `limit` answers have come by the code
    (which must then be held).

    One statement by hand: the ORM has no insert that tells whether it found a rival, and a savepoint for each of thirty
    phones cost a third of the whole answer.
    """
    spoken = language if language in language_codes() else ""
    values: list[Any] = [round.municipality_id, round.pk, code.pk if code else None, person_id, once_key, spoken, group]
    values += [Jsonb(answers), timezone.localdate(), is_from_paper, entered_by_id, any_place()]
    values += [limit, code.pk if code else None, limit]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        row = cursor.fetchone()
    return row[0] if row else None


@action("questionnaires.submit_by_code", permission=ANSWER_BY_CODE, of="code", label=_("Answered by code"))
def submit_by_code(*, actor: Actor, code: AccessCode, once_key: str, language: str, answers: Mapping[str, Any]) -> Receipt:
    """An answer without an account (actor None). The same `once_key` again changes nothing and is no mistake.

    Refuses a closed round, a used or stopped code, a class that is full, and mistakes in the answers (field: the question's key).
    """
    if not ONCE_KEY.match(once_key):
        raise Refusal(_("The form is damaged."), mend=_("Open the questionnaire again by the code."))
    round = code.round
    clean = clean_answers(round, answers)
    if code.is_shared:
        return by_shared_code(code, once_key, clean, language)
    hold_open(round)
    # Taking the code is one statement: of two rivals one takes it.
    if not AccessCode.objects.filter(pk=code.pk, is_used=False, is_stopped=False).update(is_used=True):
        if Submission.objects.filter(round=round, once_key=once_key).exists():
            return Receipt(is_new=False)
        raise Refusal(_("This code has been used already."), mend=_("Ask for a new code where you got this one."))
    return Receipt(insert(round, once_key, clean, language, group=code.group) is not None)


def by_shared_code(code: AccessCode, once_key: str, clean: dict[str, Any], language: str) -> Receipt:
    round = code.round
    hold_open(round, code if code.limit is not None else None)
    if code.is_stopped:
        raise stopped_refusal()
    if insert(round, once_key, clean, language, code=code, group=code.group, limit=code.limit) is not None:
        return Receipt(is_new=True)
    if code.limit is None or Submission.objects.filter(round=round, once_key=once_key).exists():
        return Receipt(is_new=False)
    raise Refusal(_("As many have answered by this code as it was made for."), mend=_("Tell the person who gave you the code."))


@action("questionnaires.submit_as_person", permission=ANSWER, of="round", label=_("Answered the questionnaire"))
def submit_as_person(
    *,
    actor: Actor,
    round: Round,
    answers: Mapping[str, Any],
    language: str = "",
    group: str = "",
    files: Mapping[str, File[bytes]] | None = None,
) -> Receipt:
    """An answer of a signed-in person, once. In an anonymous round only that she has answered is kept, not what."""
    if actor is None or actor.pk is None:
        raise Refusal(_("Only a person can answer."))
    if (files or {}) and round.is_anonymous:
        raise Refusal(_("An anonymous round cannot ask for files."))
    clean = clean_answers(round, {**answers, **{key: upload.name for key, upload in (files or {}).items()}})
    hold_open(round)
    try:
        with transaction.atomic():
            Turnout.objects.create(round=round, person_id=actor.pk)
    except IntegrityError:
        raise Refusal(_("You have answered this questionnaire already."), mend=_("Thank you, your answer is here.")) from None
    named = None if round.is_anonymous else actor.pk
    submission_id = insert(round, new_once_key(), clean, language, group=group.replace("\0", "")[:80], person_id=named)
    for key, upload in (files or {}).items():
        if key in clean and submission_id is not None:
            AnswerFile.objects.create(submission_id=submission_id, question=key, file=store_file(actor=actor, upload=upload))
    Draft.objects.filter(round=round, person_id=actor.pk).delete()
    return Receipt(is_new=True)


@action("questionnaires.submit_from_paper", permission=WRITE, of="round", label=_("Entered an answer from paper"))
def submit_from_paper(
    *, actor: Actor, round: Round, group: str, answers: Mapping[str, Any], language: str, once_key: str = ""
) -> Submission:
    """An answer that somebody wrote on paper. `once_key` of the form keeps a double click from counting twice."""
    clean = clean_answers(round, answers)
    hold_open(round)
    key = once_key if ONCE_KEY.match(once_key) else new_once_key()
    insert(round, key, clean, language, group=group.replace("\0", "")[:80], is_from_paper=True, entered_by_id=getattr(actor, "pk", None))
    return Submission.objects.get(round=round, once_key=key)


@action("questionnaires.save_draft", permission=ANSWER, of="round", label=_("Kept a draft of an answer"))
def save_draft(*, actor: Actor, round: Round, answers: Mapping[str, Any]) -> Draft:
    """Keep what the person has answered so far; mistakes and missing answers do not matter yet."""
    if actor is None or actor.pk is None:
        raise Refusal(_("Only a person can answer."))
    hold_open(round)
    if Turnout.objects.filter(round=round, person_id=actor.pk).exists():
        raise Refusal(_("You have answered this questionnaire already."), mend=_("Thank you, your answer is here."))
    clean, _mistakes = checked(round.version.content, answers, is_draft=True)
    draft, _made = Draft.objects.update_or_create(round=round, person_id=actor.pk, defaults={"answers": clean})
    return draft
