"""Reads about screening: the criteria in use, what was found, what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from talkoot.kernel.i18n.words import Words, language_codes
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.refusals import Refusal
from talkoot.tools.privacy.content.criteria import SHIPPED, Criterion
from talkoot.tools.privacy.content.kinds import Finding, Level
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningCriterion, ScreeningItem
from talkoot.tools.privacy.queries.products import stands_on

NEVER, FAILED, EXPIRED = "never", "failed", "expired"


@dataclass(frozen=True)
class Screened:
    """One criterion with its newest finding, if any. standing: "pass", "not_applicable", "failed", "expired" or "never"."""

    criterion: Criterion
    item: ScreeningItem | None
    standing: str

    @property
    def holds(self) -> bool:
        return self.standing in (Finding.PASS, Finding.NOT_APPLICABLE)

    def refusal(self) -> Refusal:
        """Why the criterion does not hold and who mends it."""
        sentences: dict[str, str | Promise] = {
            NEVER: _("Not screened yet: %(criterion)s"),
            FAILED: _("Did not pass the screening: %(criterion)s"),
            EXPIRED: _("The screening has expired: %(criterion)s"),
        }
        mend = _("The organisation mends it; a coordinator screens again.") if self.standing == FAILED else _("A coordinator screens it.")
        return Refusal(str(sentences[self.standing]) % {"criterion": self.criterion.text}, mend=mend)


def criteria_in_use(levels: Iterable[str] = Level.values) -> list[Criterion]:
    """Shipped criteria in the municipality's wording, then its own, by level. One query."""
    wanted = set(levels)
    own = {row.key: row for row in ScreeningCriterion.objects.order_by("pk")}
    found = [reworded(criterion, own.pop(criterion.key, None)) for criterion in SHIPPED]
    found += [reworded(None, row) for row in own.values()]
    return sorted((one for one in found if one is not None and one.level in wanted), key=lambda one: one.level)


def reworded(shipped: Criterion | None, row: ScreeningCriterion | None) -> Criterion | None:
    if row is None:
        return shipped
    return Criterion(row.key, Level(row.level), str(row.text), row.valid_days) if row.is_in_use else None


def screening_of(version: ProductVersion, levels: Iterable[str] = Level.values, on: date | None = None) -> list[Screened]:
    """Every criterion of the levels with how it stands on the day. L1 is found of the organisation. At most four queries."""
    ids = stands_on(version)
    items = ScreeningItem.objects.filter(Q(version__in=ids) | Q(organisation=version.product.organisation_id))
    # A finding of the version itself goes before one of the version it stands on.
    newest = {item.key: item for item in items.order_by("version_id", "pk")}
    return [screened(criterion, newest.get(criterion.key), on) for criterion in criteria_in_use(levels)]


def screening_of_organisation(organisation: Organisation, on: date | None = None) -> list[Screened]:
    newest = {item.key: item for item in ScreeningItem.objects.filter(organisation=organisation)}
    return [screened(criterion, newest.get(criterion.key), on) for criterion in criteria_in_use([Level.L1])]


def screened(criterion: Criterion, item: ScreeningItem | None, on: date | None) -> Screened:
    day = on or timezone.localdate()
    if item is None:
        standing = NEVER
    elif item.finding == Finding.FAIL:
        standing = FAILED
    else:
        standing = EXPIRED if item.expires_on is not None and item.expires_on < day else item.finding
    return Screened(criterion, item, standing)


def missing_in_screening(version: ProductVersion, levels: Iterable[str] = Level.values, on: date | None = None) -> list[Screened]:
    """Criteria of the levels that do not hold on the day (default: today); `.refusal()` says each in words."""
    return [one for one in screening_of(version, levels, on) if not one.holds]


def is_screened(version: ProductVersion, on: date | None = None, levels: Iterable[str] = Level.values) -> bool:
    """Does every criterion of the levels hold on the day?"""
    return not missing_in_screening(version, levels, on)


def expiring_items(since: date, until: date) -> QuerySet[ScreeningItem]:
    """Findings of products in use that run out in the days between, earliest first."""
    return (
        ScreeningItem.objects.filter(expires_on__range=(since, until))
        .exclude(finding=Finding.FAIL)
        .filter(Q(version=None) | Q(version__product__is_active=True))
        .select_related("version__product", "organisation")
        .order_by("expires_on", "pk")
    )


@dataclass(frozen=True)
class KnownCriterion:
    """A criterion, in use or not, with its words in every language; is_own: the municipality has worded or made it."""

    criterion: Criterion
    words: Words
    is_in_use: bool
    is_own: bool


def all_criteria() -> list[KnownCriterion]:
    """Shipped and own ones, those out of use too, by level. One query."""
    own = {row.key: row for row in ScreeningCriterion.objects.order_by("pk")}
    known = []
    for shipped in SHIPPED:
        row = own.pop(shipped.key, None)
        known.append(known_row(row) if row else KnownCriterion(shipped, shipped_words(shipped), True, False))
    known += [known_row(row) for row in own.values()]
    return sorted(known, key=lambda one: one.criterion.level)


def known_row(row: ScreeningCriterion) -> KnownCriterion:
    return KnownCriterion(Criterion(row.key, Level(row.level), str(row.text), row.valid_days), row.text, row.is_in_use, True)


def shipped_words(criterion: Criterion) -> Words:
    """The shipped text in every language of the installation, to be changed."""
    texts = {}
    for code in language_codes():
        with override(code):
            texts[code] = str(criterion.text)
    return Words(texts)


def criterion_of_key(key: str) -> KnownCriterion | None:
    return next((one for one in all_criteria() if one.criterion.key == key), None)
