"""How programmes, challenges, calls and applications are called, shown in threads and found by search.

Texts of applications are never in the search index: until the deadline nobody may find them, and what is not there cannot leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.queries.applications import readable_applications
from talkoot.activities.calls.queries.calls import visible_calls
from talkoot.activities.calls.queries.kick_offs import readable_kick_offs
from talkoot.activities.calls.queries.programmes import visible_challenges, visible_programmes
from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.kernel.links.registry import describe


def texts(title: Words, written: Iterable[Words]) -> dict[str, tuple[str, str]]:
    """Title and texts in each language in which there is a title."""
    bodies = tuple(written)
    return {code: (title[code], "\n".join(words[code] for words in bodies if code in words)) for code in language_codes() if code in title}


def challenge_texts(challenge: Challenge) -> dict[str, tuple[str, str]]:
    written: Any = (challenge.need, challenge.situation, challenge.affected, challenge.wanted_change, challenge.offers)
    return texts(challenge.title, written)


describe(
    Programme,
    title=lambda programme: programme.name,
    url=lambda programme: reverse("calls:programme", args=[programme.slug]),
    visible=visible_programmes,
    label=pgettext_lazy("fast trials", "Programme"),
    search_texts=lambda programme: texts(programme.name, (programme.charter,)),
    is_public=lambda programme: programme.is_public,
)
describe(
    Challenge,
    title=lambda challenge: challenge.title,
    url=lambda challenge: reverse("calls:challenge", args=[challenge.pk]),
    visible=visible_challenges,
    label=pgettext_lazy("fast trials", "Challenge"),
    search_texts=challenge_texts,
    is_public=lambda challenge: challenge.is_public,
)
describe(
    Call,
    title=lambda call: call.title,
    url=lambda call: reverse("calls:call", args=[call.slug]),
    visible=visible_calls,
    label=pgettext_lazy("fast trials", "Call"),
    search_texts=lambda call: texts(call.title, (call.text,)),
    is_public=lambda call: call.is_public,
    standing=lambda call: call.get_state_display(),
    # Of many challenges: what came of one is told by its applications and trials, not by the call.
    gathers=True,
)
describe(
    Application,
    title=lambda application: application.title or application.code,
    url=lambda application: reverse("calls:application", args=[application.code]),
    visible=readable_applications,
    label=pgettext_lazy("fast trials", "Application"),
)
# For its history and for the thread of the trial that came of it.
describe(
    KickOff,
    title=lambda kick_off: str(kick_off.line.application),
    url=lambda kick_off: reverse("calls:kick_off", args=[kick_off.pk]),
    visible=readable_kick_offs,
    label=pgettext_lazy("fast trials", "Kick-off"),
)
