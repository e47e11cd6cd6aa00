"""What of the operating models waits in the coordinator's queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talkoot.commons.operating_models.permissions import EDIT, PUBLISH
from talkoot.commons.operating_models.queries.models import models_lacking_languages, own_models, resting_drafts
from talkoot.commons.operating_models.queries.upstream import news_of
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.panels import WaitingItem, waiting

# A new version of the origin is looked at within this; a draft rests so long before it is asked after; a text is
# translated within this of publishing.
LOOK_WITHIN_DAYS = 30
DRAFT_RESTS_DAYS = 30
TRANSLATE_WITHIN_DAYS = 30
MOST_OF_A_KIND = 50


@waiting
def new_upstream_versions(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, PUBLISH):
        return
    adopted = {model.pk: model for model in own_models().filter(adopted_at__isnull=False)[:500]}
    for pk, version in list(news_of(adopted.values()).items())[:MOST_OF_A_KIND]:
        model = adopted[pk]
        yield WaitingItem(
            title=str(model),
            kind=_("New version of an adopted model"),
            url=reverse("operating_models:upstream", args=[model.slug]),
            promised_at=(version.published_at or timezone.now()) + timedelta(days=LOOK_WITHIN_DAYS),
            text=_("%(municipality)s has published version %(number)s. Take from it what you want.")
            % {"municipality": model.adopted_from_name, "number": version.number},
            who=str(model.adopted_from_name),
        )


@waiting
def drafts_at_rest(person: Any) -> Iterator[WaitingItem]:
    if not allowed(person, EDIT):
        return
    long_ago = timezone.now() - timedelta(days=DRAFT_RESTS_DAYS)
    for draft in resting_drafts(long_ago)[:MOST_OF_A_KIND]:
        touched_at: datetime = draft.changed_at or draft.created_at
        yield WaitingItem(
            title=str(draft.model),
            kind=_("Draft at rest"),
            url=reverse("operating_models:work", args=[draft.model.slug]),
            promised_at=touched_at + timedelta(days=DRAFT_RESTS_DAYS),
            text=_("Nobody has written on the draft %(number)s for a while. Publish it or throw it away.") % {"number": draft.number},
        )


@waiting
def missing_translations(person: Any) -> Iterator[WaitingItem]:
    municipality = municipality_in_force()
    if municipality is None or not allowed(person, EDIT):
        return
    for model in models_lacking_languages(municipality.languages)[:MOST_OF_A_KIND]:
        missing = [code for code in municipality.languages if code not in model.languages]
        yield WaitingItem(
            title=str(model),
            kind=_("Texts to translate"),
            url=reverse("operating_models:work", args=[model.slug]),
            promised_at=(model.published_at or model.created_at) + timedelta(days=TRANSLATE_WITHIN_DAYS),
            text=ngettext("Not whole in this language: %(languages)s.", "Not whole in these languages: %(languages)s.", len(missing))
            % {"languages": ", ".join(language_named(code) for code in missing)},
        )
