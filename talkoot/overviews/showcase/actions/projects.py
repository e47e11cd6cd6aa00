"""Writing, reviewing and publishing projects."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.overviews.showcase.events import ProjectPublished
from talkoot.overviews.showcase.models.parts import ProjectPart
from talkoot.overviews.showcase.models.project import PreviewLink, Programme, Project, hash_of
from talkoot.overviews.showcase.permissions import EDIT, PUBLISH, READ_DRAFTS, REVIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE

PREVIEW_DAYS = 14


def locked(project: Project) -> Project:
    """The row as it is now, held until the transaction ends: two coordinators may press a button at once."""
    return Project.objects.select_related("municipality").select_for_update(of=("self",)).get(pk=project.pk)


@action("showcase.start_project", permission=WRITE)
def start_project(*, actor: Actor, slug: str, **fields: Any) -> Project:
    """A new draft. Raises Refusal when the municipality has a project of that address already."""
    try:
        with transaction.atomic():
            project = Project.objects.create(slug=slug, **fields)
    except IntegrityError:
        raise Refusal(
            _("The municipality already has a project with this address."), mend=_("Choose another address."), field="slug"
        ) from None
    index(project)
    return project


@action("showcase.change_project", permission=EDIT, of="project")
def change_project(*, actor: Actor, project: Project, **fields: Any) -> Project:
    """Change fields of the project. The address of a published project stays: others link to it."""
    current = locked(project)
    if fields.get("slug", current.slug) != current.slug and current.published_at:
        raise Refusal(_("The address of a published project cannot be changed."), mend=_("Keep the address."), field="slug")
    for name, value in fields.items():
        setattr(current, name, value)
    try:
        with transaction.atomic():
            current.save(update_fields=[*fields, "title_order", "changed_at"])
    except IntegrityError:
        raise Refusal(
            _("The municipality already has a project with this address."), mend=_("Choose another address."), field="slug"
        ) from None
    index(current)
    return current


@action("showcase.save_part", permission=EDIT, of="project")
def save_part(*, actor: Actor, project: Project, part: ProjectPart) -> ProjectPart:
    """Add a row to the project (behind the last one) or change one of its rows."""
    part.project = locked(project)
    if part.pk is None:
        part.position = type(part).objects.filter(project=project).count() + 1
    part.save()
    index(part.project)
    return part


@action("showcase.remove_part", permission=EDIT, of="project")
def remove_part(*, actor: Actor, project: Project, part: ProjectPart) -> Project:
    current = locked(project)
    part.delete()
    index(current)
    return current


@action("showcase.move_part_up", permission=EDIT, of="project")
def move_part_up(*, actor: Actor, project: Project, part: ProjectPart) -> Project:
    """Put the row before the one above it; the first stays where it is."""
    current = locked(project)
    rows = list(type(part).objects.filter(project=project))
    place = next((n for n, row in enumerate(rows) if row.pk == part.pk), 0)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
    return current


@action("showcase.send_to_review", permission=EDIT, of="project")
def send_to_review(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("send_to_review", current, actor)
    current.sent_to_review_by_id = getattr(actor, "pk", None)
    current.sent_to_review_at = timezone.now()
    current.reviewed_by = None
    current.save(update_fields=["state", "sent_to_review_by", "sent_to_review_at", "reviewed_by", "changed_at"])
    return current


@action("showcase.approve", permission=REVIEW, of="project")
def approve(*, actor: Actor, project: Project) -> Project:
    """Four eyes: somebody else than the sender has read it."""
    current = locked(project)
    LIFE.take("approve", current, actor)
    current.reviewed_by_id = getattr(actor, "pk", None)
    current.save(update_fields=["state", "reviewed_by", "changed_at"])
    return current


@action("showcase.return", permission=PUBLISH, of="project")
def return_to_draft(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("return", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("showcase.publish", permission=PUBLISH, of="project")
def publish_project(*, actor: Actor, project: Project) -> Project:
    """From now on everybody can read it. The first time of publishing is kept as its date."""
    current = locked(project)
    LIFE.take("publish", current, actor)
    current.published_at = current.published_at or timezone.now()
    current.save(update_fields=["state", "published_at", "changed_at"])
    index(current)
    publish(ProjectPublished(project_id=current.pk))
    return current


@action("showcase.archive", permission=PUBLISH, of="project")
def archive_project(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("archive", current, actor)
    current.save(update_fields=["state", "changed_at"])
    index(current)
    return current


@action("showcase.reopen", permission=PUBLISH, of="project")
def reopen_project(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("reopen", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("showcase.renew_review", permission=PUBLISH, of="project")
def renew_review(*, actor: Actor, project: Project) -> Project:
    """The page was looked at and still holds: the next look is in a year."""
    current = locked(project)
    current.review_by = timezone.localdate() + timedelta(days=365)
    current.save(update_fields=["review_by", "changed_at"])
    return current


STEP_ACTIONS = {
    "send_to_review": send_to_review,
    "approve": approve,
    "return": return_to_draft,
    "publish": publish_project,
    "archive": archive_project,
    "reopen": reopen_project,
}


@action("showcase.make_preview_link", permission=READ_DRAFTS, of="project")
def make_preview_link(*, actor: Actor, project: Project) -> PreviewLink:
    """A link that shows the project in any state for PREVIEW_DAYS days. The secret is on the returned row once, as `secret`."""
    secret = secrets.token_urlsafe(24)
    link = PreviewLink.objects.create(
        project=project,
        secret_hash=hash_of(secret),
        made_by_id=getattr(actor, "pk", None),
        ends_at=timezone.now() + timedelta(days=PREVIEW_DAYS),
    )
    link.secret = secret  # type: ignore[attr-defined]
    return link


@action("showcase.end_preview_links", permission=READ_DRAFTS, of="project")
def end_preview_links(*, actor: Actor, project: Project) -> Project:
    PreviewLink.objects.filter(project=project, ends_at__gt=timezone.now()).update(ends_at=timezone.now())
    return project


@action("showcase.save_programme", permission=WRITE)
def save_programme(*, actor: Actor, slug: str, **fields: Any) -> Programme:
    """The municipality's programme of that address, made or changed."""
    programme, _created = Programme.objects.update_or_create(slug=slug, defaults=fields)
    return programme
