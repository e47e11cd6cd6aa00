"""What this app holds of people: officials, and those who answer for organisations. Nothing of pupils or customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, KEEP, PUBLIC_TASK, Retention, declare_personal
from talkoot.tools.privacy.models.assessment import Advice, AssessmentDecision, ImpactAssessment
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate
from talkoot.tools.privacy.models.lane import DataAnswers, LaneAdvice, LaneDecision
from talkoot.tools.privacy.models.screening import ScreeningItem

AS_LONG_AS_THE_RECORD = Retention(_("As long as the record is kept by the municipality's records schedule."))

declare_personal(
    DataAnswers,
    fields={"answered_by": _("It can be found out who answered for the organisation.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="answered_by",
    erase=ANONYMISE,
)
declare_personal(
    LaneAdvice,
    fields={"advised_by": _("It can be found out which data protection officer advised.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="advised_by",
    erase=KEEP,
)
declare_personal(
    LaneDecision,
    fields={"decided_by": _("An official's decision tells whose it is.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="decided_by",
    erase=KEEP,
)
declare_personal(
    ImpactAssessment,
    fields={"written_by": _("Readers know whom to ask.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="written_by",
    erase=ANONYMISE,
)
declare_personal(
    Advice,
    fields={"advised_by": _("It can be found out which data protection officer advised.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="advised_by",
    erase=KEEP,
)
declare_personal(
    AssessmentDecision,
    fields={"decided_by": _("An official's decision tells whose it is.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="decided_by",
    erase=KEEP,
)
declare_personal(
    ScreeningItem,
    fields={"screened_by": _("It can be asked how it was screened.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the screening; the finding stays without your data."), days=730, after="screened_at"),
    person_lookup="screened_by",
    erase=ANONYMISE,
)
declare_personal(
    DeletionCertificate,
    fields={"certified_by": _("It can be found out who certified for the organisation.")},
    basis=PUBLIC_TASK,
    retention=AS_LONG_AS_THE_RECORD,
    person_lookup="certified_by",
    erase=KEEP,
)
declare_personal(
    ConsentCount,
    fields={"counted_by": _("It can be asked how it was counted.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; the counts stay without your data."), days=730, after="counted_at"),
    person_lookup="counted_by",
    erase=ANONYMISE,
)
