"""Writing, reviewing and publishing projects."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.queries.models import own_models
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.links.actions import link, unlink
from talkoot.kernel.links.relations import OFFERS
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index
from talkoot.overviews.showcase.content.kinds import State
from talkoot.overviews.showcase.content.slugs import RESERVED_SLUGS, numbered, slug_of
from talkoot.overviews.showcase.events import ProjectPublished
from talkoot.overviews.showcase.models.project import PreviewLink, Project, hash_of
from talkoot.overviews.showcase.permissions import EDIT, PUBLISH, REVIEW, WRITE
from talkoot.overviews.showcase.phases import LIFE
from talkoot.overviews.showcase.queries.projects import slugs_like

PREVIEW_DAYS = 14
REVIEW_EVERY_DAYS = 365
# Fields that readers never see: changing them after the approval asks for no second one.
NOT_READ = frozenset({"review_by", "contact_email"})


def locked(project: Project) -> Project:
    """The row as it is now, held until the transaction ends: two coordinators may press a button at once."""
    return Project.objects.select_related("municipality").select_for_update(of=("self",)).get(pk=project.pk)


def locked_for_change(project: Project, actor: Actor) -> Project:
    """As locked(), for a change of what readers see. Changed after its approval it waits for another pair of eyes again."""
    current = locked(project)
    if current.state == State.REVIEWED:
        wait_for_review(current, actor)
    return current


def wait_for_review(project: Project, actor: Actor) -> None:
    project.state, project.reviewed_by = State.IN_REVIEW, None
    project.sent_to_review_by_id, project.sent_to_review_at = getattr(actor, "pk", None), timezone.now()
    project.save(update_fields=["state", "reviewed_by", "sent_to_review_by", "sent_to_review_at", "changed_at"])


def refuse_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise Refusal(
            _("The address “%(slug)s” is taken by a page of the site itself.") % {"slug": slug},
            mend=_("Choose another address."),
            field="slug",
        )


def address_taken() -> Refusal:
    return Refusal(_("The municipality already has a project with this address."), mend=_("Choose another address."), field="slug")


def free_slug(title: Words) -> str:
    """An address made of the title in the municipality's first language, with a number behind when others have it."""
    municipality = municipality_in_force()
    first_language = municipality.default_language if municipality else None
    # A title in another script gives none; its writer can change the address until the page is published.
    wanted = slug_of(title.in_language(first_language)) or "project"
    taken = slugs_like(wanted) | RESERVED_SLUGS
    return next(slug for n in range(1, len(taken) + 2) if (slug := numbered(wanted, n)) not in taken)


@action("showcase.start_project", permission=WRITE, label=_("Began the project"))
def start_project(*, actor: Actor, slug: str = "", **fields: Any) -> Project:
    """A new draft. Without `slug` the address is made of the title. Raises Refusal when the given one is not free."""
    refuse_reserved(slug)
    for is_last in (False, False, True):
        try:
            with transaction.atomic():
                project = Project.objects.create(slug=slug or free_slug(fields["title"]), **fields)
            break
        except IntegrityError:
            # An address of our own making may have been taken a moment ago; the next number is free.
            if slug or is_last:
                raise address_taken() from None
    index(project)
    return project


@action("showcase.change_project", permission=EDIT, of="project", label=_("Changed the project"))
def change_project(*, actor: Actor, project: Project, **fields: Any) -> Project:
    """Change fields of the project. The address of a published project stays: others link to it."""
    current = locked(project)
    changed = {name: value for name, value in fields.items() if getattr(current, name) != value}
    if not changed:
        return current
    if slug := changed.get("slug"):
        refuse_reserved(slug)
        if current.published_at:
            raise Refusal(_("The address of a published project cannot be changed."), mend=_("Keep the address."), field="slug")
    if current.state == State.REVIEWED and changed.keys() - NOT_READ:
        wait_for_review(current, actor)
    offered_before = current.operating_model
    for name, value in changed.items():
        setattr(current, name, value)
    try:
        with transaction.atomic():
            current.save(update_fields=[*changed, "title_order", "changed_at"])
    except IntegrityError:
        raise address_taken() from None
    if "operating_model" in changed:
        if earlier := own_models().filter(slug=offered_before).first():
            unlink(actor=actor, source=current, relation=OFFERS, target=earlier)
        tie_to_model(current, actor)
    index(current)
    return current


