"""What this app holds of people: jurors and what they wrote, those behind candidates, who ran an assessment."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, DELETE, KEEP, PUBLIC_TASK, Retention, declare_personal
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Party
from talkoot.tools.reviews.models.juror import Conflict, Interest, Juror
from talkoot.tools.reviews.models.review import Consensus, Review, Score

AS_LONG_AS_THE_DECISION = Retention(_("As long as the decision that rests on it is kept."))

declare_personal(
    Assessment,
    fields={
        "opened_by": _("It can be asked who runs it."),
        "locked_by": _("It can be found out who locked the results."),
        "released_by": _("It can be found out who released the results."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup=lambda person: Q(opened_by=person) | Q(locked_by=person) | Q(released_by=person),
    erase=KEEP,
)
declare_personal(
    AssignmentRun,
    fields={"made_by": _("It can be found out who drew.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="made_by",
    erase=ANONYMISE,
)
declare_personal(
    Party,
    fields={
        "person": _("Nobody judges in her own matter."),
        "value": _("Names are hidden from jurors who read blind, and compared with the interests that jurors name."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Names until the results are released.")),
    person_lookup="person",
    erase=DELETE,
)
declare_personal(
    Juror,
    fields={
        "person": _("You judge and are answerable for it."),
        "named_by": _("It can be asked who named the jury."),
        "declared_at": _("Shows that you told of your interests before you read."),
    },
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup=lambda person: Q(person=person) | Q(named_by=person),
    erase=KEEP,
)
declare_personal(
    Interest,
    fields={"name": _("What you are tied to is kept from you.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="juror__person",
    erase=DELETE,
)
declare_personal(
    Conflict,
    fields={"reason": _("What you told of a tie to a candidate.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="juror__person",
    erase=ANONYMISE,
)
declare_personal(
    Review,
    fields={"note": _("Your words are a ground of the decision.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="assignment__juror__person",
    erase=KEEP,
)
declare_personal(
    Score,
    fields={"value": _("Your scores are a ground of the decision."), "ground": _("Your words are a ground of the decision.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="review__assignment__juror__person",
    erase=KEEP,
)
declare_personal(
    Consensus,
    fields={"agreed_by": _("It can be found out who wrote down what the jury agreed.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_DECISION,
    person_lookup="agreed_by",
    erase=ANONYMISE,
)
