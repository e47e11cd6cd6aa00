"""The evaluation of a programme by somebody from outside."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from talkoot.activities.calls.content.outcomes import EvaluationState
from talkoot.activities.calls.events import EvaluationPublished
from talkoot.activities.calls.models.evaluation import ProgrammeEvaluation
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.permissions import EVALUATE, PUBLISH_EVALUATION
from talkoot.activities.calls.phases import PROGRAMME
from talkoot.activities.calls.queries.figures import programme_figures
from talkoot.activities.calls.queries.programme_work import evaluation_of
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("calls.write_evaluation", permission=EVALUATE, of="programme", label=_("Wrote the evaluation of a programme"))
def write_evaluation(
    *, actor: Actor, programme: Programme, summary: Words, findings: Words, next_round: Words, upload: File[bytes] | None = None
) -> ProgrammeEvaluation:
    """By the evaluator, until it is published. A file that is given takes the place of the one before."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    evaluation = evaluation_of(programme) or ProgrammeEvaluation(programme=programme)
    if evaluation.state == EvaluationState.PUBLISHED:
        raise Refusal(_("The evaluation has been published."), mend=_("It stands as it was given."))
    evaluation.summary, evaluation.findings, evaluation.next_round = summary, findings, next_round
    evaluation.written_by = actor if isinstance(actor, Person) else None
    if upload is not None:
        evaluation.file = store_file(actor=actor, upload=upload)
    evaluation.save()
    return evaluation


@action("calls.publish_evaluation", permission=PUBLISH_EVALUATION, of="programme", label=_("Published the evaluation of a programme"))
def publish_evaluation(*, actor: Actor, programme: Programme) -> ProgrammeEvaluation:
    """As it was written, with the figures of today: those on the page may move later, these do not. The programme is evaluated."""
    current = Programme.objects.select_related("municipality").select_for_update(of=("self",)).get(pk=programme.pk)
    evaluation = evaluation_of(current)
    if evaluation is None or current.municipality.default_language not in evaluation.summary:
        raise Refusal(_("The evaluation is not written in the municipality's first language."), mend=_("The evaluator writes it."))
    if evaluation.state == EvaluationState.PUBLISHED:
        raise Refusal(_("The evaluation has been published already."))
    PROGRAMME.take("evaluate", current, actor)
    current.save(update_fields=["state", "changed_at"])
    evaluation.state, evaluation.published_at = EvaluationState.PUBLISHED, timezone.now()
    evaluation.figures = [facts(figure) for group in programme_figures(current) for figure in group.figures]
    evaluation.save()
    publish(EvaluationPublished(evaluation_id=evaluation.pk))
    return evaluation


def facts(figure: Any) -> dict[str, Any]:
    """The labels in every language: a page of later years shows them without the code of today."""
    return {"key": figure.key, "label": dict(said(figure.label)), "value": figure.value, "unit": figure.unit}


def said(label: Any) -> Words:
    texts = {}
    for code in language_codes():
        with override(code):
            texts[code] = str(label)
    return Words(texts)
