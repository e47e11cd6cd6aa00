"""Findings of screening: noted one by one, by whoever screens and by what a decided data lane already tells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.content.criteria import Criterion
from talkoot.tools.privacy.content.kinds import Finding, Level
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningItem
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.queries.screening import criteria_in_use, missing_in_screening

LANE_DECIDED = "lane-decided"
# Criteria that the answers settle when no data of users arise: nothing is left to process, to place or to track.
SETTLED_BY_LANE_A = ("lane-decided", "processing-terms", "data-in-eea")
# What the answer "no advertising, tracking or purchases" settles.
SETTLED_WITHOUT_ADS = ("no-ads", "no-tracking", "no-purchases")


def locked_version(version: ProductVersion) -> ProductVersion:
    """The version, held until the transaction ends: answers, decisions and findings of it come one after the other."""
    return ProductVersion.objects.select_related("product__organisation").select_for_update(of=("self",)).get(pk=version.pk)


def criterion_or_refusal(key: str, is_of_organisation: bool) -> Criterion:
    for criterion in criteria_in_use():
        if criterion.key == key and (criterion.level == Level.L1) == is_of_organisation:
            return criterion
    raise Refusal(_("There is no such criterion here."), mend=_("Reload the page and choose again."))


def held(thing: ProductVersion | Organisation) -> ProductVersion | Organisation:
    """The row, held until the transaction ends: two who screen at once write one after the other."""
    return Organisation.objects.select_for_update().get(pk=thing.pk) if isinstance(thing, Organisation) else locked_version(thing)


def noted(
    thing: ProductVersion | Organisation, criterion: Criterion, finding: str, note: str, expires_on: date | None, by: Actor
) -> ScreeningItem:
    if finding not in Finding.values:
        raise Refusal(_("Choose what was found."), field="finding")
    if finding != Finding.PASS and not note.strip():
        raise Refusal(_("Say in a note why."), mend=_("The organisation reads it and can mend it."), field="note")
    is_organisation = isinstance(thing, Organisation)
    place: dict[str, Any] = {"version": None if is_organisation else thing, "organisation": thing if is_organisation else None}
    if isinstance(thing, ProductVersion) and criterion.key == LANE_DECIDED and finding == Finding.PASS and lane_for(thing) is None:
        raise Refusal(_("The data lane has not been decided."), mend=_("Decide the lane first."), field="finding")
    today = timezone.localdate()
    longest = today + timedelta(days=criterion.valid_days) if criterion.valid_days is not None else None
    if expires_on is not None and expires_on < today:
        raise Refusal(_("The day until which it holds has passed."), mend=_("Give a day ahead."), field="expires_on")
    if longest is not None and expires_on is not None and expires_on > longest:
        raise Refusal(
            _("This finding holds for %(days)d days at most.") % {"days": criterion.valid_days or 0},
            mend=_("Give an earlier day."),
            field="expires_on",
        )
    item, _is_new = ScreeningItem.objects.update_or_create(
        **place,
        key=criterion.key,
        defaults={
            "level": criterion.level,
            "finding": finding,
            "note": note.strip(),
            "screened_by_id": getattr(by, "pk", None),
            "screened_at": timezone.now(),
            "expires_on": expires_on or longest,
        },
    )
    return item


def note_settled(version: ProductVersion, answers: dict[str, Any], who: Actor) -> None:
    """In lane A the answers settle most of L2, so that nobody ticks off what has been said already. What was found stays."""
    settled = [*SETTLED_BY_LANE_A, *(SETTLED_WITHOUT_ADS if answers.get("ads-tracking") == "no" else ())]
    missing = {one.criterion.key for one in missing_in_screening(version, [Level.L2])}
    for key in settled:
        if key in missing:
            noted(version, criterion_or_refusal(key, False), Finding.PASS, "", None, who)
