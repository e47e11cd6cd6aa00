"""What a project's page lists: its rows and its pictures."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.files.models import StoredFile
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.overviews.showcase.actions.projects import locked_for_change
from talkoot.overviews.showcase.models.parts import ProjectPart
from talkoot.overviews.showcase.models.project import Project
from talkoot.overviews.showcase.permissions import EDIT

# A page is read from top to bottom; the file format holds twice as many.
MOST_PARTS = 100


@action("showcase.save_part", permission=EDIT, of="project", label=_("Changed the page"))
def save_part(*, actor: Actor, project: Project, part: ProjectPart) -> Project:
    """Add a row to the project (behind the last one) or change one of its rows."""
    current = locked_for_change(project, actor)
    rows = type(part).objects.filter(project=current)
    part.project = current
    if part.pk is None:
        if rows.count() >= MOST_PARTS:
            raise Refusal(_("The page has %(count)d of these already.") % {"count": MOST_PARTS}, mend=_("Remove one first."))
        part.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    elif not rows.filter(pk=part.pk).exists():
        raise Refusal(_("This was removed meanwhile."), mend=_("Add it again if it is needed."))
    part.save()
    index(current)
    return current


@action("showcase.remove_part", permission=EDIT, of="project", label=_("Removed from the page"))
def remove_part(*, actor: Actor, project: Project, part: ProjectPart) -> Project:
    current = locked_for_change(project, actor)
    part.delete()
    index(current)
    return current


@action("showcase.move_part_up", permission=EDIT, of="project", label=_("Changed the order on the page"))
def move_part_up(*, actor: Actor, project: Project, part: ProjectPart) -> Project:
    """Put the row before the one above it; the first stays where it is."""
    current = locked_for_change(project, actor)
    rows = list(type(part).objects.filter(project=project))
    place = next((n for n, row in enumerate(rows) if row.pk == part.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return current


@action("showcase.describe_picture", permission=EDIT, of="project", label=_("Changed the text of a picture"))
def describe_picture(*, actor: Actor, project: Project, file: StoredFile, alt_text: Words) -> Project:
    """The text for those who do not see the picture."""
    if not alt_text:
        raise Refusal(_("A picture needs a text for those who do not see it."), mend=_("Write what the picture shows."), field="alt_text")
    current = locked_for_change(project, actor)
    if file.alt_text != alt_text:
        file.alt_text = alt_text
        file.save(update_fields=["alt_text"])
    return current
