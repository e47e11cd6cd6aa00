"""What this app holds of people: who locked and who measured."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, KEEP, PUBLIC_TASK, Retention, declare_personal
from talkoot.tools.measures.models import Indicator, Reading

declare_personal(
    Indicator,
    fields={"locked_by": _("It can be found out who fixed baseline and threshold.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the indicator is kept.")),
    person_lookup="locked_by",
    erase=KEEP,
)
declare_personal(
    Reading,
    fields={"recorded_by": _("It can be asked how the value was measured.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years; the value stays without your data."), days=730, after="recorded_at"),
    person_lookup="recorded_by",
    erase=ANONYMISE,
)
