"""Writing an application: beginning, answers, files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.application import (
    ALWAYS_OPEN,
    LARGEST_PRICE,
    LONGEST_LINE,
    LONGEST_WEEKS,
    PRICE,
    WEEKS,
    Clash,
    Saved,
    Typed,
    read_number,
)
from talkoot.activities.calls.content.states import ApplicationState, FileKind
from talkoot.activities.calls.models.application import LONGEST_ANSWER, Answer, Application, ApplicationFile, ConfidentialAnswer
from talkoot.activities.calls.models.call import Call, CallChallenge
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.permissions import APPLY, EDIT_APPLICATION
from talkoot.activities.calls.queries.calls import is_open, is_past_deadline
from talkoot.kernel.actions import action
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.people.models.organisation import Organisation, OrganisationKind
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.traces import TraceKind, traces_in
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.texts import check_plain

MOST_FILES = 12
LONGEST_GROUND = 500


def locked_application(application_id: int) -> Application:
    rows = Application.objects.select_related("municipality", "call__programme", "challenge", "organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=application_id)


def refuse_unless_writable(application: Application) -> None:
    """Drafts and sent applications may be changed until the deadline; what is changed counts when it is sent again."""
    if application.state == ApplicationState.WITHDRAWN:
        raise Refusal(_("This application has been withdrawn."), mend=_("Begin a new one while the call is open."))
    if is_past_deadline(application.call):
        raise Refusal(_("The deadline has passed: applications stand still."), mend=_("What you sent last is what is read."))
    if not is_open(application.call):
        raise Refusal(_("The call is not open."), mend=_("Its page tells how it stands."))


@action("calls.start_application", permission=APPLY, of="organisation", label=_("Began an application"))
def start_application(
    *,
    actor: Actor,
    call: Call,
    challenge: Challenge,
    organisation: Organisation,
    language: str,
    came_from: Collection[models.Model] = (),
) -> Application:
    """A draft of the lead applicant. One for each challenge: who begins a second one is given the first."""
    current = Call.objects.get(pk=call.pk)
    if not is_open(current):
        raise Refusal(_("One cannot apply in this call now."), mend=_("Its page tells when it is open."))
    if not CallChallenge.objects.filter(call=current, challenge=challenge).exists():
        raise Refusal(_("This challenge is not open in the call."), mend=_("Choose another challenge."), field="challenge")
    if organisation.kind == OrganisationKind.CITY_UNIT:
        raise Refusal(
            _("Units of the municipality host trials; they do not apply."),
            mend=_("Choose your company or community."),
            field="organisation",
        )
    if not organisation.is_active:
        raise Refusal(_("This organisation is not active any more."), mend=_("Ask a coordinator."), field="organisation")
    mine = Application.objects.exclude(state=ApplicationState.WITHDRAWN)
    facts = {"call": current, "challenge": challenge, "organisation": organisation}
    try:
        with transaction.atomic():
            application = Application.objects.create(written_in=language, contact=actor if isinstance(actor, Person) else None, **facts)
    except IntegrityError:
        return mine.get(**facts)
    for origin in (challenge, *came_from):
        link(actor=actor, source=application, relation=GREW_FROM, target=origin)
    return application


@action("calls.save_answers", permission=EDIT_APPLICATION, of="application", label=_("Wrote an application"))
def save_answers(*, actor: Actor, application: Application, answers: Mapping[str, Typed]) -> Saved:
    """Saves what can be saved. An answer that somebody of the team changed meanwhile is not written over: it comes back as a clash.

    A confidential answer lies in a table of its own; marking and unmarking moves it.
    """
    current = locked_application(application.pk)
    refuse_unless_writable(current)
    questions = {question["key"]: question for question in current.call.questions}
    stored: dict[str, Answer | ConfidentialAnswer] = {row.key: row for row in Answer.objects.filter(application=current)}
    stored |= {row.key: row for row in ConfidentialAnswer.objects.filter(application=current).select_related("changed_by")}
    revisions: dict[str, int] = {}
    clashes: dict[str, Clash] = {}
    mistakes: dict[str, Any] = {}
    for key, typed in answers.items():
        question = questions.get(key)
        if question is None:
            continue
        row = stored.get(key)
        text = typed.text.replace("\r\n", "\n").strip()
        is_hidden = typed.is_confidential and key not in ALWAYS_OPEN
        ground = typed.ground.strip() if is_hidden else ""
        if row is None and not text and not is_hidden:
            continue
        if row is not None and is_same(row, text, is_hidden, ground):
            revisions[key] = row.revision
            continue
        if row is not None and row.revision != typed.revision and row.text != text:
            clashes[key] = Clash(row.text, row.revision, str(row.changed_by) if row.changed_by else "")
            continue
        if mistake := mistake_in(question, text) or ground_mistake(is_hidden, ground):
            mistakes[key] = mistake
            continue
        revisions[key] = write_answer(current, actor, key, text, row, is_hidden=is_hidden, ground=ground)
        if key == "title":
            current.title = text
        elif key == PRICE:
            current.price = read_number(text)
        elif key == WEEKS:
            current.weeks = int(number) if (number := read_number(text)) is not None else None
    current.save(update_fields=["title", "price", "weeks", "changed_at"])
    return Saved(revisions, clashes, mistakes)


def is_same(row: Answer | ConfidentialAnswer, text: str, is_hidden: bool, ground: str) -> bool:
    was_hidden = isinstance(row, ConfidentialAnswer)
    return row.text == text and was_hidden == is_hidden and (not isinstance(row, ConfidentialAnswer) or row.ground == ground)


def write_answer(
    application: Application, by: Actor, key: str, text: str, row: Answer | ConfidentialAnswer | None, *, is_hidden: bool, ground: str
) -> int:
    """The new revision. `row` is what stands now, in whichever table."""
    revision = row.revision + 1 if row is not None else 1
    writer = by if isinstance(by, Person) else None
    table = ConfidentialAnswer if is_hidden else Answer
    if row is not None and not isinstance(row, table):
        row.delete()
        row = None
    facts: dict[str, Any] = {"text": text, "revision": revision, "changed_by": writer} | ({"ground": ground} if is_hidden else {})
    if row is None:
        table.objects.create(application=application, key=key, **facts)
    else:
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=[*facts, "changed_at"])
    return revision


def ground_mistake(is_hidden: bool, ground: str) -> Any:
    if not is_hidden:
        return None
    if not ground:
        return _("Say why this is confidential: what would a competitor gain?")
    return (
        _("Write it in at most %(limit)d characters.") % {"limit": LONGEST_GROUND}
        if len(ground) > LONGEST_GROUND
        else plain_mistake(ground)
    )


def plain_mistake(text: str) -> Any:
    try:
        check_plain(text)
    except ValidationError as error:
        return error.message
    return None


def mistake_in(question: Mapping[str, Any], text: str) -> Any:
    """What is wrong with an answer, or None. An empty one is never wrong in a draft."""
    if not text:
        return None
    if mistake := plain_mistake(text):
        return mistake
    longest = LONGEST_LINE if question["kind"] == "line" else LONGEST_ANSWER
    if len(text) > longest:
        return _("Write it in at most %(limit)d characters.") % {"limit": longest}
    if any(trace.kind == TraceKind.IDENTITY_CODE for trace in traces_in(text)):
        return _("The text holds a personal identity code. Take it away.")
    if question["kind"] == "number":
        return number_mistake(question["key"], text)
    options = ready_options(question)
    if options and set(text.split(",")) - options:
        return _("Choose one of the options.")
    return None


def ready_options(question: Mapping[str, Any]) -> set[str]:
    kind = question["kind"]
    if kind == "yes_no":
        return {"yes", "no"}
    if kind in ("choice", "choices"):
        return {option["key"] for option in question["options"] or ()}
    if kind in ("scale", "smileys") and question["scale"]:
        return {str(step) for step in range(question["scale"]["min"], question["scale"]["max"] + 1)}
    return set()


def number_mistake(key: str, text: str) -> Any:
    number = read_number(text)
    if number is None:
        return _("Write a number, for example 12 or 7,5.")
    if number < 0 or number > LARGEST_PRICE:
        return _("Write a number that is not below zero and not too large.")
    if key == PRICE and number != number.quantize(number.__class__("0.01")):
        return _("Write the sum to the cent.")
    if key == WEEKS and (number != int(number) or not 1 <= number <= LONGEST_WEEKS):
        return _("Write whole weeks, from 1 to %(longest)d.") % {"longest": LONGEST_WEEKS}
    return None


@action("calls.add_application_file", permission=EDIT_APPLICATION, of="application", label=_("Added a file to an application"))
def add_application_file(
    *,
    actor: Actor,
    application: Application,
    upload: File[bytes],
    kind: str = FileKind.OTHER,
    is_confidential: bool = False,
    ground: str = "",
    alt_text: Words | None = None,
) -> ApplicationFile:
    """The file is sealed as the application is: its address gives it to nobody, only the page of the application does."""
    if is_confidential and (mistake := ground_mistake(True, ground.strip())):
        raise Refusal(mistake, field="ground")
    if kind not in FileKind.values:
        raise Refusal(_("Choose what the file is."), field="kind")
    current = locked_application(application.pk)
    refuse_unless_writable(current)
    if ApplicationFile.objects.filter(application=current, removed_at=None).count() >= MOST_FILES:
        raise Refusal(_("There are %(count)d files already.") % {"count": MOST_FILES}, mend=_("Take one away first."))
    stored = store_file(actor=actor, upload=upload, alt_text=alt_text, language=current.written_in, is_sealed=True)
    added = ApplicationFile.objects.create(
        application=current, file=stored, kind=kind, is_confidential=is_confidential, ground=ground.strip() if is_confidential else ""
    )
    current.save(update_fields=["changed_at"])
    return added


@action("calls.remove_application_file", permission=EDIT_APPLICATION, of="application", label=_("Took a file off an application"))
def remove_application_file(*, actor: Actor, application: Application, file: ApplicationFile) -> None:
    """From the draft. A version that was sent keeps it."""
    current = locked_application(application.pk)
    refuse_unless_writable(current)
    ApplicationFile.objects.filter(application=current, pk=file.pk, removed_at=None).update(removed_at=timezone.now())
    current.save(update_fields=["changed_at"])
