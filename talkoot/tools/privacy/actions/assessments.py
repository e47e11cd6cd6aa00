"""Writing an impact assessment, advising and deciding on it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.search.actions import index
from talkoot.tools.privacy.content.kinds import CRITERIA, AssessmentState, Basis, Lane, Opinion, Outcome
from talkoot.tools.privacy.events import AdviceAsked, AdviceGiven, AssessmentDecided
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment, LegalBasis, Risk
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.models.subject import subject_fields
from talkoot.tools.privacy.permissions import ADVISE, DECIDE_ASSESSMENT, WRITE_ASSESSMENT
from talkoot.tools.privacy.phases import LIFE
from talkoot.tools.privacy.queries.assessments import TEXTS, content_of, hash_of, legal_bases_of, newest_advice, risks_of
from talkoot.tools.privacy.queries.lanes import lane_for, newest_answers

COPIED_ON_RENEWAL = (*TEXTS, "subject_kind", "subject_id", "version")
MOST_PARTS = 60
Part = TypeVar("Part", Risk, LegalBasis)


def locked(assessment: ImpactAssessment) -> ImpactAssessment:
    """The row as it is now, held until the transaction ends: advice and decision are each given once."""
    return ImpactAssessment.objects.select_related("version__product").select_for_update(of=("self",)).get(pk=assessment.pk)


def locked_draft(assessment: ImpactAssessment) -> ImpactAssessment:
    current = locked(assessment)
    if current.state != AssessmentState.DRAFT:
        raise Refusal(
            _("The assessment is not being written any more."), mend=_("Take it back to writing, or renew it when it has been decided.")
        )
    return current


@action("privacy.open_assessment", permission=WRITE_ASSESSMENT, of="subject", label=_("Began an impact assessment"))
def open_assessment(
    *,
    actor: Actor,
    title: str,
    subject: models.Model | None = None,
    version: ProductVersion | None = None,
    lane: str = "",
    **fields: Any,
) -> ImpactAssessment:
    """A new draft, of a subject, of a product version, or of both. Lane and some texts come from the product's answers.

    Refused while another assessment of the same thing is being made.
    """
    if lane and lane not in Lane.values:
        raise Refusal(_("Choose a lane."), field="lane")
    found = subject_fields(subject)
    if version is not None and subject is None:
        found["version"] = version
    if subject is not None or version is not None:
        if subject is None:
            ProductVersion.objects.select_for_update().get(pk=version.pk)  # type: ignore[union-attr]
        else:
            type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
        in_making = (AssessmentState.DRAFT, AssessmentState.ADVICE, AssessmentState.DECISION)
        if ImpactAssessment.objects.filter(**found, state__in=in_making).exists():
            raise Refusal(_("An impact assessment of this is already being made."), mend=_("Go on with that one."))
    known = known_from_answers(version) if version is not None else {}
    decided = lane_for(version) if version is not None else None
    made = ImpactAssessment.objects.create(
        **subject_fields(subject),
        **({"language": get_language() or "fi"} | known | fields),
        title=title,
        version=version,
        lane=lane or decided or known.get("lane") or Lane.A,
        written_by_id=getattr(actor, "pk", None),
    )
    index(made)
    return made


def known_from_answers(version: ProductVersion) -> dict[str, Any]:
    """What the organisation has already said, so that nobody types it twice."""
    answers = newest_answers(version)
    if answers is None:
        return {}
    said = answers.answers
    return {
        "necessity": str(said.get("necessity") or ""),
        "sub_processors": str(said.get("sub-processors") or "")[:2000],
        "retention_days": said.get("retention-days"),
    }


@action("privacy.change_assessment", permission=WRITE_ASSESSMENT, of="assessment", label=_("Wrote the impact assessment"))
def change_assessment(*, actor: Actor, assessment: ImpactAssessment, **fields: Any) -> ImpactAssessment:
    """Change texts and figures of a draft. What is with the data protection officer is taken back first."""
    current = locked_draft(assessment)
    if unknown := set(fields) - set(TEXTS):
        raise TypeError(f"Not written by hand: {sorted(unknown)}")
    if any(key not in CRITERIA for key in fields.get("criteria", ())):
        raise Refusal(_("There is no such criterion here."), field="criteria")
    if current.version is not None and "lane" in fields and (least := lane_for(current.version)) and fields["lane"] < least:
        raise Refusal(_("The product's lane is %(lane)s; the assessment cannot be for a lower one.") % {"lane": least.value}, field="lane")
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    for name, value in changed.items():
        setattr(current, name, value)
    current.save(update_fields=[*changed, "changed_at"])
    index(current)
    return current


def room_for_one_more(count: int) -> None:
    if count >= MOST_PARTS:
        raise Refusal(_("There are %(count)d of these already.") % {"count": count}, mend=_("Join some of them."))


def still_there(part: Part | None) -> Part:
    """A risk or basis as it is now, unless another writer has taken it away."""
    if part is None:
        raise Refusal(_("It has just been removed."), mend=_("Reload the page to see what is left."))
    return part


@action("privacy.add_risk", permission=WRITE_ASSESSMENT, of="assessment", label=_("Added a risk"))
def add_risk(*, actor: Actor, assessment: ImpactAssessment, **fields: Any) -> Risk:
    """text, likelihood, severity (1–4), measures, likelihood_after, severity_after."""
    current = locked_draft(assessment)
    room_for_one_more(risks_of(current).count())
    return Risk.objects.create(assessment=current, **fields)


@action("privacy.change_risk", permission=WRITE_ASSESSMENT, of="risk", label=_("Changed a risk"))
def change_risk(*, actor: Actor, risk: Risk, **fields: Any) -> Risk:
    current = still_there(risks_of(locked_draft(risk.assessment)).filter(pk=risk.pk).first())
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=list(fields))
    return current


@action("privacy.remove_risk", permission=WRITE_ASSESSMENT, of="risk", label=_("Removed a risk"))
def remove_risk(*, actor: Actor, risk: Risk) -> ImpactAssessment:
    current = locked_draft(risk.assessment)
    risk.delete()
    return current


@action("privacy.add_legal_basis", permission=WRITE_ASSESSMENT, of="thing", label=_("Added a legal basis"))
def add_legal_basis(
    *, actor: Actor, thing: ImpactAssessment | models.Model, purpose: str, basis: str, necessity: str, alternatives: str
) -> LegalBasis:
    """One purpose and why data may be processed for it: of an assessment's draft, or of a subject without assessment."""
    if basis not in Basis.values:
        raise Refusal(_("Choose a legal basis."), field="basis")
    place: dict[str, Any] = {"assessment": locked_draft(thing)} if isinstance(thing, ImpactAssessment) else subject_fields(thing)
    room_for_one_more(legal_bases_of(thing).count())
    return LegalBasis.objects.create(**place, purpose=purpose, basis=basis, necessity=necessity, alternatives=alternatives)


