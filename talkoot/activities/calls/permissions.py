"""Who may do what. Programmes, challenges and calls are coordinators' work; an application is its own team's until the deadline."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.states import ApplicationState
from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of, works_in
from talkoot.kernel.permissions.roles import COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, allowed, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.agreements.permissions import SIGNATORY
from talkoot.tools.measures.permissions import keep
from talkoot.tools.reviews.permissions import keep as keep_assessments


def is_coordinator(person: Any) -> bool:
    return isinstance(person, Person) and COORDINATOR.code in roles_of(person, municipality_in_force())


def is_of_the_lead(person: Any, application: Application) -> bool:
    return person is not None and application.organisation_id in organisation_ids_of(person)


def is_of_the_team(person: Any, application: Application) -> bool:
    """Of the lead, or of a partner that has confirmed."""
    if is_of_the_lead(person, application):
        return True
    return (
        person is not None
        and Membership.objects.filter(
            person=person,
            organisation__in=Partner.objects.filter(application=application, confirmed_at__isnull=False).values("organisation"),
        ).exists()
    )


def of_the_team(person: Any, application: Application | None) -> Refusal | None:
    if application is None or is_of_the_team(person, application):
        return None
    return Forbidden(_("Only the people of the applicants may change an application."))


def of_the_lead(person: Any, application: Application | None) -> Refusal | None:
    if application is None or is_of_the_lead(person, application):
        return None
    return Forbidden(_("Only the people of the lead applicant may do this."), mend=_("Ask them to do it."))


def acts_for(person: Any, organisation: Organisation | None) -> Refusal | None:
    if organisation is None or organisation.pk in organisation_ids_of(person):
        return None
    return Forbidden(_("You do not act for this organisation."), mend=_("Ask its contact person to invite you."))


def of_the_partner(person: Any, partner: Partner | None) -> Refusal | None:
    if partner is None or partner.organisation_id in organisation_ids_of(person):
        return None
    return Forbidden(_("Only the people of the partner may answer for it."), mend=_("Send them the address of this page."))


def not_own_application(person: Any, application: Application | None) -> Refusal | None:
    """An official who is of the applicant's own people is no official in its matter."""
    if application is None or not is_involved(person, application):
        return None
    return Forbidden(_("You act for one of the applicants."), mend=_("Another official handles this application."))


def is_involved(person: Any, application: Application) -> bool:
    partners = Partner.objects.filter(application=application, declined_at=None).values("organisation")
    return Membership.objects.filter(person=person, organisation__in=partners).exists() or is_of_the_lead(person, application)


def of_the_host(person: Any, challenge: Challenge | None) -> Refusal | None:
    if challenge is None or is_coordinator(person) or works_in(person, challenge.unit):
        return None
    return Forbidden(_("Only the host's own people and the coordinators may do this."))


VIEW = permit("calls.view", to=EVERYONE)
READ_DRAFTS = permit("calls.read_drafts", to=[READER])
COORDINATE = permit("calls.coordinate", to=[COORDINATOR])
WRITE_CHALLENGE = permit("calls.write_challenge", to=SIGNED_IN, rule=of_the_host)
ASK = permit("calls.ask", to=SIGNED_IN)
FOLLOW = permit("calls.follow", to=SIGNED_IN)
APPLY = permit("calls.apply", to=SIGNED_IN, rule=acts_for)
# Whether she may read it is said by queries/applications.py: who may not, finds nothing.
READ_APPLICATION = permit("calls.read_application", to=SIGNED_IN)
EDIT_APPLICATION = permit("calls.edit_application", to=SIGNED_IN, rule=of_the_team)
SUBMIT_APPLICATION = permit("calls.submit_application", to=SIGNED_IN, rule=of_the_lead)
ANSWER_AS_PARTNER = permit("calls.answer_as_partner", to=SIGNED_IN, rule=of_the_partner)
CHECK_ELIGIBILITY = permit("calls.check_eligibility", to=[COORDINATOR], rule=not_own_application)


def reads_challenge(person: Any, challenge: Any) -> Refusal | None:
    if challenge.is_public or allowed(person, READ_DRAFTS):
        return None
    return of_the_host(person, challenge) if person is not None else Forbidden(_("Sign in to do this."))


# The indicators of a challenge are set by its host and by the coordinators.
keep("calls.challenge", read=reads_challenge, write=of_the_host)


# --- From the jury to the evaluation of the programme: a block of its own ---


def is_impartial(person: Any, call: Any) -> Refusal | None:
    """Nobody runs or decides a call in which an organisation for which she acts has applied."""
    if call is None or not isinstance(person, Person):
        return None
    mine = organisation_ids_of(person)
    leads = Application.objects.filter(call=call, organisation__in=mine).exclude(state=ApplicationState.WITHDRAWN)
    partners = Partner.objects.filter(application__call=call, organisation__in=mine, declined_at=None)
    if not leads.exists() and not partners.exists():
        return None
    return Forbidden(_("You act for one of the applicants of this call."), mend=_("Another official handles it."))


def kick_off_behind(thing: Any) -> KickOff:
    return thing if isinstance(thing, KickOff) else thing.kick_off


def kick_off_sides(person: Any, thing: Any) -> frozenset[str]:
    """ "host": works in the unit of the challenge, "team": of the lead applicant, "partners": of a partner, "manager": coordinates.

    Costs the rows between unless queries/kick_offs.py has selected them.
    """
    if not isinstance(person, Person):
        return frozenset()
    application = kick_off_behind(thing).line.application
    sides = set()
    if works_in(person, application.challenge.unit):
        sides.add("host")
    if is_of_the_lead(person, application):
        sides.add("team")
    elif is_of_the_team(person, application):
        sides.add("partners")
    if is_coordinator(person):
        sides.add("manager")
    return frozenset(sides)


