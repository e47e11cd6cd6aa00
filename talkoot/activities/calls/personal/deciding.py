"""What this app holds of people from the decision on: who decided, agreed, approved, reported and sees to what follows."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.after import AfterDecision
from talkoot.activities.calls.models.decision import Decision
from talkoot.activities.calls.models.evaluation import ProgrammeEvaluation
from talkoot.activities.calls.models.kick_off import KickOff
from talkoot.activities.calls.models.milestone import Milestone
from talkoot.activities.calls.models.report import Report, ReportReply
from talkoot.kernel.people.personal import ANONYMISE, KEEP, PUBLIC_TASK, Retention, declare_personal

TEN_YEARS = 3652
declare_personal(
    Decision,
    fields={"decided_by": _("An official answers for the decision in their own name.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the decision is kept: the law asks who decided.")),
    person_lookup="decided_by",
    erase=KEEP,
)
declare_personal(
    KickOff,
    fields={
        "goals_by": _("The other side knows who wrote the goals last."),
        "host_agreed_by": _("It can be shown who agreed for the host unit."),
        "team_agreed_by": _("It can be shown who agreed for the team."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Ten years; then the kick-off stays without you."), days=TEN_YEARS, after="began_at"),
    person_lookup=lambda person: Q(goals_by=person) | Q(host_agreed_by=person) | Q(team_agreed_by=person),
    erase=ANONYMISE,
)
declare_personal(
    Milestone,
    fields={"approved_by": _("It can be shown who approved a payment.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Ten years, as records of public money; then it stays without you."), days=TEN_YEARS, after="approved_at"),
    person_lookup="approved_by",
    erase=ANONYMISE,
)
declare_personal(
    Report,
    fields={"sent_by": _("The municipality knows whom to ask about the report.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Ten years; then the report stays without you."), days=TEN_YEARS, after="changed_at"),
    person_lookup="sent_by",
    erase=ANONYMISE,
)
declare_personal(
    ReportReply,
    fields={"replied_by": _("It can be shown who approved a report or sent it back.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Ten years; then the reply stays without you."), days=TEN_YEARS, after="replied_at"),
    person_lookup="replied_by",
    erase=ANONYMISE,
)
declare_personal(
    AfterDecision,
    fields={
        "owner": _("Somebody by name sees to what was decided."),
        "decided_by": _("An official answers for the decision in their own name."),
        "done_by": _("It can be shown who said that it was done."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Ten years; then it stays without you."), days=TEN_YEARS, after="decided_at"),
    person_lookup=lambda person: Q(owner=person) | Q(decided_by=person) | Q(done_by=person),
    erase=ANONYMISE,
)
declare_personal(
    ProgrammeEvaluation,
    fields={"written_by": _("The evaluation tells by whom it was written.")},
    basis=PUBLIC_TASK,
    retention=Retention(
        _("As long as the evaluation is public; ten years at most, then it stays without you."), days=TEN_YEARS, after="changed_at"
    ),
    person_lookup="written_by",
    erase=ANONYMISE,
)
