"""What this app holds of people: who asked, answered, reviewed, made a link. No name is shown on public pages."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import ANONYMISE, DELETE, KEEP, PUBLIC_TASK, Retention, declare_personal, not_personal
from talkoot.overviews.showcase.models.interest import Interest, Question
from talkoot.overviews.showcase.models.project import PreviewLink, Project

not_personal(Project, "contact_email", reason="A shared address of a role; the form asks for such and readers never see it.")

declare_personal(
    Project,
    fields={
        "sent_to_review_by": _("Somebody else than the writer approves a page before it is published."),
        "reviewed_by": _("It can be found out afterwards who approved the page."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the project's page is kept.")),
    person_lookup=lambda person: Q(sent_to_review_by=person) | Q(reviewed_by=person),
    erase=KEEP,
)
declare_personal(
    PreviewLink,
    fields={"made_by": _("It can be found out who let an outsider read a draft."), "made_at": _("Links end by themselves.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("90 days after the link has ended."), days=90, after="ends_at"),
    person_lookup="made_by",
    erase=DELETE,
)
declare_personal(
    Interest,
    fields={"said_by": _("It can be found out who spoke for the municipality. Readers see the municipality only.")},
    basis=PUBLIC_TASK,
    retention=Retention(_("As long as the municipality's standing is shown.")),
    person_lookup="said_by",
    erase=ANONYMISE,
)
declare_personal(
    Question,
    fields={
        "asked_by": _("The answer is sent to you, and you see your own question while it waits."),
        "answered_by": _("It can be found out who answered for the municipality. Readers see no names."),
    },
    basis=PUBLIC_TASK,
    retention=Retention(_("Two years after the answer; question and answer stay without your data."), days=730, after="answered_at"),
    person_lookup=lambda person: Q(asked_by=person) | Q(answered_by=person),
    erase=ANONYMISE,
)