@action("privacy.change_legal_basis", permission=WRITE_ASSESSMENT, of="legal_basis", label=_("Changed a legal basis"))
def change_legal_basis(*, actor: Actor, legal_basis: LegalBasis, **fields: Any) -> LegalBasis:
    if legal_basis.assessment is not None:
        locked_draft(legal_basis.assessment)
    current = still_there(LegalBasis.objects.select_for_update().filter(pk=legal_basis.pk).first())
    for name, value in fields.items():
        setattr(current, name, value)
    current.save(update_fields=list(fields))
    return current


@action("privacy.remove_legal_basis", permission=WRITE_ASSESSMENT, of="legal_basis", label=_("Removed a legal basis"))
def remove_legal_basis(*, actor: Actor, legal_basis: LegalBasis) -> ImpactAssessment | None:
    current = locked_draft(legal_basis.assessment) if legal_basis.assessment is not None else None
    legal_basis.delete()
    return current


@action("privacy.send_for_advice", permission=WRITE_ASSESSMENT, of="assessment", label=_("Sent to the data protection officer"))
def send_for_advice(*, actor: Actor, assessment: ImpactAssessment) -> ImpactAssessment:
    current = locked(assessment)
    LIFE.take("send_for_advice", current, actor)
    current.sent_at = timezone.now()
    current.save(update_fields=["state", "sent_at", "changed_at"])
    publish(AdviceAsked(assessment_id=current.pk))
    return current