def of_kick_off(*wanted: str, refusal: Forbidden) -> Any:
    return lambda person, thing: None if thing is None or kick_off_sides(person, thing) & set(wanted) else refusal


def is_evaluator(person: Any, programme: Any) -> bool:
    if not isinstance(person, Person):
        return False
    return programme.evaluator_id == person.pk or (
        programme.evaluator_organisation_id is not None and programme.evaluator_organisation_id in organisation_ids_of(person)
    )


def reads_kick_off(person: Any, thing: Any) -> Refusal | None:
    """Both sides, the consortium, the municipality's readers and the evaluator of the programme."""
    if thing is None or kick_off_sides(person, thing) or READER.code in roles_of(person, municipality_in_force()):
        return None
    if is_evaluator(person, kick_off_behind(thing).programme):
        return None
    return ONLY_SIDES


def impartial_in_kick_off(person: Any, thing: Any) -> Refusal | None:
    return None if thing is None else is_impartial(person, kick_off_behind(thing).call)


def evaluates(person: Any, programme: Any) -> Refusal | None:
    if programme is None or is_evaluator(person, programme):
        return None
    return Forbidden(_("Only the outside evaluator of the programme may do this."), mend=_("The coordinator names one on the programme."))


def evaluates_or_reads(person: Any, programme: Any) -> Refusal | None:
    if programme is not None and isinstance(person, Person) and READER.code in roles_of(person, municipality_in_force()):
        return None
    return evaluates(person, programme)


def sees_to_it(person: Any, after: Any) -> Refusal | None:
    if after is None or is_coordinator(person) or (isinstance(person, Person) and after.owner_id == person.pk):
        return None
    return Forbidden(_("Only whoever was named to see to it, or a coordinator, may do this."))


ONLY_SIDES = Forbidden(_("Only the host unit, the team and the coordinators may do this."), mend=_("Ask one of them."))
SET_UP_JURY = permit("calls.set_up_jury", to=[COORDINATOR], rule=is_impartial)
PREPARE_DECISION = permit("calls.prepare_decision", to=[COORDINATOR], rule=is_impartial)
# An official decides (T3), never whoever only prepared it.
RELEASE_DECISION = permit("calls.release_decision", to=[SIGNATORY], rule=is_impartial)
READ_DECISION_DRAFT = permit("calls.read_decision_draft", to=[READER], rule=is_impartial)
READ_KICK_OFF = permit("calls.read_kick_off", to=SIGNED_IN, rule=reads_kick_off)
WRITE_GOALS = permit("calls.write_goals", to=SIGNED_IN, rule=of_kick_off("host", "team", "manager", refusal=ONLY_SIDES))
AGREE_KICK_OFF = permit(
    "calls.agree_kick_off",
    to=SIGNED_IN,
    rule=of_kick_off(
        "host",
        "team",
        refusal=Forbidden(
            _("Only the host unit and the lead of the team say yes or no: the coordinator does not say it for them."),
            mend=_("Ask their contacts."),
        ),
    ),
)
PLAN_MILESTONES = permit("calls.plan_milestones", to=[COORDINATOR], rule=impartial_in_kick_off)
APPROVE_PAYMENT = permit("calls.approve_payment", to=[SIGNATORY], rule=impartial_in_kick_off)
RECORD_PAYMENT = permit("calls.record_payment", to=[COORDINATOR], rule=impartial_in_kick_off)
WRITE_REPORT = permit(
    "calls.write_report",
    to=SIGNED_IN,
    rule=of_kick_off(
        "team", "partners", refusal=Forbidden(_("Only the team writes its report."), mend=_("Ask the contact of the team to write it."))
    ),
)
REPLY_TO_REPORT = permit(
    "calls.reply_to_report",
    to=SIGNED_IN,
    rule=of_kick_off("host", "manager", refusal=Forbidden(_("Only the host unit and the trial manager approve a report."))),
)
DECIDE_AFTER = permit("calls.decide_after", to=[SIGNATORY], rule=impartial_in_kick_off)
DO_AFTER = permit("calls.do_after", to=SIGNED_IN, rule=sees_to_it)
READ_PROGRAMME_WORK = permit("calls.read_programme_work", to=SIGNED_IN, rule=evaluates_or_reads)
EVALUATE = permit("calls.evaluate", to=SIGNED_IN, rule=evaluates)
PUBLISH_EVALUATION = permit("calls.publish_evaluation", to=[COORDINATOR])


# What tools/reviews asks of a jury whose subject is a call.


def runs_the_jury(person: Any, call: Any) -> Refusal | None:
    if not is_coordinator(person):
        return Forbidden(_("Only coordinators run the jury of a call."), mend=_("Ask a coordinator."))
    return is_impartial(person, call)


def reads_the_ranking(person: Any, call: Any) -> Refusal | None:
    """Officials and readers once it is locked; an evaluator of the programme once it is released, by the page of her own."""
    if isinstance(person, Person) and READER.code in roles_of(person, municipality_in_force()):
        return is_impartial(person, call)
    return Forbidden(_("Only those who prepare or make the decision read the ranking."))


def calls_run_by(person: Any) -> QuerySet[Call]:
    """As runs_the_jury(), for lists."""
    if not is_coordinator(person):
        return Call.objects.none()
    mine = organisation_ids_of(person)
    live = Application.objects.filter(call=OuterRef("pk")).exclude(state=ApplicationState.WITHDRAWN)
    asked = Partner.objects.filter(application__call=OuterRef("pk"), organisation__in=mine, declined_at=None)
    return Call.objects.exclude(Exists(live.filter(organisation__in=mine))).exclude(Exists(asked))


keep_assessments("calls.call", read=reads_the_ranking, write=runs_the_jury, visible=calls_run_by)
