"""The shipped criteria of screening, by level. A municipality changes their words and validity, and adds its own, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.tools.privacy.content.kinds import Level


@dataclass(frozen=True)
class Criterion:
    """valid_days: how long a finding holds; None means until it is screened again."""

    key: str
    level: Level
    text: str | Promise
    valid_days: int | None


SHIPPED = (
    Criterion("described", Level.L0, _("The product and what it is for are described in plain words."), None),
    Criterion("no-sales-pitch", Level.L0, _("The description is no sales pitch and holds no personal data."), None),
    Criterion("business-id", Level.L1, _("The organisation is registered; its business ID is right."), 365),
    Criterion("taxes", Level.L1, _("Taxes and pension contributions are paid."), 90),
    Criterion("insurance", Level.L1, _("Liability insurance is in force."), 365),
    Criterion("lane-decided", Level.L2, _("The data questionnaire is answered and the data lane decided."), 365),
    Criterion("processing-terms", Level.L2, _("Processing terms exist, or no personal data arise."), 365),
    Criterion("data-in-eea", Level.L2, _("Data stay in the EU or EEA, or none arise."), 365),
    Criterion("no-ads", Level.L2, _("No advertising, no cross-selling, no competitions, no newsletters."), 365),
    Criterion("no-tracking", Level.L2, _("No tracking by third parties."), 365),
    Criterion("no-purchases", Level.L2, _("No purchases inside the product."), 365),
    Criterion("brand-exposure", Level.L2, _("The brand is shown no more than the product needs."), 365),
    Criterion("runs-here", Level.L3, _("It runs on the devices and network of the units."), 365),
    Criterion("accessible", Level.L3, _("An accessibility statement exists and its gaps are known (WCAG 2.2 AA)."), 365),
    Criterion("languages", Level.L3, _("It can be used in the language of the group."), None),
    Criterion("secure", Level.L3, _("Security is described: access, encryption, notice of incidents."), 365),
    Criterion("curriculum", Level.L4, _("It serves goals of the curriculum that can be named."), 730),
    Criterion("teachers-rated", Level.L4, _("Three to five teachers have tried it and found it fit for teaching."), 730),
    Criterion("load", Level.L4, _("It does not load pupils or staff more than it gives."), 730),
    Criterion("age-limit", Level.L5, _("The age limit of the product and its terms suits the group."), 365),
    Criterion("physically-safe", Level.L5, _("Devices and materials are safe for the age."), 365),
    Criterion("no-contact", Level.L5, _("Strangers cannot reach pupils through it."), 365),
    Criterion("content-fit", Level.L5, _("The content is fit for the age."), 365),
)
