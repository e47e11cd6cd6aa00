"""Draft → published version, which never changes again; the one before it is superseded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from jsonschema.exceptions import best_match

from talkoot.commons.operating_models.actions.drafts import locked, show_on_model
from talkoot.commons.operating_models.content.checks import problems_of
from talkoot.commons.operating_models.content.package import Package, package_document, validator
from talkoot.commons.operating_models.content.parts import PartContent, version_hash
from talkoot.commons.operating_models.content.schema import NUMBER_PATTERN
from talkoot.commons.operating_models.events import ModelPublished
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, Version
from talkoot.commons.operating_models.permissions import PUBLISH
from talkoot.commons.operating_models.phases import LIFE
from talkoot.commons.operating_models.slots import slots_refusal
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.files.actions import set_file_public
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM, Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index


@action("operating_models.publish_version", permission=PUBLISH, of="version")
def publish_version(
    *, actor: Actor, version: Version, change_note: Mapping[str, str], number: str = "", is_public: bool | None = None
) -> Version:
    """Publish the draft. number: other than the draft has. is_public: shown to other municipalities; None leaves it."""
    model = locked(version.model)
    version = Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
    LIFE.take("publish", version, actor)
    contents = [part.content for part in Part.objects.filter(version=version)]
    files = list(Attachment.objects.filter(version=version).select_related("file"))
    version.content_hash = version_hash(contents, [(one.name, one.file.sha256) for one in files])
    check_publishable(model, version, contents, number or version.number)
    earlier = Version.objects.filter(model=model, state=PUBLISHED).first()
    if earlier is not None:
        LIFE.take("supersede", earlier, SYSTEM)
        earlier.save(update_fields=["state"])
    version.number = number or version.number
    version.change_note = Words(change_note)
    version.published_at = timezone.now()
    version.published_by_id = getattr(actor, "pk", None)
    version.save()
    fields = show_on_model(model, contents)
    model.published_number, model.published_at = version.number, version.published_at
    if is_public is not None:
        model.is_public = is_public
    model.save(update_fields=[*fields, "published_number", "published_at", "is_public"])
    index(model)
    for one in files:
        set_file_public(actor=SYSTEM, file=one.file, is_public=model.is_public)
    publish(ModelPublished(model_id=model.pk, version_id=version.pk))
    return version


def check_publishable(model: OperatingModel, version: Version, contents: list[PartContent], number: str) -> None:
    """Raises the first Refusal."""
    if not re.match(NUMBER_PATTERN, number):
        raise Refusal(_("A version number looks like 1.2."), field="number")
    if Version.objects.filter(model=model, number=number).exclude(pk=version.pk).exists():
        raise Refusal(_("There is already a version %(number)s.") % {"number": number}, field="number")
    if Version.objects.filter(model=model, state=PUBLISHED, content_hash=version.content_hash).exists():
        raise Refusal(_("Nothing has changed since the published version."), mend=_("Change something, or throw the draft away."))
    if problems := problems_of(contents):
        titles = {part.key: str(Words(part.title)) for part in contents}
        raise Refusal(
            _("The part “%(part)s” is not ready: %(problem)s")
            % {"part": titles.get(problems[0].key) or problems[0].key, "problem": problems[0].sentence},
            mend=_("Mend it on the workbench; all that is missing is listed there."),
        )
    if refusal := slots_refusal(contents):
        raise refusal
    # What is published must be able to leave: its package follows the published schema.
    package = Package(slug=model.slug, version=number, parts=tuple(contents), languages=tuple(model.municipality.languages))
    if fault := best_match(validator().iter_errors(package_document(package))):
        place = "/".join(str(step) for step in fault.absolute_path)
        raise Refusal(_("This does not fit at %(place)s: %(fault)s") % {"place": place, "fault": fault.message[:200]})


@action("operating_models.show_model", permission=PUBLISH, of="model")
def show_model(*, actor: Actor, model: OperatingModel, is_public: bool) -> OperatingModel:
    """Show the published model to everybody, or to the municipality's own people only."""
    model = locked(model)
    model.is_public = is_public
    model.save(update_fields=["is_public"])
    index(model)
    for one in Attachment.objects.filter(version__model=model).exclude(version__state=DRAFT).select_related("file"):
        set_file_public(actor=SYSTEM, file=one.file, is_public=is_public)
    return model
