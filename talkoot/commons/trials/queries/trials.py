"""Reads about trials. visible_trials() is the one rule of who sees which trial: page, list, search, thread, feed and API use it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from talkoot.commons.trials.content.kinds import BEFORE_START, PUBLIC, GateCode, Side, State
from talkoot.commons.trials.models.gates import HeadDecision
from talkoot.commons.trials.models.trial import Group, Material, OnSitePerson, Trial, TrialParty
from talkoot.commons.trials.permissions import inside, own_parties
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.tools.privacy.models.product import ProductVersion

FOR_PAGES = ("municipality", "unit__organisation", "organisation", "coordinator", "product_version__product")


def public_trials() -> QuerySet[Trial]:
    """Trials that everybody may know of, of the municipalities in force: begun, completed or stopped."""
    return Trial.objects.filter(state__in=PUBLIC, municipality__is_active=True).select_related(*FOR_PAGES)


def own_trials(person: Any) -> QuerySet[Trial]:
    """Trials in which a unit or an organisation of the person takes part, whatever roles she has."""
    if person is None:
        return Trial.objects.none()
    return Trial.objects.filter(Exists(TrialParty.objects.filter(own_parties(person), trial=OuterRef("pk")))).select_related(*FOR_PAGES)


def inner_trials(person: Any) -> QuerySet[Trial]:
    """Trials whose inside the person may read: all for the municipality's readers, her own for others."""
    return inside(person).select_related(*FOR_PAGES)


def visible_trials(person: Any) -> QuerySet[Trial]:
    """Public ones and those whose inside the person may read. What exactly of a trial she sees, its page decides."""
    if person is None:
        return public_trials()
    # Two ways of seeing in one query, so that a list can be ordered and paged as one.
    return (inside(person) | Trial.objects.filter(state__in=PUBLIC)).select_related(*FOR_PAGES)


def trials_at(unit: Any) -> QuerySet[Trial]:
    """Trials that a unit hosts, newest first. Narrow with visible_trials for a reader."""
    hosting = TrialParty.objects.filter(trial=OuterRef("pk"), side=Side.HOST, unit=unit)
    return Trial.objects.filter(Exists(hosting)).order_by("-pk")


def parties_of(trial: Trial) -> QuerySet[TrialParty]:
    return TrialParty.objects.filter(trial=trial).select_related("organisation", "unit", "contact").order_by("side", "pk")


def groups_of(trial: Trial) -> QuerySet[Group]:
    return Group.objects.filter(trial=trial).select_related("unit", "adult").order_by("label", "pk")


def people_on_site(trial: Trial) -> QuerySet[OnSitePerson]:
    return OnSitePerson.objects.filter(trial=trial).order_by("pk")


def host_unit_ids(trial: Trial) -> list[int]:
    """Units that host the trial, the first one first."""
    units = TrialParty.objects.filter(trial=trial, side=Side.HOST).order_by("pk").values_list("unit_id", flat=True)
    return [unit for unit in units if unit is not None]


def products_for(trial: Trial) -> QuerySet[ProductVersion]:
    """Versions of products of the partner, the newest first."""
    return (
        ProductVersion.objects.filter(product__organisation=trial.organisation_id, product__is_active=True)
        .select_related("product")
        .order_by("-pk")
    )


def materials_of(trial: Trial) -> QuerySet[Material]:
    return Material.objects.filter(trial=trial).order_by("pk")


def material_in(trial: Trial, slot: str) -> Material | None:
    return materials_of(trial).filter(slot=slot).first()


def slugs_of_year(year: int) -> int:
    """The highest running number given in the year, 0 when none."""
    last = Trial.objects.filter(slug__startswith=f"{year}-").order_by("-slug").values_list("slug", flat=True).first()
    return int(last.partition("-")[2]) if last else 0


def waiting_trials() -> QuerySet[Trial]:
    """Not begun and not cancelled: those with which somebody must do something before the start."""
    return Trial.objects.filter(state__in=BEFORE_START).select_related(*FOR_PAGES).order_by("created_at", "pk")


def is_late(trial: Trial) -> bool:
    """The agreed start has passed and it has not begun."""
    return trial.state in BEFORE_START and trial.starts_on is not None and trial.starts_on < timezone.localdate()


def trials_with(organisation: Organisation) -> QuerySet[Trial]:
    """Trials in which an organisation takes part on either side, newest first. Narrow with visible_trials for a reader."""
    taking_part = TrialParty.objects.filter(trial=OuterRef("pk"), organisation=organisation)
    return Trial.objects.filter(Exists(taking_part)).order_by("-pk")


def trials_in_preparation_of(person: Any) -> QuerySet[Trial]:
    """Not begun, of the person's own sides or coordinated by her; a plan that waits for acceptance is told by itself."""
    mine = Exists(TrialParty.objects.filter(own_parties(person), trial=OuterRef("pk"))) | Q(coordinator=person)
    return (
        Trial.objects.filter(mine, state__in=(State.PROPOSED, State.PREPARING))
        .select_related("unit", "organisation")
        .order_by("created_at", "pk")
    )


def trials_without_go_ahead(person: Any) -> QuerySet[Trial]:
    """Not begun, in units that the person heads, when the kit asks for the go-ahead and nothing has been decided."""
    heads = Membership.objects.filter(person=person, is_head=True, unit=OuterRef("unit"))
    return (
        Trial.objects.filter(
            Exists(heads),
            ~Exists(HeadDecision.objects.filter(trial=OuterRef("pk"))),
            state__in=BEFORE_START,
            required_gates__contains=[GateCode.GO_AHEAD.value],
        )
        .select_related("unit", "organisation")
        .order_by("created_at", "pk")
    )


def missing_languages(trial: Trial) -> list[str]:
    """Languages of the municipality in which the title or the summary is missing."""
    return [code for code in trial.municipality.languages if code not in trial.title or (trial.summary and code not in trial.summary)]
