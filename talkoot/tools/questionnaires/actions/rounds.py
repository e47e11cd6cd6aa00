"""Asking: opening and closing rounds, and the codes by which people answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.registry import kind_of
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.content.kinds import SPLITS, Audience, State
from talkoot.tools.questionnaires.events import RoundClosed, RoundOpened
from talkoot.tools.questionnaires.models.answers import Draft
from talkoot.tools.questionnaires.models.rounds import AccessCode, Round
from talkoot.tools.questionnaires.models.sets import QuestionnaireVersion
from talkoot.tools.questionnaires.permissions import OPEN, WRITE
from talkoot.tools.questionnaires.phases import LIFE

# Without 0 O 1 I L, which are misread from a poster; 30 letters of the power of 8 are past guessing.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH_OF_CODE = 8
MOST_CODES = 500


@action("questionnaires.open_round", permission=OPEN, of="subject", label=_("Opened a round of answers"))
def open_round(
    *,
    actor: Actor,
    version: QuestionnaireVersion,
    title: Words,
    audience: str,
    subject: Model | None = None,
    is_anonymous: bool = True,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    split_fields: Iterable[str] = SPLITS,
    intro: Words | None = None,
) -> Round:
    """A round that takes answers now, or from `opens_at` on when that is ahead. Refuses drafts, past ends, files in anonymous rounds."""
    if audience not in Audience.values:
        raise Refusal(_("It is not known who answers the questionnaire."), field="audience")
    if not title:
        raise Refusal(_("The round has no name."), mend=_("Write a name that those who answer understand."), field="title")
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refusal(_("The round must close after it opens."), mend=_("Choose a later closing time."), field="closes_at")
    round = Round(
        version=version,
        title=Words(title),
        intro=Words(intro or {}),
        subject_kind=kind_of(subject) if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        audience=audience,
        is_anonymous=is_anonymous,
        split_fields=[name for name in SPLITS if name in set(split_fields)],
        opens_at=opens_at,
        closes_at=closes_at,
    )
    LIFE.check("open", round, actor)
    if opens_at is None or opens_at <= timezone.now():
        round.state, round.opened_at = State.OPEN, timezone.now()
    round.save()
    if round.state == State.OPEN:
        publish(RoundOpened(round_id=round.pk))
    return round


def locked(round: Round) -> Round:
    """The row as it is now, held until the transaction ends; answers that are being written are waited for."""
    return Round.objects.select_related("version").select_for_update(of=("self",)).get(pk=round.pk)


@action("questionnaires.begin_round", permission=WRITE, of="round", label=_("Opened a round of answers"))
def begin_round(*, actor: Actor, round: Round) -> Round:
    """Open a planned round now."""
    current = locked(round)
    LIFE.take("open", current, actor)
    current.opened_at = timezone.now()
    current.save(update_fields=["state", "opened_at"])
    publish(RoundOpened(round_id=current.pk))
    return current


@action("questionnaires.close_round", permission=WRITE, of="round", label=_("Closed the round of answers"))
def close_round(*, actor: Actor, round: Round) -> Round:
    """No more answers are taken; the results are shown in full. Unfinished drafts are gone. It is not opened again."""
    current = locked(round)
    LIFE.take("close", current, actor)
    current.closed_at = timezone.now()
    current.save(update_fields=["state", "closed_at"])
    Draft.objects.filter(round=current).delete()
    publish(RoundClosed(round_id=current.pk))
    return current


@action("questionnaires.change_round", permission=WRITE, of="round", label=_("Changed the round of answers"))
def change_round(*, actor: Actor, round: Round, title: Words, intro: Words, closes_at: datetime | None) -> Round:
    """Name, words to those who answer, and the end, while the round is not closed. Questions and anonymity stay as they were."""
    current = locked(round)
    if current.state == State.CLOSED:
        raise Refusal(_("The round is closed and stays as it is."), mend=_("Open a new round."))
    if closes_at is not None and closes_at <= timezone.now():
        raise Refusal(_("The closing time has passed already."), mend=_("Choose a closing time that is ahead."), field="closes_at")
    current.title, current.intro, current.closes_at = title, intro, closes_at
    current.save(update_fields=["title", "intro", "closes_at"])
    return current


@action("questionnaires.make_code", permission=WRITE, of="round", label=_("Made an answering code"))
def make_code(*, actor: Actor, round: Round, group: str = "", is_shared: bool = True, limit: int | None = None) -> AccessCode:
    """A code for a class or another group; `limit`: answers at most, for example headcount and a margin. Single-use: `is_shared=False`."""
    return new_code(round, group, is_shared, limit)


@action("questionnaires.make_single_codes", permission=WRITE, of="round", label=_("Made answering codes"))
def make_single_codes(*, actor: Actor, round: Round, count: int, group: str = "") -> list[AccessCode]:
    """So many codes, each for one answer, to be printed and cut apart."""
    if not 1 <= count <= MOST_CODES:
        raise Refusal(_("Ask for 1–%(most)d codes at a time.") % {"most": MOST_CODES}, field="count")
    return [new_code(round, group, False, None) for _n in range(count)]


def new_code(round: Round, group: str, is_shared: bool, limit: int | None) -> AccessCode:
    if round.state == State.CLOSED:
        raise Refusal(_("The round is closed and stays as it is."), mend=_("Open a new round."))
    if limit is not None and not 1 <= limit <= 100_000:
        raise Refusal(_("The limit is a number from 1 to 100 000."), mend=_("Write how many people the code is for."), field="limit")
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                return AccessCode.objects.create(
                    round=round,
                    secret="".join(secrets.choice(ALPHABET) for _n in range(LENGTH_OF_CODE)),
                    group=group.replace("\0", "").strip()[:80],
                    is_shared=is_shared,
                    limit=limit if is_shared else None,
                )
        except IntegrityError:
            # Another has drawn the same eight letters.
            if is_last:
                raise
    raise AssertionError("not reached")


@action("questionnaires.stop_code", permission=WRITE, of="round", label=_("Took an answering code out of use"))
def stop_code(*, actor: Actor, round: Round, code: AccessCode) -> AccessCode:
    """A code that has got into wrong hands takes no more answers; what came by it stays."""
    code.is_stopped = True
    code.save(update_fields=["is_stopped"])
    return code
