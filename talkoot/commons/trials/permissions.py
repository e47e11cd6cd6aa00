"""Who may do what in a trial. sides_of() is the one answer to whose people a person belongs to; all rules stand on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import Side
from talkoot.commons.trials.content.running import NAMED_SIDES, FeedbackSide
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.models.trial import Trial, TrialParty
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.queries import is_head_of, organisation_ids_of
from talkoot.kernel.permissions.roles import ADMINISTRATOR, COORDINATOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, SYSTEM, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.tools.agreements.permissions import SIGNATORY
from talkoot.tools.agreements.permissions import keep as keep_agreements
from talkoot.tools.measures.permissions import keep as keep_measures
from talkoot.tools.privacy.permissions import keep as keep_privacy
from talkoot.tools.questionnaires.permissions import keep as keep_rounds

# --- Whose people ---------------------------------------------------------------------------------------------------------


def own_parties(person: Any) -> Q:
    """Condition on TrialParty: hosts in which the person works (who acts for the whole organisation works in each of its
    units), and partners for which she acts."""
    mine = Membership.objects.filter(person=person)
    works_here = mine.filter(Q(unit=OuterRef("unit")) | Q(unit=None, organisation=OuterRef("organisation")))
    return (Q(side=Side.HOST) & Exists(works_here)) | (Q(side=Side.PARTNER) & Exists(mine.filter(organisation=OuterRef("organisation"))))


def sides_of(person: Any, trial: Trial) -> frozenset[str]:
    """Sides of the trial to which the person belongs: "host", "partner", "coordination". Empty for a stranger. One query."""
    if person is None or getattr(person, "pk", None) is None:
        return frozenset()
    sides = set(TrialParty.objects.filter(own_parties(person), trial=trial).values_list("side", flat=True))
    if COORDINATOR.code in roles_of(person, trial.municipality):
        sides.add(Side.COORDINATION.value)
    return frozenset(str(side) for side in sides)


# --- Rules ----------------------------------------------------------------------------------------------------------------


def of_sides(*wanted: Side, refusal: Forbidden) -> Any:
    """A rule: the person belongs to one of the sides."""

    def rule(person: Any, trial: Trial | None) -> Refusal | None:
        if trial is None or sides_of(person, trial) & {side.value for side in wanted}:
            return None
        return refusal

    return rule


ONLY_SIDES = Forbidden(
    _("Only those who take part in the trial may do this."), mend=_("Ask the coordinator to add your unit or organisation to the parties.")
)
ONLY_HOST = Forbidden(_("Only the staff of the unit may do this."), mend=_("Ask the contact of the unit to do it."))
ONLY_PARTNER = Forbidden(_("Only the people of the partner may do this."), mend=_("Ask the contact of the partner to do it."))
ONLY_HOST_OR_COORDINATION = Forbidden(
    _("Only the unit or the coordinator may do this."), mend=_("Ask the contact of the unit or the coordinator to do it.")
)
any_side = of_sides(Side.HOST, Side.PARTNER, Side.COORDINATION, refusal=ONLY_SIDES)


def reads_inside(person: Any, trial: Trial | None) -> Refusal | None:
    """Its own sides, and the municipality's readers (among them those who advise on data protection)."""
    if trial is None or READER.code in roles_of(person, trial.municipality):
        return None
    return any_side(person, trial)


def is_head(person: Any, trial: Trial | None) -> Refusal | None:
    if trial is None or is_head_of(person, trial.unit):
        return None
    return Forbidden(
        _("Only the head of the unit gives the go-ahead."), mend=_("Ask the head of the unit, or the coordinator to name one.")
    )


def may_name_contact(person: Any, party: TrialParty) -> bool:
    """The party's own people and the coordinators of the municipality."""
    if person is SYSTEM:
        return True
    if person is None or getattr(person, "pk", None) is None:
        return False
    is_own = TrialParty.objects.filter(own_parties(person), pk=party.pk).exists()
    return is_own or COORDINATOR.code in roles_of(person, municipality_in_force())


def inside(person: Any) -> QuerySet[Trial]:
    """Trials for which reads_inside() lets the person through, as a queryset: for lists, also those of the tools."""
    if person is None or getattr(person, "pk", None) is None:
        return Trial.objects.none()
    if READER.code in roles_of(person, municipality_in_force()):
        return Trial.objects.all()
    return Trial.objects.filter(Exists(TrialParty.objects.filter(own_parties(person), trial=OuterRef("pk"))))


