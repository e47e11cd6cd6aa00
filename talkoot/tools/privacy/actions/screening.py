"""Screening products and organisations; the municipality's criteria, ages and times."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.actions.lanes import locked_version
from talkoot.tools.privacy.content.criteria import Criterion
from talkoot.tools.privacy.content.kinds import Finding, Level
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningCriterion, ScreeningItem
from talkoot.tools.privacy.models.settings import PrivacySettings
from talkoot.tools.privacy.permissions import SCREEN, SET
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.queries.screening import criteria_in_use

LANE_DECIDED = "lane-decided"


def criterion_or_refusal(key: str, is_of_organisation: bool) -> Criterion:
    for criterion in criteria_in_use():
        if criterion.key == key and (criterion.level == Level.L1) == is_of_organisation:
            return criterion
    raise Refusal(_("There is no such criterion here."), mend=_("Reload the page and choose again."))


@action("privacy.screen", permission=SCREEN, of="thing", label=_("Screened"))
def screen(
    *,
    actor: Actor,
    thing: ProductVersion | Organisation,
    key: str,
    finding: str,
    note: str = "",
    expires_on: date | None = None,
) -> ScreeningItem:
    """Note what was found of one criterion. Criteria of L1 are found of an organisation, all others of a version.

    Without `expires_on` the criterion's own days count; the municipality's days are the longest that a finding may hold.
    """
    is_of_organisation = isinstance(thing, Organisation)
    criterion = criterion_or_refusal(key, is_of_organisation)
    if finding not in Finding.values:
        raise Refusal(_("Choose what was found."), field="finding")
    if finding != Finding.PASS and not note.strip():
        raise Refusal(_("Say in a note why."), mend=_("The organisation reads it and can mend it."), field="note")
    if isinstance(thing, Organisation):
        place: dict[str, Any] = {"organisation": Organisation.objects.select_for_update().get(pk=thing.pk), "version": None}
    else:
        current = locked_version(thing)
        if key == LANE_DECIDED and finding == Finding.PASS and lane_for(current) is None:
            raise Refusal(_("The data lane has not been decided."), mend=_("Decide the lane first."), field="finding")
        place = {"version": current, "organisation": None}
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
        key=key,
        defaults={
            "level": criterion.level,
            "finding": finding,
            "note": note.strip(),
            "screened_by_id": getattr(actor, "pk", None),
            "screened_at": timezone.now(),
            "expires_on": expires_on or longest,
        },
    )
    return item


@action("privacy.set_criterion", permission=SET, label=_("Set a criterion of screening"))
def set_criterion(
    *, actor: Actor, key: str, level: str, text: dict[str, str], valid_days: int | None = None, is_in_use: bool = True
) -> ScreeningCriterion:
    """The municipality's own criterion, or its own wording of a shipped one with the same key."""
    if level not in Level.values:
        raise Refusal(_("Choose a level."), field="level")
    criterion, _is_new = ScreeningCriterion.objects.update_or_create(
        key=key, defaults={"level": level, "text": text, "valid_days": valid_days, "is_in_use": is_in_use}
    )
    return criterion


@action("privacy.change_settings", permission=SET, label=_("Changed the settings of data protection"))
def change_settings(*, actor: Actor, **fields: int) -> PrivacySettings:
    """Ages and times of the municipality: consent_age, research_age, deletion_days, review_months."""
    settings, _is_new = PrivacySettings.objects.update_or_create(defaults=fields)
    return settings
