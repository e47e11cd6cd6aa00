"""Needs that guardians and associations suggest without an account: made into a need, or answered with a reason."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.marketplace.actions.listings import start_listing
from talkoot.activities.marketplace.actions.rules import speaks_for
from talkoot.activities.marketplace.content.kinds import RAISED_BY, Kind, SuggestedAs
from talkoot.activities.marketplace.events import NeedSuggested, SuggestionTaken
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.models.suggestion import Suggestion
from talkoot.activities.marketplace.permissions import ANSWER_SUGGESTION, SUGGEST
from talkoot.activities.marketplace.phases import SUGGESTION_LIFE
from talkoot.activities.marketplace.queries.interest import settings_in_force
from talkoot.activities.marketplace.queries.listings import HOSTS
from talkoot.activities.marketplace.queries.suggestions import suggested_in_the_last_hour, suggestion_of_receipt
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.people.models.organisation import Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import heads_of
from talkoot.kernel.people.receipts import hash_of_receipt, read_receipt
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

# Many more than a municipality ever gets; a flood must not bury what waits.
MOST_IN_AN_HOUR = 60


@action("marketplace.suggest_need", permission=SUGGEST, label=_("Suggested a need"))
def suggest_need(
    *,
    actor: Actor,
    unit: Unit | None,
    suggested_as: str,
    title: str,
    text: str,
    language: str,
    receipt: str,
    why: str = "",
    age_from: int | None = None,
    age_to: int | None = None,
) -> Suggestion:
    """Always with actor None: nothing tells who it was. receipt: made with the form, so that sending twice suggests once."""
    if suggested_as not in SuggestedAs.values:
        raise Refusal(_("Choose in which part you write."), field="suggested_as")
    if not read_receipt(receipt):
        raise Refusal(_("The form is too old."), mend=_("Load the page again; what you wrote is kept."))
    if unit is not None and (not unit.is_active or unit.organisation.kind not in HOSTS):
        raise Refusal(_("Choose a unit of the municipality."), field="unit")
    if known := suggestion_of_receipt(receipt):
        return known
    if suggested_in_the_last_hour() >= MOST_IN_AN_HOUR:
        raise Refusal(
            _("Very many suggestions have come in during the last hour."), mend=_("Try again in an hour; what you wrote is kept.")
        )
    suggestion, is_new = Suggestion.objects.get_or_create(
        receipt_hash=hash_of_receipt(receipt),
        defaults={
            "unit": unit,
            "suggested_as": suggested_as,
            "title": title,
            "text": text,
            "why": why,
            "age_from": age_from,
            "age_to": age_to,
            "language": language,
            "promised_at": timezone.now() + timedelta(days=settings_in_force().answer_within_days),
        },
    )
    if is_new:
        publish(NeedSuggested(suggestion_id=suggestion.pk))
    return suggestion


def answered(suggestion: Suggestion, step: str, by: Actor, answer: str, language: str) -> Suggestion:
    """The row held and answered once; of two who answer at the same time the second is told."""
    current = Suggestion.objects.select_for_update(of=("self",)).select_related("unit__organisation").get(pk=suggestion.pk)
    if not current.is_waiting:
        raise Refusal(_("It has been answered meanwhile."), mend=_("Reload the page to read the answer."))
    SUGGESTION_LIFE.take(step, current, by)
    current.answer, current.answer_language = answer.strip(), language if answer.strip() else ""
    current.answered_at, current.answered_by = timezone.now(), by if isinstance(by, Person) else None
    return current


ANSWER_FIELDS = ["state", "answer", "answer_language", "answered_at", "answered_by"]


@action("marketplace.take_up_suggestion", permission=ANSWER_SUGGESTION, of="suggestion", label=_("Made a need of a suggestion"))
def take_up_suggestion(*, actor: Actor, suggestion: Suggestion, language: str, unit: Unit | None = None, answer: str = "") -> Listing:
    """A draft of a need, filled in from the suggestion. unit: whose it becomes, when the suggestion names none."""
    current = answered(suggestion, "take_up", actor, answer, language)
    home = current.unit or unit
    if home is None:
        raise Refusal(_("Choose the unit whose need it is."), field="unit")
    # A coordinator who takes it up for a unit does not become its contact: she will check the listing.
    head = heads_of(home).first()
    contact = actor if speaks_for(actor, home.organisation, home) else head.person if head else None
    need = start_listing(
        actor=actor,
        kind=Kind.NEED,
        language=current.language,
        unit=home,
        contact=contact if isinstance(contact, Person) else None,
        raised_by=RAISED_BY[SuggestedAs(current.suggested_as)],
        title=Words({current.language: current.title}),
        text=Words({current.language: current.text}),
        why=Words({current.language: current.why}) if current.why else Words(),
        age_from=current.age_from,
        age_to=current.age_to,
    )
    current.unit, current.need = home, need
    current.save(update_fields=[*ANSWER_FIELDS, "unit", "need"])
    link(actor=actor, source=need, relation="grew_from", target=current)
    publish(SuggestionTaken(suggestion_id=current.pk))
    return need


@action("marketplace.decline_suggestion", permission=ANSWER_SUGGESTION, of="suggestion", label=_("Answered a suggestion with a reason"))
def decline_suggestion(*, actor: Actor, suggestion: Suggestion, reason: str, language: str) -> Suggestion:
    if not reason.strip():
        raise Refusal(_("Tell why: the one who suggested it reads it."), field="reason")
    current = answered(suggestion, "decline", actor, reason, language)
    current.save(update_fields=ANSWER_FIELDS)
    return current
