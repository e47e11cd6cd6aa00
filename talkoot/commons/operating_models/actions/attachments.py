"""Documents that go with a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from django.core.files.base import ContentFile, File
from django.utils.text import slugify
from django.utils.translation import gettext as _

from talkoot.commons.operating_models.actions.drafts import free_key, locked_draft, touched
from talkoot.commons.operating_models.content.package import Attachment as PackedFile
from talkoot.commons.operating_models.content.schema import ATTACHMENT_PATTERN
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.version import DRAFT, Version
from talkoot.commons.operating_models.permissions import EDIT
from talkoot.kernel.actions import action
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.files.checks import DOCUMENTS
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

MOST_ATTACHMENTS = 50


@action("operating_models.add_attachment", permission=EDIT, of="model")
def add_attachment(*, actor: Actor, model: OperatingModel, upload: File[bytes], title: Mapping[str, str]) -> Attachment:
    """A document for the draft. Its name in the package is made from its file's name."""
    draft = locked_draft(model)
    taken = set(Attachment.objects.filter(version=draft).values_list("name", flat=True))
    if len(taken) >= MOST_ATTACHMENTS:
        raise Refusal(_("A model has at most %(limit)d attachments.") % {"limit": MOST_ATTACHMENTS})
    stored = store_file(actor=actor, upload=upload)
    if stored.media_type not in DOCUMENTS:
        raise Refusal(_("Only documents can be attached to a model, not pictures."), field="upload")
    ending = DOCUMENTS[stored.media_type]
    stem = free_key(PurePosixPath(stored.name).stem, "document", {name.removesuffix(f".{ending}") for name in taken})
    attachment = Attachment.objects.create(version=draft, name=f"{stem}.{ending}", title=Words(title), file=stored)
    touched(draft)
    return attachment


@action("operating_models.remove_attachment", permission=EDIT, of="attachment")
def remove_attachment(*, actor: Actor, attachment: Attachment) -> None:
    """Take it out of the draft. Published versions keep theirs; a file that no version holds is removed later."""
    draft = locked_draft(attachment.version.model)
    Attachment.objects.filter(pk=attachment.pk, version=draft).delete()
    touched(draft)


def attach_packed(actor: Actor, model: OperatingModel, files: Iterable[PackedFile]) -> None:
    """Keep the attachments of a package or an offer with the model's draft, byte by byte as they came."""
    draft = Version.objects.get(model=model, state=DRAFT)
    for packed in files:
        if not re.match(ATTACHMENT_PATTERN, packed.name):
            raise Refusal(_("The attachment %(name)s has a name that cannot be kept.") % {"name": slugify(packed.name)})
        stored = store_file(actor=actor, upload=ContentFile(packed.content, name=packed.name))
        Attachment.objects.create(version=draft, name=packed.name, title=Words(packed.title), file=stored)
