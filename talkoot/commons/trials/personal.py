"""What this app holds of people: adults only. Groups have a label and a headcount, never a name of those in it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.models.closing import FollowUp, Quote, ResultPage, TrialDecision, TrialLesson
from talkoot.commons.trials.models.concern import Concern
from talkoot.commons.trials.models.feedback import FeedbackRound, WaivedEvaluation
from talkoot.commons.trials.models.gates import GateRecord, HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.models.log import ChangeNote, ChangeReply, Incident, LogEntry, Standstill
from talkoot.commons.trials.models.plan import PlanAcceptance, PlanRemark, PlanVersion
from talkoot.commons.trials.models.reference import ReferenceApplication, ReferenceDecision
from talkoot.commons.trials.models.review import MidReview
from talkoot.commons.trials.models.trial import Group, OnSitePerson, Trial, TrialParty
from talkoot.kernel.people.personal import ANONYMISE, DELETE, KEEP, PUBLIC_TASK, Retention, declare_personal

AS_LONG_AS_KEPT = Retention(_("As long as the trial is kept."))

declare_personal(
    Trial,
    fields={"coordinator": _("Those who take part know whom to ask.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="coordinator",
    erase=ANONYMISE,
)
declare_personal(
    TrialParty,
    fields={"contact": _("The other side knows whom to turn to.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="contact",
    erase=ANONYMISE,
)
declare_personal(
    Group,
    fields={"adult": _("An adult of the unit is always present, and it is known who.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="adult",
    erase=ANONYMISE,
)
declare_personal(
    PlanVersion,
    fields={"proposed_by": _("It can be found out who proposed which version of the plan.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="proposed_by",
    erase=KEEP,
)
declare_personal(
    PlanAcceptance,
    fields={"accepted_by": _("It can be found out who accepted the plan for the unit and for the partner.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="accepted_by",
    erase=KEEP,
)
declare_personal(
    PlanRemark,
    fields={"written_by": _("It can be found out who asked for a change of the plan.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="written_by",
    erase=KEEP,
)
declare_personal(
    PrinciplesAcceptance,
    fields={"accepted_by": _("It can be found out who accepted the principles.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="accepted_by",
    erase=KEEP,
)
declare_personal(
    HeadDecision,
    fields={"decided_by": _("It can be found out who gave the go-ahead.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="decided_by",
    erase=KEEP,
)
declare_personal(
    GateRecord,
    fields={"recorded_by": _("It can be found out who started the trial.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="recorded_by",
    erase=KEEP,
)
declare_personal(
    OnSitePerson,
    fields={
        "name": _("The unit knows which adults of the partner come. They have no account here; the partner tells them."),
        "statement_seen_on": _("The law asks that the extract has been seen; nothing else of it is kept."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("400 days: a trial lasts at most a school year."), days=400, after="created_at"),
    # Nobody here has an account: what is held goes by the time of retention, or earlier by the page of the trial.
    person_lookup=lambda person: Q(pk__in=[]),
    erase=DELETE,
)
declare_personal(
    InformationPage,
    fields={"published_by": _("It can be found out who published the page. Readers see no name.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="published_by",
    erase=KEEP,
)
declare_personal(
    LogEntry,
    fields={"written_by": _("Those who take part know who wrote the entry."), "written_at": _("It is known when it was written.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="written_by",
    erase=KEEP,
)
declare_personal(
    Incident,
    fields={"reported_by": _("It is known whom to ask about what happened."), "resolved_by": _("It can be found out who mended it.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup=lambda person: Q(reported_by=person) | Q(resolved_by=person),
    erase=KEEP,
)
declare_personal(
    Standstill,
    fields={"paused_by": _("It can be found out who paused the trial."), "ended_by": _("It can be found out who let it go on.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup=lambda person: Q(paused_by=person) | Q(ended_by=person),
    erase=KEEP,
)
declare_personal(
    ChangeNote,
    fields={"proposed_by": _("It is known whom to ask about the change.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="proposed_by",
    erase=KEEP,
)
declare_personal(
    ChangeReply,
    fields={"replied_by": _("It can be found out who agreed for the unit and for the partner.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="replied_by",
    erase=KEEP,
)
declare_personal(
    MidReview,
    fields={"reviewed_by": _("It can be found out who wrote the review down.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="reviewed_by",
    erase=KEEP,
)
declare_personal(
    ResultPage,
    fields={"published_by": _("It can be found out who published the result.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="published_by",
    erase=KEEP,
)
declare_personal(
    TrialLesson,
    fields={"written_by": _("It can be found out who wrote the lesson.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="written_by",
    erase=KEEP,
)
declare_personal(
    Quote,
    fields={"entered_by": _("It can be found out who asked for the permission. The person quoted is never named.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="entered_by",
    erase=KEEP,
)
declare_personal(
    TrialDecision,
    fields={"decided_by": _("It can be found out which official decided.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="decided_by",
    erase=KEEP,
)
declare_personal(
    FollowUp,
    fields={"answered_by": _("It can be found out who told it.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="answered_by",
    erase=KEEP,
)
declare_personal(
    Concern,
    fields={
        "raised_by": _("Only when you wanted to be known: you are answered, and may be asked for more."),
        "email": _("Only when you gave it: the answer is sent there."),
        "answered_by": _("It can be found out who answered for the municipality."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("A year after the answer; the concern and its answer stay without your data."), days=365, after="answered_at"),
    person_lookup=lambda person: Q(raised_by=person) | Q(answered_by=person) | (Q(email__iexact=person.email) & ~Q(email="")),
    erase=ANONYMISE,
)
declare_personal(
    FeedbackRound,
    fields={"opened_by": _("It is known whom to ask about the round.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="opened_by",
    erase=KEEP,
)

declare_personal(
    WaivedEvaluation,
    fields={"waived_by": _("It can be found out who went on without the evaluation.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_KEPT,
    person_lookup="waived_by",
    erase=KEEP,
)

# --- References: about an organisation and its product; of people only who asked and who decided ------------------------------

declare_personal(
    ReferenceApplication,
    fields={
        "asked_by": _("The decision is sent to you."),
        "message": _("The official reads it. It is about the product."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the decision."), days=730, after="answered_at"),
    person_lookup="asked_by",
    erase=ANONYMISE,
)
declare_personal(
    ReferenceDecision,
    fields={"decided_by": _("It can be found out which official decided. Readers see no name.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the register of references is kept.")),
    person_lookup="decided_by",
    erase=KEEP,
)
