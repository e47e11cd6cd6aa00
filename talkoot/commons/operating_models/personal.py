"""What is held of those who publish versions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.models.version import Version
from talkoot.kernel.people.personal import KEEP, PUBLIC_TASK, Retention, declare_personal

declare_personal(
    Version,
    title=_("Operating models that you have published"),
    fields={"published_by": _("Tells who published the version.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the version is kept.")),
    person_lookup="published_by",
    erase=KEEP,
)