VIEW = permit("trials.view", to=EVERYONE)
# The pages of preparation and the inside of a trial.
READ = permit("trials.read", to=SIGNED_IN, rule=reads_inside)
READ_ALL = permit("trials.read_all", to=[READER])
PROPOSE = permit("trials.propose", to=SIGNED_IN)
# The plan, its sessions: both sides and the coordinator write.
PLAN = permit("trials.plan", to=SIGNED_IN, rule=any_side)
ACCEPT = permit(
    "trials.accept",
    to=SIGNED_IN,
    rule=of_sides(
        Side.HOST,
        Side.PARTNER,
        refusal=Forbidden(
            _("Only the unit and the partner accept: the coordinator does not accept for them."), mend=_("Ask their contacts to accept.")
        ),
    ),
)
HOST = permit("trials.host", to=SIGNED_IN, rule=of_sides(Side.HOST, Side.COORDINATION, refusal=ONLY_HOST))
PARTNER = permit("trials.partner", to=SIGNED_IN, rule=of_sides(Side.PARTNER, Side.COORDINATION, refusal=ONLY_PARTNER))
GIVE_GO_AHEAD = permit("trials.give_go_ahead", to=SIGNED_IN, rule=is_head)
START = permit("trials.start", to=SIGNED_IN, rule=of_sides(Side.HOST, Side.COORDINATION, refusal=ONLY_HOST_OR_COORDINATION))
# Either side may pause or stop at once: the safety of users does not wait for the other.
HALT = permit("trials.halt", to=SIGNED_IN, rule=any_side)
COORDINATE = permit("trials.coordinate", to=[COORDINATOR])
KEEP_CALENDAR = permit("trials.keep_calendar", to=[COORDINATOR])

# --- What the tools ask about things that hang on a trial -------------------------------------------------------------------

coordination = of_sides(
    Side.COORDINATION, refusal=Forbidden(_("Only the coordinator may do this."), mend=_("Ask the coordinator to do it."))
)
host_or_coordination = of_sides(Side.HOST, Side.COORDINATION, refusal=ONLY_HOST_OR_COORDINATION)

keep_agreements("trials.trial", read=reads_inside, write=coordination, readable=inside)
# Both sides read counted results of five or more; free texts and rows are for the unit and the coordinator only.
keep_rounds("trials.trial", read=reads_inside, write=host_or_coordination, answers=host_or_coordination, answer=any_side, seen=inside)

# The people of the partner see what they answered and delete; consents are counted by the unit and shown to nobody outside it.
keep_privacy(
    "trials.trial",
    read=reads_inside,
    write=coordination,
    certify=of_sides(Side.PARTNER, Side.COORDINATION, refusal=ONLY_PARTNER),
    count=host_or_coordination,
    visible=inside,
)
keep_measures("trials.trial", read=reads_inside, write=any_side, visible=inside)

# --- From the start on ----------------------------------------------------------------------------------------------------


def of_its_trial(rule: Any) -> Any:
    """The rule of a trial for a thing of it: an incident, a change note, a follow-up."""
    return lambda person, thing: rule(person, thing if thing is None or isinstance(thing, Trial) else thing.trial)


def answers_for_the_unit(person: Any, trial: Trial | None) -> Refusal | None:
    """The coordinators and the head of the host unit: neither the partner nor those whom a concern may be about."""
    if trial is None or COORDINATOR.code in roles_of(person, trial.municipality) or is_head_of(person, trial.unit):
        return None
    return Forbidden(
        _("Only the coordinator or the head of the unit may do this."), mend=_("Turn to the coordinator or to the head of the unit.")
    )


def replies_for_a_side(person: Any, trial: Trial | None) -> Refusal | None:
    if trial is None or sides_of(person, trial) & {Side.HOST.value, Side.PARTNER.value}:
        return None
    return Forbidden(_("Only the unit and the partner reply to a change."), mend=_("Ask their contacts to reply."))


