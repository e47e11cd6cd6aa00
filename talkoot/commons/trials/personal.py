"""What this app holds of people: adults only. Groups have a label and a headcount, never a name of those in it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.models.gates import GateRecord, HeadDecision, PrinciplesAcceptance
from talkoot.commons.trials.models.plan import PlanAcceptance, PlanVersion
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
