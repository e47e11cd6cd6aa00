"""From the company's answers to the data lane: a pure function.

Rules: lane A when no pupil data reaches company or platform; B when limited data does; C for special categories,
biometrics, location, recordings, profiling, research, and artificial intelligence that infers about children. Whatever is
unsure, unanswered or not understood counts at least as B. The highest reason decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.tools.privacy.content.kinds import Lane

# Changed when the rules change: a finding tells by which it was made.
RULES = 1
# Data are deleted at most so many days after the end (lane B).
LONGEST_RETENTION_DAYS = 30

SENSITIVE_TYPES = {
    "recordings": _("Pictures, sound or video of pupils arise."),
    "location": _("Pupils' location arises."),
    "biometrics": _("Biometric data arise."),
    "sensitive": _("Sensitive data, such as health or need of support, arise."),
}
LIMITED_TYPES = {
    "name-contact": _("Names, e-mail addresses or other identifiers arise."),
    "answers": _("Answers to tasks and progress arise."),
    "logs": _("Usage logs and device data arise."),
    "free-text": _("Pupils write free text."),
}
# key: (lane of "yes", reason of "yes", reason of "not-sure")
YES_NO = {
    "pupil-data": (
        Lane.B,
        _("Data that can be linked to a pupil are stored."),
        _("It is unsure whether data that can be linked to a pupil are stored."),
    ),
    "accounts": (Lane.B, _("A pupil needs an account."), _("It is unsure whether a pupil needs an account.")),
    "own-purposes": (
        Lane.B,
        _("Data are used for the company's own purposes."),
        _("It is unsure whether data are used for the company's own purposes."),
    ),
    "ai": (
        Lane.C,
        _("Artificial intelligence infers something about pupils or is trained on their material."),
        _("It is unsure whether artificial intelligence infers something about pupils."),
    ),
    "profiling": (Lane.C, _("Pupils are scored, classified or predicted."), _("It is unsure whether pupils are scored or classified.")),
    "ads-tracking": (
        Lane.B,
        _("There is advertising, purchasing or tracking by third parties."),
        _("It is unsure whether there is advertising or tracking."),
    ),
    "research": (Lane.C, _("The material is used for research."), _("It is unsure whether the material is used for research.")),
}
LOCATIONS = {
    "no-data": None,
    "eu-eea": None,
    "outside": _("Data can be accessed from outside the EU and EEA."),
    "not-sure": _("It is unsure where the data are."),
}
QUESTIONS = (*YES_NO, "data-types", "location-of-data", "retention-days")


@dataclass(frozen=True)
class LaneReason:
    """One answer that calls for a lane: `question` is its key."""

    question: str
    lane: Lane
    text: str | Promise


@dataclass(frozen=True)
class LaneFinding:
    """The proposed lane. reasons: the answers that call for more than A, gravest first. blockers: what must be mended in the
    product before it comes to a school, whatever the lane."""

    lane: Lane
    reasons: tuple[LaneReason, ...]
    blockers: tuple[LaneReason, ...]


def lane_of(answers: Mapping[str, Any]) -> LaneFinding:
    """The lane that the answers call for. Never raises: what cannot be understood counts as unsure."""
    reasons = sorted(reasons_in(answers), key=lambda reason: reason.lane, reverse=True)
    lane = Lane(max((reason.lane for reason in reasons), default=Lane.A))
    return LaneFinding(lane, tuple(reasons), tuple(blockers_in(answers, lane)))


def reasons_in(answers: Mapping[str, Any]) -> Iterator[LaneReason]:
    for key, (lane, yes, unsure) in YES_NO.items():
        answer = answers.get(key)
        if answer == "yes":
            yield LaneReason(key, lane, yes)
        elif answer != "no":
            yield LaneReason(key, Lane.B, unsure)
    yield from reasons_in_types(answers.get("data-types"))
    location = answers.get("location-of-data")
    reason = LOCATIONS.get(location, LOCATIONS["not-sure"]) if isinstance(location, str) else LOCATIONS["not-sure"]
    if reason is not None:
        yield LaneReason("location-of-data", Lane.B, reason)
    days = whole_number(answers.get("retention-days"))
    if days is None:
        yield LaneReason("retention-days", Lane.B, _("It is unsure how long data are kept."))
    elif days > 0:
        yield LaneReason("retention-days", Lane.B, _("Data are kept after the work has ended."))


def reasons_in_types(types: Any) -> Iterator[LaneReason]:
    chosen = {one for one in types if isinstance(one, str)} if isinstance(types, list | tuple | set | frozenset) else set()
    for key, text in SENSITIVE_TYPES.items():
        if key in chosen:
            yield LaneReason("data-types", Lane.C, text)
    for key, text in LIMITED_TYPES.items():
        if key in chosen:
            yield LaneReason("data-types", Lane.B, text)
    if not chosen or chosen - {"none", *SENSITIVE_TYPES, *LIMITED_TYPES}:
        yield LaneReason("data-types", Lane.B, _("It is unsure which data arise."))
    elif "none" in chosen and len(chosen) > 1:
        yield LaneReason("data-types", Lane.B, _("The answer says both that no data arise and which arise."))


def blockers_in(answers: Mapping[str, Any], lane: Lane) -> Iterator[LaneReason]:
    if answers.get("ads-tracking") != "no":
        yield LaneReason(
            "ads-tracking", lane, _("The version brought to school may have no advertising, purchases, competitions or tracking.")
        )
    if answers.get("own-purposes") == "yes":
        yield LaneReason("own-purposes", lane, _("Data of pupils may not be used for the company's own purposes."))
    if lane != Lane.A and answers.get("location-of-data") == "outside":
        yield LaneReason("location-of-data", lane, _("Data must stay in the EU or EEA."))
    days = whole_number(answers.get("retention-days"))
    if days is not None and days > LONGEST_RETENTION_DAYS:
        yield LaneReason("retention-days", lane, _("Data must be deleted within 30 days after the end."))


def whole_number(answer: Any) -> int | None:
    """A number of days, also written as text; None for what is none."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, int | float):
        return int(answer) if 0 <= answer < 1_000_000 else None
    if isinstance(answer, str) and answer.strip().isascii() and answer.strip().isdigit() and len(answer.strip()) <= 6:
        return int(answer.strip())
    return None