INFORM = permit("trials.inform", to=SIGNED_IN, rule=host_or_coordination)
RAISE_CONCERN = permit("trials.raise_concern", to=EVERYONE)
READ_CONCERNS = permit("trials.read_concerns", to=SIGNED_IN, rule=of_its_trial(answers_for_the_unit))
ANSWER_CONCERN = permit("trials.answer_concern", to=SIGNED_IN, rule=of_its_trial(answers_for_the_unit))
RESUME = permit("trials.resume", to=SIGNED_IN, rule=answers_for_the_unit)
LOG = permit("trials.log", to=SIGNED_IN, rule=any_side)
RESOLVE_INCIDENT = permit("trials.resolve_incident", to=SIGNED_IN, rule=of_its_trial(host_or_coordination))
CHANGE = permit("trials.change", to=SIGNED_IN, rule=any_side)
REPLY_TO_CHANGE = permit("trials.reply_to_change", to=SIGNED_IN, rule=of_its_trial(replies_for_a_side))
REVIEW = permit("trials.review", to=SIGNED_IN, rule=host_or_coordination)
ASK_FEEDBACK = permit("trials.ask_feedback", to=SIGNED_IN, rule=host_or_coordination)
WAIVE_EVALUATION = permit("trials.waive_evaluation", to=[COORDINATOR])
# Every side writes what it learnt; the coordinator publishes.
WRITE_RESULT = permit("trials.write_result", to=SIGNED_IN, rule=of_its_trial(any_side))
PUBLISH_RESULT = permit("trials.publish_result", to=[COORDINATOR])
# An official decides, never whoever ran the trial; buying is another process.
DECIDE = permit("trials.decide", to=[SIGNATORY])
TELL_FOLLOW_UP = permit("trials.tell_follow_up", to=SIGNED_IN, rule=of_its_trial(any_side))

# --- Feedback rounds are kept by side -------------------------------------------------------------------------------------


def reads_feedback(person: Any, feedback: Any) -> Refusal | None:
    return reads_inside(person, feedback.trial)


def writes_feedback(person: Any, feedback: Any) -> Refusal | None:
    return host_or_coordination(person, feedback.trial)


def reads_raw_feedback(person: Any, feedback: Any) -> Refusal | None:
    """Rows and free texts: of the partner its own; what participants, guardians and the unit wrote the partner never reads raw."""
    if feedback.side == FeedbackSide.PARTNER:
        return any_side(person, feedback.trial)
    return host_or_coordination(person, feedback.trial)


def answers_feedback(person: Any, feedback: Any) -> Refusal | None:
    """By name, for her own side. Participants and guardians have no accounts: they answer by the code of their group."""
    if feedback.side in NAMED_SIDES and feedback.side in sides_of(person, feedback.trial):
        return None
    return Forbidden(_("These questions are for others."), mend=_("Answer by the code that you were given."))


keep_rounds(
    FeedbackRound._meta.label_lower,
    read=reads_feedback,
    write=writes_feedback,
    results=reads_feedback,
    answers=reads_raw_feedback,
    answer=answers_feedback,
)

# --- References -----------------------------------------------------------------------------------------------------------


def is_impartial(person: Any, thing: Any) -> Refusal | None:
    """Nobody decides on a reference of an organisation for which she acts. `thing`: a trial or a reference."""
    organisation_id = getattr(thing, "organisation_id", None)
    if organisation_id is None or person is None or organisation_id not in organisation_ids_of(person):
        return None
    return Forbidden(_("You act for the organisation that the reference is about."), mend=_("Ask another official to decide."))


def reads_for_reference(person: Any, trial: Trial | None) -> Refusal | None:
    """Who reads the inside of the trial, and the officials who decide."""
    if trial is not None and SIGNATORY.code in roles_of(person, trial.municipality):
        return None
    return reads_inside(person, trial)


READ_REFERENCE = permit("trials.read_reference", to=SIGNED_IN, rule=reads_for_reference)
ASK_FOR_REFERENCE = permit("trials.ask_for_reference", to=SIGNED_IN, rule=of_sides(Side.PARTNER, refusal=ONLY_PARTNER))
DECIDE_REFERENCE = permit("trials.decide_reference", to=[SIGNATORY], rule=is_impartial)
KEEP_KEYS = permit("trials.keep_keys", to=[ADMINISTRATOR])
