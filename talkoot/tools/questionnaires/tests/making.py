"""Questionnaires and rounds for tests, made by the actions that people use."""

from __future__ import annotations

from talkoot.kernel.i18n.words import Words
from talkoot.tools.questionnaires.actions.rounds import make_code, open_round
from talkoot.tools.questionnaires.actions.sets import publish_version


def words(text):
    return Words(fi=f"{text} fi", sv=f"{text} sv", en=text)


def question(key, kind, **more):
    return {"key": key, "kind": kind, "text": words(key), "required": False} | more


OPTIONS = [{"key": key, "text": words(key)} for key in ("a", "b", "c")]
CONTENT = [
    question("fun", "smileys", required=True),
    question("easy", "scale", scale={"min": 1, "max": 5, "min_label": words("No"), "max_label": words("Yes")}),
    question("again", "yes_no"),
    question("why", "text", shown_if={"question": "again", "any_of": [False]}),
    question("area", "choice", options=OPTIONS),
    question("areas", "choices", options=OPTIONS),
    question("minutes", "number", lowest=0, highest=600, unit=words("min")),
    question("parts", "matrix", rows=OPTIONS[:2], scale={"min": 1, "max": 3}),
]


def a_version(actor, content=CONTENT, key="feedback", answered_by="pupil"):
    return publish_version(actor=actor, key=key, title=words("Feedback"), content=content, answered_by=answered_by)


def a_round(actor, version=None, **more):
    return open_round(actor=actor, version=version or a_version(actor), title=words("5B"), audience="pupil", **more)


def a_code(actor, round=None, **more):
    return make_code(actor=actor, round=round or a_round(actor), **more)
