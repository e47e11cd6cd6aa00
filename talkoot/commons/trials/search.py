"""How trials are shown in threads and found by search."""

from __future__ import annotations

from django.urls import reverse

from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.reference import Reference
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.queries.references import visible_references
from talkoot.commons.trials.queries.trials import inner_trials, visible_trials
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.links.registry import describe


def trial_texts(trial: Trial) -> dict[str, tuple[str, str]]:
    """Title, summary and number in each language in which the title is written."""
    return {
        code: (trial.title[code], "\n".join(filter(None, (trial.summary.get(code, ""), trial.slug))))
        for code in language_codes()
        if code in trial.title
    }


describe(
    Trial,
    title=lambda trial: trial.title,
    url=lambda trial: reverse("trials:detail", args=[trial.slug]),
    visible=visible_trials,
    search_texts=trial_texts,
    is_public=lambda trial: trial.is_public,
    standing=lambda trial: trial.get_state_display(),
)
# What a round of answers is about; its own page is the trial's page of feedback.
describe(
    FeedbackRound,
    title=lambda feedback: feedback.trial.title,
    url=lambda feedback: reverse("trials:feedback", args=[feedback.trial.slug]),
    visible=lambda person: FeedbackRound.objects.filter(trial__in=inner_trials(person)).select_related("trial"),
)

# --- References -----------------------------------------------------------------------------------------------------------


def reference_texts(reference: Reference) -> dict[str, tuple[str, str]]:
    """The same names in every language; the wording in those in which it is written."""
    return {
        code: (reference.name, "\n".join(filter(None, (reference.wording.get(code, ""), reference.organisation_name, reference.code))))
        for code in language_codes()
    }


describe(
    Reference,
    title=lambda reference: reference.name,
    url=lambda reference: reverse("trials:reference", args=[reference.code]),
    visible=visible_references,
    search_texts=reference_texts,
    is_public=lambda reference: True,
)
