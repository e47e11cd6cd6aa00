"""What of assessments waits for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.kernel.ui.panels import WaitingItem, waiting
from talkoot.tools.reviews.content.kinds import CLOSED_STATES, State
from talkoot.tools.reviews.queries.assessments import assessments_waiting_for_a_step
from talkoot.tools.reviews.queries.jurors import juries_of, work_of

DECLARE_WITHIN_DAYS = 7
RELEASE_WITHIN_DAYS = 14
MOST_WAITING = 30


@waiting
def own_reviews(person: Any) -> Iterator[WaitingItem]:
    """For a juror: to declare, then to give what is left."""
    if person is None:
        return
    jurors = list(juries_of(person).exclude(assessment__state__in=CLOSED_STATES)[:MOST_WAITING])
    work = work_of(jurors) if jurors else {}
    for juror in jurors:
        assessment = juror.assessment
        left = work[juror.pk].left
        if juror.declared_at is None:
            yield WaitingItem(
                title=str(assessment.title),
                kind=_("Jury"),
                url=reverse("reviews:declare", args=[assessment.pk]),
                promised_at=min(assessment.scores_due_at, juror.named_at + timedelta(days=DECLARE_WITHIN_DAYS)),
                text=_("Tell what ties you, so that it can be drawn what you read."),
            )
        elif left and assessment.state == State.SCORING:
            yield WaitingItem(
                title=str(assessment.title),
                kind=_("Jury"),
                url=reverse("reviews:next", args=[assessment.pk]),
                promised_at=assessment.scores_due_at,
                text=ngettext("%(count)d review is still to be given.", "%(count)d reviews are still to be given.", left) % {"count": left},
            )


@waiting
def assessments_to_bring_on(person: Any) -> Iterator[WaitingItem]:
    """For those who run one: scores are all in or overdue, a discussion to be closed, results to be released."""
    if person is None:
        return
    for assessment in assessments_waiting_for_a_step(person)[:MOST_WAITING]:
        if assessment.state == State.SCORING:
            text, promised_at = _("The time for scores is over, or all are in: open the discussion."), assessment.scores_due_at
        elif assessment.state == State.DISCUSSING:
            began = assessment.discussing_at or assessment.scores_due_at
            text, promised_at = _("The jury discusses: lock the results when it has agreed."), began + timedelta(days=RELEASE_WITHIN_DAYS)
        else:
            locked = assessment.locked_at or assessment.scores_due_at
            text, promised_at = _("The results are locked and wait for their release."), locked + timedelta(days=RELEASE_WITHIN_DAYS)
        yield WaitingItem(
            title=str(assessment.title),
            kind=_("Assessment"),
            url=reverse("reviews:assessment", args=[assessment.pk]),
            promised_at=promised_at,
            text=text,
        )
