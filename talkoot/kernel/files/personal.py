"""What is held of those who give files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.people.personal import KEEP, PUBLIC_TASK, Retention, declare_personal

declare_personal(
    StoredFile,
    title=_("Files that you have added"),
    fields={
        "uploaded_by": _("Tells who added the file."),
        "name": _("Tells which file it is."),
        "uploaded_at": _("Shows when it was added."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the matter that the file belongs to.")),
    person_lookup="uploaded_by",
    erase=KEEP,
)
