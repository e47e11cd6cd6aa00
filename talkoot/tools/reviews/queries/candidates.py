"""visible_candidates() is the one rule of who gets what of a candidate: page, score, search, export, feed and mail ask it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from talkoot.kernel.links.registry import title_of
from talkoot.kernel.people.models.organisation import Membership
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, OPEN_STATES, PartyKind, State
from talkoot.tools.reviews.content.redaction import Redactor
from talkoot.tools.reviews.content.told import TELLERS, Section
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate, Party, thing_of
from talkoot.tools.reviews.models.juror import Conflict, Juror
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.permissions import READS_RESULTS, RUNS, juror_of
from talkoot.tools.reviews.queries.assessments import assessments_run_by, judged_by


def conflicted(person: Any) -> Q:
    """Candidates that are kept from the person: declared or found before, and whoever stands behind them today."""
    mine = Membership.objects.filter(person=person)
    parties = Party.objects.filter(candidate=OuterRef("pk"))
    return (
        Q(Exists(Conflict.objects.filter(candidate=OuterRef("pk"), juror__person=person)))
        | Q(Exists(parties.filter(person=person)))
        | Q(Exists(parties.filter(organisation__in=mine.values("organisation"))))
        | Q(
            Exists(
                parties.filter(
                    kind=PartyKind.BUSINESS_ID, value__in=mine.exclude(organisation__business_id="").values("organisation__business_id")
                )
            )
        )
    )


def visible_candidates(person: Any, assessment: Assessment | None = None) -> QuerySet[Candidate]:
    """What the person may open, of one assessment or of all.

    A juror: nothing before she has declared her interests; her own while scoring; from the discussion on all. Never one in whose
    matter she has a conflict. Who runs the assessment: all. Who reads the results: all, once they are locked.
    """
    if person is None:
        return Candidate.objects.none()
    rows = Candidate.objects.filter(assessment=assessment) if assessment is not None else Candidate.objects.all()
    juror = Juror.objects.filter(assessment=OuterRef("assessment"), person=person, dismissed_at=None, declared_at__isnull=False)
    hers = Assignment.objects.filter(candidate=OuterRef("pk"), juror__person=person)
    as_juror = (
        Q(Exists(juror))
        & Q(is_withdrawn=False)
        & (Q(assessment__state__in=OPEN_STATES) | (Q(assessment__state=State.SCORING) & Q(Exists(hers))))
        & ~conflicted(person)
    )
    if assessment is None:
        runs = Q(assessment__in=Assessment.objects.filter(assessments_run_by(person)).values("pk"))
        return rows.filter(as_juror | (~judged_by(person, path="assessment") & runs))
    if juror_of(person, assessment) is not None:
        return rows.filter(as_juror)
    if RUNS(person, assessment) is None or (assessment.state in CLOSED_STATES and READS_RESULTS(person, assessment) is None):
        return rows
    return rows.none()


def reads_blind(person: Any, assessment: Assessment) -> bool:
    """Jurors of a blind assessment, until its results are released."""
    return assessment.is_blind and assessment.state != State.RELEASED and juror_of(person, assessment) is not None


# --- Who stands behind it ------------------------------------------------------------------------------------------------


def redactors_of(candidates: Iterable[Candidate]) -> dict[int, Redactor]:
    """One for each candidate, from the parties copied when it came in. One query."""
    by_candidate: dict[int, dict[str, set[str]]] = {one.pk: {} for one in candidates}
    for row in Party.objects.filter(candidate__in=list(by_candidate)).exclude(value=""):
        by_candidate[row.candidate_id].setdefault(row.kind, set()).add(row.value)
    return {
        pk: Redactor(
            names=kinds.get(PartyKind.ORGANISATION, set()) | kinds.get(PartyKind.NAME, set()),
            person_names=kinds.get(PartyKind.PERSON, set()),
            business_ids=kinds.get(PartyKind.BUSINESS_ID, set()),
        )
        for pk, kinds in by_candidate.items()
    }


def things_of(candidates: Iterable[Candidate]) -> dict[int, models.Model]:
    """The things behind the candidates, by candidate id. One query for each kind."""
    rows = list(candidates)
    found: dict[tuple[str, int], models.Model] = {}
    for kind in {one.thing_kind for one in rows}:
        ids = [one.thing_id for one in rows if one.thing_kind == kind]
        found |= {(kind, pk): thing for pk, thing in apps.get_model(kind)._default_manager.in_bulk(ids).items()}
    return {one.pk: found[one.thing_kind, one.thing_id] for one in rows if (one.thing_kind, one.thing_id) in found}


def titles_of(person: Any, assessment: Assessment, candidates: Iterable[Candidate]) -> dict[int, str]:
    """What the person may call each candidate: its code, and its title unless she reads blind. The candidates are visible to her."""
    rows = list(candidates)
    if reads_blind(person, assessment):
        return {one.pk: "" for one in rows}
    things = things_of(rows)
    return {one.pk: str(title_of(things[one.pk])) if one.pk in things else "" for one in rows}


# --- What is read of it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFile:
    """A file of a candidate as the reader may know it: `key` and `number` are its address."""

    key: str
    number: int
    name: str
    file: Any


@dataclass(frozen=True)
class ShownSection:
    key: str
    title: str
    text: str
    rows: tuple[tuple[str, str], ...]
    files: tuple[ShownFile, ...]


@dataclass(frozen=True)
class Reading:
    """A candidate as one person reads it. title "" when she reads blind; left_out: something is kept from her."""

    candidate: Candidate
    title: str
    sections: tuple[ShownSection, ...]
    is_blind: bool
    left_out: bool


def reading_of(person: Any, candidate: Candidate) -> Reading:
    """Raises Candidate.DoesNotExist for one that the person may not see. A thing that is gone has no sections."""
    if not visible_candidates(person, candidate.assessment).filter(pk=candidate.pk).exists():
        raise Candidate.DoesNotExist
    thing, blind = thing_of(candidate), reads_blind(person, candidate.assessment)
    teller = TELLERS.get(candidate.thing_kind)
    told = list(teller.sections(thing)) if teller is not None and thing is not None else []
    redactor = redactors_of([candidate])[candidate.pk] if blind else None
    shown = tuple(shown_section(section, redactor) for section in told if not (blind and section.is_identifying))
    files_kept = blind and any(section.files and not section.files_are_anonymous for section in told)
    title = "" if blind or thing is None else str(title_of(thing))
    return Reading(candidate, title, shown, blind, len(shown) < len(told) or files_kept)


def shown_section(section: Section, redactor: Redactor | None) -> ShownSection:
    def say(text: Any) -> str:
        return redactor.redact(str(text)) if redactor is not None else str(text)

    files = section.files if redactor is None or section.files_are_anonymous else ()
    return ShownSection(
        section.key,
        say(section.title),
        say(section.text),
        tuple((say(label), say(text)) for label, text in section.rows),
        tuple(ShownFile(section.key, n, file_name(file, n, redactor), file) for n, file in enumerate(files, start=1)),
    )


def file_name(file: Any, number: int, redactor: Redactor | None) -> str:
    """A file's own name often names its writer."""
    if redactor is None:
        return str(file.name)
    ending = str(file.name).rpartition(".")[2][:8]
    return _("File %(number)d") % {"number": number} + (f".{ending}" if ending.isalnum() else "")
