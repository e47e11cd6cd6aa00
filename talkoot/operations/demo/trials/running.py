"""What happens while the trial runs."""

from __future__ import annotations

import random
import uuid
from typing import Any

from django.utils import timezone

from talkoot.commons.trials.actions.changes import hold_review, propose_change, reply_to_change
from talkoot.commons.trials.actions.concerns import answer_concern, raise_concern
from talkoot.commons.trials.actions.feedback import open_feedback
from talkoot.commons.trials.actions.log import report_incident, resolve_incident, write_log
from talkoot.commons.trials.actions.standing import pause_trial, resume_trial
from talkoot.commons.trials.content.running import Moment
from talkoot.commons.trials.models.trial import Group, Material
from talkoot.commons.trials.queries.information import information_page_of
from talkoot.kernel.people.receipts import new_receipt
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.trials.walk import Walk
from talkoot.tools.questionnaires.actions.answers import new_once_key, submit_by_code
from talkoot.tools.questionnaires.models.rounds import AccessCode


def keep_the_log(walk: Walk) -> None:
    groups = {group.label: group for group in Group.objects.filter(trial=walk.trial)}
    for entry in walk.row["log"]:
        moment = walk.day(entry["after_days"], 14)
        with at(moment):
            write_log(
                actor=walk.host,
                trial=walk.trial,
                once_key=uuid.uuid5(uuid.NAMESPACE_URL, f"{walk.trial.slug} {entry['after_days']}"),
                happened_on=timezone.localdate(moment),
                headcount=entry["headcount"],
                minutes=entry["minutes"],
                tried=entry["tried"],
                worked=entry.get("worked") or "",
                blocking=entry.get("blocking") or "",
                ideas=entry.get("ideas") or "",
                language=walk.language,
                group=groups.get(entry.get("group", "")),
            )


def meet_trouble(walk: Walk) -> None:
    if row := walk.row.get("incident"):
        with at(walk.day(row["after_days"], 12)):
            incident = report_incident(
                actor=walk.host,
                trial=walk.trial,
                happened_on=timezone.localdate(timezone.now()),
                severity=row["severity"],
                text=row["text"],
                language=walk.language,
            )
        if row.get("resolution"):
            with at(walk.day(row["after_days"] + 1)):
                resolve_incident(actor=walk.coordinator, incident=incident, resolution=row["resolution"])
                if walk.again().state == "paused" and not walk.is_in("paused", "stopped"):
                    resume_trial(actor=walk.coordinator, trial=walk.trial, reason=row["resolution"])
    if row := walk.row.get("concern"):
        raise_one(walk, row)
    walk.again()


def raise_one(walk: Walk, row: dict[str, Any]) -> None:
    page = information_page_of(walk.trial)
    assert page is not None
    with at(walk.day(row["after_days"], 19)):
        concern = raise_concern(
            actor=None,
            page=page,
            kind=row["kind"],
            raised_as=row["raised_as"],
            text=row["text"],
            language=walk.language,
            receipt=new_receipt(),
        )
    if walk.is_in("paused") and walk.again().state == "running":
        with at(walk.day(row["after_days"] + 0.5)):
            pause_trial(actor=walk.coordinator, trial=walk.trial, reason=row["text"])
    if row.get("answer"):
        with at(walk.day(row["after_days"] + 1)):
            answer_concern(actor=walk.coordinator, concern=concern, answer=row["answer"], language=walk.language)
            if walk.again().state == "paused" and not walk.is_in("paused", "stopped"):
                resume_trial(actor=walk.coordinator, trial=walk.trial, reason=row["answer"])


def change_and_review(walk: Walk) -> None:
    if row := walk.row.get("change"):
        with at(walk.day(row["after_days"], 10)):
            note = propose_change(actor=walk.host, trial=walk.trial, what=row["what"], why=row["why"], language=walk.language)
        if row.get("agreed"):
            with at(walk.day(row["after_days"] + 1)):
                reply_to_change(actor=walk.partner, note=note, side="partner", is_agreed=True)
    if row := walk.row.get("mid_review"):
        with at(walk.day(walk.row["length_days"] / 2)):
            hold_review(
                actor=walk.coordinator,
                trial=walk.trial,
                held_on=timezone.localdate(timezone.now()),
                works=row["note"],
                to_change=row["note"] if row["outcome"] == "amend" else "",
                outcome=row["outcome"],
                reason=row["note"],
                language=walk.language,
            )


def ask_participants(walk: Walk) -> None:
    """By code, as a class does. What they answer is drawn around the mean that the row tells, the same each time."""
    feedback = walk.row.get("feedback")
    if not feedback:
        return
    young = max((group["age_to"] or 99 for group in walk.row["groups"]), default=99) <= 8
    for slot, told in (
        ("feedback-users-young" if young else "feedback-users", feedback.get("pupils")),
        ("feedback-guardians", feedback.get("guardians")),
    ):
        material = Material.objects.select_related("questionnaire_version").filter(trial=walk.trial, slot=slot).first()
        if material is not None and told and told["count"]:
            answer_by_codes(walk, material, told, feedback.get("open_texts", []) if "users" in slot else [])


def answer_by_codes(walk: Walk, material: Material, told: dict[str, Any], open_texts: list[str]) -> None:
    assert material.questionnaire_version is not None, "Questions are a version of a questionnaire."
    chance = random.Random(f"{walk.row['key']} {material.slot}")
    with at(walk.day(walk.row["length_days"] * 0.8, 13)):
        asked = open_feedback(actor=walk.host, trial=walk.trial, material=material, moment=Moment.END)
        codes = list(AccessCode.objects.select_related("round__version").filter(round=asked.round).order_by("pk"))
        questions = material.questionnaire_version.content
        room = [code for code in codes for _n in range(max((code.limit or 30) - 3, 1))]
        for number in range(min(told["count"], len(room))):
            answers = {question["key"]: drawn(question, told["mean"], chance) for question in questions}
            for question in questions:
                if question["kind"] == "text":
                    answers[question["key"]] = open_texts[number] if number < len(open_texts) else ""
            given = {key: value for key, value in answers.items() if value not in ("", None)}
            submit_by_code(actor=None, code=room[number], once_key=new_once_key(), language=walk.language, answers=given)


def drawn(question: dict[str, Any], mean: float, chance: random.Random) -> Any:
    """An answer around the mean of one to five; None where words are asked."""
    score = min(5, max(1, round(chance.gauss(mean, 0.8))))
    match question["kind"]:
        case "smileys" | "scale":
            low, high = (question.get("scale") or {}).get("min", 1), (question.get("scale") or {}).get("max", 5)
            return min(high, max(low, round(low + (score - 1) * (high - low) / 4)))
        case "yes_no":
            return "yes" if score >= 3 else "no"
        case "choice":
            return question["options"][min(5 - score, len(question["options"]) - 1)]["key"]
        case "choices":
            return [option["key"] for option in question["options"] if chance.random() < 0.4] or [question["options"][0]["key"]]
        case "number":
            return chance.randint(5, 40)
    return None
