"""How assessments and candidates are called, shown and seen.

Candidates are not in the index: one index serves all readers, and a blind juror would find by its words what she may not read.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from talkoot.kernel.links.registry import describe
from talkoot.tools.reviews.models.assessment import Assessment
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.queries.assessments import visible_assessments
from talkoot.tools.reviews.queries.candidates import visible_candidates


def assessment_texts(assessment: Any) -> dict[str, tuple[str, str]]:
    return {language: (title, "") for language, title in assessment.title.items()}


describe(
    Assessment,
    title=lambda assessment: assessment.title,
    url=lambda assessment: reverse("reviews:assessment", args=[assessment.pk]),
    visible=visible_assessments,
    search_texts=assessment_texts,
)
describe(
    Candidate,
    title=lambda candidate: candidate.code,
    url=lambda candidate: reverse("reviews:candidate", args=[candidate.pk]),
    visible=visible_candidates,
)