@action("privacy.take_back_assessment", permission=WRITE_ASSESSMENT, of="assessment", label=_("Took back to writing"))
def take_back_assessment(*, actor: Actor, assessment: ImpactAssessment) -> ImpactAssessment:
    current = locked(assessment)
    LIFE.take("take_back", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("privacy.give_advice", permission=ADVISE, of="assessment", label=_("Gave advice on the impact assessment"))
def give_advice(*, actor: Actor, assessment: ImpactAssessment, opinion: str, text: str) -> Advice:
    """The data protection officer's advice; from then on the assessment waits for the decision."""
    if opinion not in Opinion.values:
        raise Refusal(_("Choose what you advise."), field="opinion")
    current = locked(assessment)
    LIFE.take("advise", current, actor)
    current.save(update_fields=["state", "changed_at"])
    advice = Advice.objects.create(
        assessment=current,
        opinion=opinion,
        text=text,
        content_hash=hash_of(content_of(current)),
        advised_by_id=getattr(actor, "pk", None),
    )
    publish(AdviceGiven(assessment_id=current.pk))
    return advice


@action("privacy.decide_assessment", permission=DECIDE_ASSESSMENT, of="assessment", label=_("Decided on the impact assessment"))
def decide_assessment(
    *, actor: Actor, assessment: ImpactAssessment, outcome: str, reason: str, review_on: date | None = None
) -> AssessmentDecision:
    """go, change (back to writing), stop, or not_needed. Going ahead needs a review day. Whoever gave the advice does not decide.

    An approved renewal takes the place of the assessment it renews.
    """
    if outcome not in Outcome.values:
        raise Refusal(_("Choose a decision."), field="outcome")
    if not reason.strip():
        raise Refusal(_("A decision needs a reason."), mend=_("Write why."), field="reason")
    current = locked(assessment)
    advice = None if outcome == Outcome.NOT_NEEDED else newest_advice(current)
    if advice is not None and actor is not SYSTEM and advice.advised_by_id == getattr(actor, "pk", None):
        raise Forbidden(_("Whoever gave the advice does not decide."), mend=_("Ask another official of the controller."))
    if outcome == Outcome.GO and (review_on is None or review_on <= timezone.localdate()):
        raise Refusal(_("Going ahead needs a day on which it is looked at again."), mend=_("Give a day ahead."), field="review_on")
    LIFE.take(outcome, current, actor)
    current.review_on = review_on if outcome in (Outcome.GO, Outcome.NOT_NEEDED) else None
    current.save(update_fields=["state", "review_on", "changed_at"])
    if outcome == Outcome.GO and current.replaces_id is not None:
        ImpactAssessment.objects.filter(pk=current.replaces_id).update(state=AssessmentState.REPLACED)
    decision = AssessmentDecision(
        assessment=current,
        outcome=outcome,
        reason=reason.strip(),
        review_on=current.review_on,
        advice=advice,
        content=content_of(current),
        decided_by_id=getattr(actor, "pk", None),
    )
    decision.save()
    publish(AssessmentDecided(assessment_id=current.pk, outcome=outcome))
    return decision


@action("privacy.renew_assessment", permission=WRITE_ASSESSMENT, of="assessment", label=_("Began to renew the impact assessment"))
def renew_assessment(*, actor: Actor, assessment: ImpactAssessment) -> ImpactAssessment:
    """A new draft with everything the decided one says. The old one stays in force until the new one is approved."""
    current = locked(assessment)
    if current.state not in (AssessmentState.APPROVED, AssessmentState.STOPPED, AssessmentState.NOT_NEEDED):
        raise Refusal(_("Only a decided assessment is renewed."), mend=_("Go on with this one."))
    try:
        with transaction.atomic():
            made = ImpactAssessment.objects.create(
                **{name: getattr(current, name) for name in COPIED_ON_RENEWAL},
                replaces=current,
                written_by_id=getattr(actor, "pk", None),
            )
    except IntegrityError:
        raise Refusal(_("Its renewal has already begun."), mend=_("Go on with that one.")) from None
    for risk in risks_of(current):
        risk.pk, risk.assessment, risk._state.adding = None, made, True
        risk.save()
    for basis in legal_bases_of(current):
        basis.pk, basis.assessment, basis._state.adding = None, made, True
        basis.save()
    index(made)
    return made


STEP_ACTIONS = {"send_for_advice": send_for_advice, "take_back": take_back_assessment}
