"""How rounds and questionnaires are called in threads and in their history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from talkoot.kernel.links.registry import describe
from talkoot.kernel.permissions.rules import allowed
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import Questionnaire
from talkoot.tools.questionnaires.permissions import READ_SETS
from talkoot.tools.questionnaires.queries.rounds import visible_rounds
from talkoot.tools.questionnaires.queries.sets import all_questionnaires


def visible_questionnaires(person: Any) -> QuerySet[Questionnaire]:
    return all_questionnaires() if allowed(person, READ_SETS) else Questionnaire.objects.none()


describe(
    Round,
    title=lambda round: round.title,
    url=lambda round: reverse("questionnaires:round", args=[round.pk]),
    visible=visible_rounds,
)
describe(
    Questionnaire,
    title=lambda questionnaire: questionnaire.title,
    url=lambda questionnaire: reverse("questionnaires:set", args=[questionnaire.key]),
    visible=visible_questionnaires,
)
