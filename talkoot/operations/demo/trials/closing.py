"""From the evaluation to what has become of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from talkoot.commons.trials.actions.closing import (
    begin_evaluation,
    close_trial,
    complete_trial,
    decide,
    publish_result,
    save_lesson,
    save_quote,
    set_quote_permission,
    tell_follow_up,
    write_result,
)
from talkoot.commons.trials.actions.feedback import open_feedback
from talkoot.commons.trials.actions.references import grant_reference, revoke_reference
from talkoot.commons.trials.actions.standing import stop_trial
from talkoot.commons.trials.actions.steps import cancel_trial
from talkoot.commons.trials.content.running import QuotePermission
from talkoot.commons.trials.models.closing import FollowUp
from talkoot.commons.trials.models.trial import Material
from talkoot.kernel.i18n.words import Words
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import person
from talkoot.operations.demo.trials.walk import PAPERS, SIGNATORY, Walk
from talkoot.tools.measures.actions import record_reading
from talkoot.tools.measures.queries import indicators_of
from talkoot.tools.privacy.actions.deletion import certify_deletion
from talkoot.tools.questionnaires.actions.answers import submit_as_person


def evaluate(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"])):
        begin_evaluation(actor=walk.coordinator, trial=walk.trial)
        walk.again()
    feedback = walk.row.get("feedback") or {}
    for slot, side, who in (("feedback-host", "teacher", walk.host), ("feedback-partner", "company", walk.partner)):
        material = Material.objects.select_related("questionnaire_version").filter(trial=walk.trial, slot=slot).first()
        if material is None:
            continue
        with at(walk.day(walk.row["length_days"] + 2)):
            asked = open_feedback(actor=walk.host, trial=walk.trial, material=material, is_evaluation=True)
        assert asked.round is not None, "Feedback that is open has its round."
        # One that is being evaluated still waits for the partner.
        if feedback.get(side) and not (walk.is_in("evaluating") and side == "company"):
            with at(walk.day(walk.row["length_days"] + 5)):
                submit_as_person(actor=who, round=asked.round, answers=feedback[side], language=walk.language)


def read_the_indicators(walk: Walk) -> None:
    for indicator, one in zip(indicators_of(walk.trial), walk.row["indicators"], strict=True):
        if one.get("actual") is not None:
            with at(walk.day(walk.row["length_days"] + 1)):
                record_reading(actor=walk.host, indicator=indicator, value=one["actual"], measured_on=timezone.localdate(timezone.now()))


def close(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"] + 9)):
        close_trial(actor=walk.coordinator, trial=walk.trial)
        walk.again()
        tell(walk)


def tell(walk: Walk) -> None:
    if result := walk.row.get("result"):
        write_result(
            actor=walk.coordinator,
            trial=walk.trial,
            outcome=result["outcome"],
            summary=Words(result["summary"]),
            what_changed=Words(result["what_changed"]),
            next_step=Words(result.get("next_step") or {}),
        )
    for lesson in walk.row.get("lessons") or []:
        save_lesson(actor=walk.coordinator, trial=walk.trial, title=Words(lesson["title"]), text=Words(lesson["text"]))
    for row in walk.row.get("quotes") or []:
        quote = save_quote(actor=walk.host, trial=walk.trial, text=row["text"], language=row["language"], said_as=Words(row["said_as"]))
        if row["permission"] != QuotePermission.ASKED:
            set_quote_permission(
                actor=walk.host, quote=quote, permission=row["permission"], permitted_on=timezone.localdate(timezone.now())
            )


def complete(walk: Walk) -> None:
    with at(walk.day(walk.row["length_days"] + 14)):
        publish_result(actor=walk.coordinator, trial=walk.trial)
        decide(
            actor=person(SIGNATORY), trial=walk.trial, outcome=walk.row["decision"]["outcome"], reason=Words(walk.row["decision"]["reason"])
        )
        certify_deletion(
            actor=walk.partner,
            subject=walk.trial,
            deleted_on=timezone.localdate(timezone.now()),
            organisation=walk.organisation,
            **(PAPERS["deleted"][walk.language] if walk.row["lane"] != "A" else {"is_nothing_collected": True}),
        )
        complete_trial(actor=walk.coordinator, trial=walk.trial)
        walk.again()


def refer(walk: Walk) -> None:
    if not walk.row.get("reference"):
        return
    assert walk.trial.product_version is not None
    wording = Words({code: text.format(unit=walk.unit.name.get(code) or walk.unit) for code, text in PAPERS["wording"].items()})
    with at(walk.day(walk.row["length_days"] + 20)):
        until: date = timezone.localdate(timezone.now()) + timedelta(days=3 * 365)
        reference = grant_reference(
            actor=person(SIGNATORY),
            trial=walk.trial,
            version=walk.trial.product_version,
            wording=wording,
            reason=PAPERS["granted"][walk.language],
            valid_until=until,
            language=walk.language,
        )
    if walk.row["reference"] == "revoked":
        with at(walk.day(walk.row["length_days"] + 60)):
            words = walk.row["revoke_reason"]
            revoke_reference(
                actor=person(SIGNATORY), reference=reference, reason=words.get(walk.language) or words["fi"], language=walk.language
            )


def follow(walk: Walk) -> None:
    row = walk.row.get("follow_up")
    asked = FollowUp.objects.filter(trial=walk.trial, months=row["months"], side=row["side"]).first() if row else None
    if row and asked is not None and asked.due_on < timezone.localdate():
        with at(timezone.make_aware(datetime.combine(asked.due_on + timedelta(days=3), time(10)))):
            facts = {name: row.get(name) for name in ("in_use", "has_sold", "has_exported", "new_jobs_count", "has_funding")}
            who = walk.partner if row["side"] == "partner" else walk.host
            tell_follow_up(actor=who, follow_up=asked, note=row.get("note") or "", language=walk.language, **facts)


def stop(walk: Walk) -> None:
    with at(walk.day(walk.row["incident"]["after_days"] + 2)):
        stop_trial(actor=walk.coordinator, trial=walk.trial, reason=walk.row["incident"]["text"])
        walk.again()
    with at(walk.day(walk.row["incident"]["after_days"] + 12)):
        tell(walk)
        publish_result(actor=walk.coordinator, trial=walk.trial)


def cancel(walk: Walk) -> None:
    with at(walk.day(-20)):
        cancel_trial(actor=walk.host, trial=walk.trial, reason=walk.row["cancel_reason"])
