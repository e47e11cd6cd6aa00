"""What this app holds of people. Of an anonymous answer nothing leads to the person; a code is a class, never a pupil."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, DELETE, PUBLIC_TASK, Retention, declare_personal
from talkoot.tools.questionnaires.models.answers import Draft, Submission, Turnout

declare_personal(
    Submission,
    fields={
        "person": _("In a round that is not anonymous your answer is known to be yours."),
        "entered_by": _("It can be found out who entered an answer from paper."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the answer; it stays without your name."), days=730, after="received_on"),
    person_lookup=lambda person: Q(person=person) | Q(entered_by=person),
    erase=ANONYMISE,
)
declare_personal(
    Turnout,
    fields={"person": _("Everybody answers once. What was answered is not kept here.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the answer."), days=730, after="answered_on"),
    erase=DELETE,
)
declare_personal(
    Draft,
    fields={"person": _("You can go on with your unfinished answer."), "answers": _("What you have answered so far.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Until you send the answer or the round closes, at most 90 days."), days=90, after="changed_at"),
    erase=DELETE,
)
