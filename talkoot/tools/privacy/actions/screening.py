"""Screening products and organisations; the municipality's criteria, ages and times."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.actions.findings import criterion_or_refusal, held, noted
from talkoot.tools.privacy.content.kinds import Level
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningCriterion, ScreeningItem
from talkoot.tools.privacy.models.settings import PrivacySettings
from talkoot.tools.privacy.permissions import SCREEN, SET
from talkoot.tools.privacy.queries.screening import criterion_of_key


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

    Without `expires_on` the criterion's own days count; they are the longest that a finding may hold.
    """
    return noted(held(thing), criterion_or_refusal(key, isinstance(thing, Organisation)), finding, note, expires_on, actor)


@action("privacy.screen_level", permission=SCREEN, of="thing", label=_("Screened a level"))
def screen_level(
    *, actor: Actor, thing: ProductVersion | Organisation, findings: dict[str, tuple[str, str, date | None]]
) -> ProductVersion | Organisation:
    """Several criteria at once: {key: (finding, note, expires_on)}. Raises Refusal with `field` = "<field>-<key>"; then none is noted."""
    current = held(thing)
    for key, (finding, note, expires_on) in findings.items():
        try:
            noted(current, criterion_or_refusal(key, isinstance(thing, Organisation)), finding, note, expires_on, actor)
        except Refusal as refusal:
            raise Refusal(refusal.reason, mend=refusal.mend, field=f"{refusal.field or 'finding'}-{key}") from None
    return current


@action("privacy.set_criterion", permission=SET, label=_("Set a criterion of screening"))
def set_criterion(
    *,
    actor: Actor,
    key: str,
    level: str,
    text: dict[str, str],
    valid_days: int | None = None,
    is_in_use: bool = True,
    is_new: bool = False,
) -> ScreeningCriterion:
    """The municipality's own criterion, or its own wording of a shipped one with the same key. `is_new`: the key must be free.

    A shipped criterion keeps its level: findings of an organisation and of a version are different rows.
    """
    if level not in Level.values:
        raise Refusal(_("Choose a level."), field="level")
    before = criterion_of_key(key)
    if before is not None and is_new:
        raise Refusal(_("There is a criterion of this key already."), mend=_("Choose another key, or change that one."), field="key")
    if before is not None and (before.criterion.level == Level.L1) != (level == Level.L1):
        raise Refusal(
            _("What is found of the organisation cannot become a finding of its product, nor the other way."),
            mend=_("Take this criterion out of use and add another."),
            field="level",
        )
    criterion, _is_new = ScreeningCriterion.objects.update_or_create(
        key=key, defaults={"level": level, "text": text, "valid_days": valid_days, "is_in_use": is_in_use}
    )
    return criterion


@action("privacy.change_settings", permission=SET, label=_("Changed the settings of data protection"))
def change_settings(*, actor: Actor, **fields: int) -> PrivacySettings:
    """Ages and times of the municipality: consent_age, research_age, deletion_days, review_months."""
    settings, _is_new = PrivacySettings.objects.update_or_create(defaults=fields)
    return settings
