"""One mail about an assessment, written into the outbox in the transaction of whoever calls.

Mail names the assessment and tells how much there is to read, never a candidate: what a juror may not see cannot reach her by mail.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.outbox import post
from talkoot.kernel.people.models.person import Person
from talkoot.tools.reviews.models.assessment import Assessment


def tell(to: Person, assessment: Assessment, event: str, *, page: str = "reviews:assessment", period: str = "", **context: Any) -> None:
    """In the receiver's language when the municipality speaks it. `assessment` has its municipality selected. Twice: sent once."""
    municipality = assessment.municipality
    language = to.language if to.language in municipality.languages else municipality.default_language
    path: str = reversed_under(f"{municipality.path}{language}/", lambda: reverse(page, args=[assessment.pk]))
    post(
        to=to,
        event=f"reviews.{event}",
        template=f"reviews/mail/{event}",
        thing=assessment,
        period=period,
        language=language,
        context=context | {"title": assessment.title, "due_at": assessment.scores_due_at, "page_url": settings.SITE_URL + path},
    )