def tie_to_model(project: Project, actor: Actor) -> None:
    """So that the thread of both shows it. A model that is not there yet is tied when it is published (listeners)."""
    if project.operating_model and (model := own_models().filter(slug=project.operating_model).first()):
        link(actor=actor, source=project, relation=OFFERS, target=model)


@action("showcase.tie_offered_model", permission=WRITE)
def tie_offered_model(*, actor: Actor, model: OperatingModel) -> OperatingModel:
    """Tie every project that names the model to it."""
    for project in Project.objects.filter(operating_model=model.slug):
        tie_to_model(project, actor)
    return model


@action("showcase.send_to_review", permission=EDIT, of="project", label=_("Sent to review"))
def send_to_review(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("send_to_review", current, actor)
    wait_for_review(current, actor)
    return current


@action("showcase.approve", permission=REVIEW, of="project", label=_("Approved"))
def approve(*, actor: Actor, project: Project) -> Project:
    """Four eyes: somebody else than the sender has read it."""
    current = locked(project)
    LIFE.take("approve", current, actor)
    current.reviewed_by_id = getattr(actor, "pk", None)
    current.save(update_fields=["state", "reviewed_by", "changed_at"])
    return current


@action("showcase.return", permission=PUBLISH, of="project", label=_("Returned to draft"))
def return_to_draft(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("return", current, actor)
    current.save(update_fields=["state", "changed_at"])
    return current


@action("showcase.publish", permission=PUBLISH, of="project", label=_("Published"))
def publish_project(*, actor: Actor, project: Project) -> Project:
    """From now on everybody can read it. The first time of publishing is kept as its date."""
    current = locked(project)
    LIFE.take("publish", current, actor)
    current.published_at = current.published_at or timezone.now()
    current.save(update_fields=["state", "published_at", "changed_at"])
    tie_to_model(current, actor)
    index(current)
    publish(ProjectPublished(project_id=current.pk))
    return current


@action("showcase.archive", permission=PUBLISH, of="project", label=_("Archived"))
def archive_project(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("archive", current, actor)
    current.save(update_fields=["state", "changed_at"])
    index(current)
    return current


@action("showcase.reopen", permission=PUBLISH, of="project", label=_("Took back to draft"))
def reopen_project(*, actor: Actor, project: Project) -> Project:
    current = locked(project)
    LIFE.take("reopen", current, actor)
    current.save(update_fields=["state", "changed_at"])
    index(current)
    return current


@action("showcase.renew_review", permission=PUBLISH, of="project", label=_("Found that it still holds"))
def renew_review(*, actor: Actor, project: Project) -> Project:
    """The page was looked at and still holds: the next look is in a year."""
    current = locked(project)
    if not current.is_published:
        raise Refusal(_("Only a published project is looked at again."), mend=_("Reload the page to see where it stands now."))
    current.review_by = timezone.localdate() + timedelta(days=REVIEW_EVERY_DAYS)
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


@action("showcase.make_preview_link", permission=WRITE, of="project", label=_("Made a preview link"))
def make_preview_link(*, actor: Actor, project: Project) -> PreviewLink:
    """A link that shows the project in any state for PREVIEW_DAYS days. The secret is on the returned row once, as `secret`."""
    secret = secrets.token_urlsafe(24)
    made = PreviewLink.objects.create(
        project=project,
        secret_hash=hash_of(secret),
        made_by_id=getattr(actor, "pk", None),
        ends_at=timezone.now() + timedelta(days=PREVIEW_DAYS),
    )
    made.secret = secret  # type: ignore[attr-defined]
    return made


@action("showcase.end_preview_links", permission=WRITE, of="project", label=_("Ended the preview links"))
def end_preview_links(*, actor: Actor, project: Project) -> Project:
    PreviewLink.objects.filter(project=project, ends_at__gt=timezone.now()).update(ends_at=timezone.now())
    return project
