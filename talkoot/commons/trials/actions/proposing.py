"""Proposing a trial: an entrance hands in who, what and the kit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import MaterialKind, Side, UsersRole
from talkoot.commons.trials.content.kit import TrialKit
from talkoot.commons.trials.events import TrialProposed
from talkoot.commons.trials.models.gates import HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.trial import Group, Material, Trial, TrialParty
from talkoot.commons.trials.permissions import PROPOSE
from talkoot.commons.trials.queries.trials import slugs_of_year
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link
from talkoot.kernel.links.relations import GREW_FROM
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import is_head_of, is_member_of, works_in
from talkoot.kernel.permissions.roles import COORDINATOR
from talkoot.kernel.permissions.rules import SYSTEM, Actor, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.privacy.models.product import ProductVersion


@action("trials.propose_trial", permission=PROPOSE, label=_("Proposed the trial"))
def propose_trial(
    *,
    actor: Actor,
    entrance: str,
    title: Words,
    summary: Words,
    unit: Unit,
    organisation: Organisation,
    kit: TrialKit,
    came_from: models.Model | Sequence[models.Model] = (),
    users_role: str = UsersRole.WITH,
    languages: Sequence[str] = (),
    starts_on: date | None = None,
    ends_on: date | None = None,
    product_version: ProductVersion | None = None,
    coordinator: Person | None = None,
    host_contact: Person | None = None,
    partner_contact: Person | None = None,
    groups: Iterable[Mapping[str, Any]] = (),
    principles_accepted_by: Mapping[str, Person] | None = None,
    go_ahead_by: Person | None = None,
) -> Trial:
    """A new trial of the unit and the partner, with what the kit holds, linked to what it grew from.

    groups: label, headcount, age_from, age_to, adult of each. principles_accepted_by: side → person, when they have accepted
    the kit's very version at the entrance; go_ahead_by: the head of the unit, when she has given it there.
    Raises Refusal when the actor belongs neither to the unit, to the partner nor to the coordinators.
    """
    refuse_strangers(actor, unit, organisation)
    if not unit.is_active or not organisation.is_active:
        raise Refusal(_("The unit or the organisation is no longer active."), mend=_("Choose another one."))
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal(_("The end must not be before the start."), field="ends_on")
    if product_version is not None:
        refuse_foreign_product(product_version, organisation)
    trial = Trial.objects.create(
        slug=next_slug(),
        entrance=entrance,
        title=title,
        summary=summary,
        unit=unit,
        organisation=organisation,
        product_version=product_version,
        coordinator=coordinator,
        users_role=users_role,
        languages=list(languages) or spoken_in(unit),
        starts_on=starts_on,
        ends_on=ends_on,
        required_gates=sorted(str(gate) for gate in kit.gates),
        evaluation_sides=list(kit.evaluation_sides),
        notice_days=kit.notice_days,
        quiet_days=kit.quiet_days,
    )
    TrialParty.objects.create(trial=trial, side=Side.HOST, organisation_id=unit.organisation_id, unit=unit, contact=host_contact)
    TrialParty.objects.create(trial=trial, side=Side.PARTNER, organisation=organisation, contact=partner_contact)
    Group.objects.bulk_create([Group(trial=trial, **({"unit": unit} | dict(facts))) for facts in groups])
    hand_in(trial, kit)
    accept_principles_given(trial, kit, principles_accepted_by or {})
    if go_ahead_by is not None:
        if not is_head_of(go_ahead_by, unit):
            raise Forbidden(_("Only the head of the unit gives the go-ahead."), mend=_("Ask the head of the unit."))
        HeadDecision.objects.create(trial=trial, is_go=True, decided_by=go_ahead_by)
    for thing in [came_from] if isinstance(came_from, models.Model) else came_from:
        link(actor=actor, source=trial, relation=GREW_FROM, target=thing)
    index(trial)
    publish(TrialProposed(trial_id=trial.pk))
    return trial


def refuse_strangers(person: Any, unit: Unit, organisation: Organisation) -> None:
    if person is SYSTEM:
        return
    if COORDINATOR.code in roles_of(person, municipality_in_force()) or works_in(person, unit) or is_member_of(person, organisation):
        return
    raise Forbidden(_("A trial is proposed by the unit, the partner or the coordinator."), mend=_("Ask one of them to propose it."))


def refuse_foreign_product(version: ProductVersion, organisation: Organisation) -> None:
    if version.product.organisation_id != organisation.pk:
        raise Refusal(
            _("The product belongs to another organisation."), mend=_("Choose a product of the partner."), field="product_version"
        )


def spoken_in(unit: Unit) -> list[str]:
    """The unit's languages, else the municipality's first."""
    municipality = municipality_in_force()
    assert municipality is not None
    return list(unit.languages) or [municipality.default_language]


def next_slug() -> str:
    """The next running number of this year. Two entrances may propose at once: the second waits here for the first."""
    municipality = municipality_in_force()
    assert municipality is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s::int)", ["trials.number", municipality.pk])
    year = timezone.localdate().year
    return f"{year}-{slugs_of_year(year) + 1:03}"


def hand_in(trial: Trial, kit: TrialKit) -> None:
    Material.objects.bulk_create(
        [
            Material(
                trial=trial,
                slot=material.slot,
                kind=material.kind,
                title=material.title,
                text=material.text,
                items=list(material.items),
                agreement_version=material.agreement_version,
                questionnaire_version=material.questionnaire_version,
                audience=material.audience,
                model_slug=material.model_slug,
                model_version=material.model_version,
            )
            for material in kit.materials
        ]
    )


def accept_principles_given(trial: Trial, kit: TrialKit, given: Mapping[str, Person]) -> None:
    for material in kit.materials:
        if material.kind == MaterialKind.PRINCIPLES:
            for side, person in given.items():
                PrinciplesAcceptance.objects.create(
                    trial=trial, side=side, model_slug=material.model_slug, model_version=material.model_version, accepted_by=person
                )
