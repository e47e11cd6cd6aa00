"""What this app holds of people: owners, contacts, askers, those who wrote, sent, checked and opened."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.models.application import Answer, Application, ApplicationVersion, ConfidentialAnswer, Partner
from talkoot.activities.calls.models.call import Call, DeadlineChange
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.models.questions import CallFollower, Question
from talkoot.kernel.people.personal import ANONYMISE, DELETE, PUBLIC_TASK, Retention, declare_personal

AS_LONG_AS_KEPT = _("As long as the papers of the call are kept.")

declare_personal(
    Programme,
    fields={
        "owner": _("It is known who answers for the programme."),
        "evaluator": _("It is known who evaluates the programme from outside."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the programme is kept.")),
    person_lookup=lambda person: Q(owner=person) | Q(evaluator=person),
    erase=ANONYMISE,
)
declare_personal(
    Challenge,
    fields={
        "contact": _("Applicants and officials know whom to ask at the host."),
        "after_owner": _("It is known who decides what follows the trial."),
        "checked_by": _("It can be found out who checked the challenge."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the challenge is kept.")),
    person_lookup=lambda person: Q(contact=person) | Q(after_owner=person) | Q(checked_by=person),
    erase=ANONYMISE,
)
declare_personal(
    Call,
    fields={"contact": _("Applicants know whom to ask about the call.")},
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup="contact",
    erase=ANONYMISE,
)
declare_personal(
    DeadlineChange,
    fields={"by": _("It can be found out who moved the deadline.")},
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup="by",
    erase=ANONYMISE,
)
declare_personal(
    Question,
    fields={
        "asked_by": _("The answer is sent to you. It is not shown who asked."),
        "text": _("Your question in your words; what is published of it does not tell who asked."),
        "answered_by": _("It can be found out who answered for the municipality."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; then the question stays without you."), days=730, after="asked_at"),
    person_lookup=lambda person: Q(asked_by=person) | Q(answered_by=person),
    erase=ANONYMISE,
)
declare_personal(
    CallFollower,
    fields={"person": _("You asked to hear of answers and changes of the call.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("A year, or until you stop following."), days=365, after="since"),
    person_lookup="person",
    erase=DELETE,
)
declare_personal(
    Application,
    fields={"contact": _("The municipality knows whom to ask about the application.")},
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup="contact",
    erase=ANONYMISE,
)
for answers in (Answer, ConfidentialAnswer):
    declare_personal(
        answers,
        fields={"changed_by": _("The team sees which of its people wrote last.")},
        basis=PUBLIC_TASK,
        retention=Retention(_("Two years; then the answer stays without you."), days=730, after="changed_at"),
        person_lookup="changed_by",
        erase=ANONYMISE,
    )
declare_personal(
    Partner,
    fields={
        "asked_by": _("The partner sees who asks it to take part."),
        "confirmed_by": _("It can be shown who confirmed for the partner."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup=lambda person: Q(asked_by=person) | Q(confirmed_by=person),
    erase=ANONYMISE,
)
declare_personal(
    ApplicationVersion,
    fields={"submitted_by": _("It can be shown who sent the application.")},
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup="submitted_by",
    erase=ANONYMISE,
)
declare_personal(
    Eligibility,
    fields={"official": _("It can be found out who checked an application for the municipality.")},
    basis=PUBLIC_TASK,
    retention=Retention(AS_LONG_AS_KEPT),
    person_lookup="official",
    erase=ANONYMISE,
)
declare_personal(
    Opening,
    fields={"person": _("It can be found out who opened an application and when.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Five years; then the line stays without you."), days=1826, after="at"),
    person_lookup="person",
    erase=ANONYMISE,
)
