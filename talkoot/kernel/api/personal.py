from django.utils.translation import gettext_lazy as _

from talkoot.kernel.api.models import ApiToken
from talkoot.kernel.people.personal import DELETE, PUBLIC_TASK, Retention, declare_personal

declare_personal(
    ApiToken,
    fields={
        "made_by": _("A token acts for the person who made it."),
        "name": _("You tell your tokens apart by it."),
        "last_used_on": _("Tokens that nobody uses are found by it."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("A year after its end."), days=365, after="ends_at"),
    person_lookup="made_by",
    erase=DELETE,
)
