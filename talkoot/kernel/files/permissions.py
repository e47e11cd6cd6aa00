"""Who may give files, read those that are not public, and manage them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.roles import EDITOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, Actor, permit, roles_of
from talkoot.kernel.refusals import Forbidden, Refusal


def is_reader_or_giver(person: Any, file: Any) -> bool:
    return person is not None and (file.uploaded_by_id == person.pk or READER.code in roles_of(person, municipality_in_force()))


def public_or_reader(person: Actor, file: Any) -> Refusal | None:
    if file is not None and file.is_sealed:
        return Forbidden(_("This file is read on the page to which it belongs."))
    if file is None or file.is_public or is_reader_or_giver(person, file):
        return None
    return Forbidden(_("This file is not public."), mend=_("Sign in with an account of the municipality."))


def editor_or_giver(person: Any, file: Any) -> Refusal | None:
    if file is not None and file.is_sealed:
        return Forbidden(_("This file is kept by the page to which it belongs."))
    if file is None or file.uploaded_by_id == person.pk or EDITOR.code in roles_of(person, municipality_in_force()):
        return None
    return Forbidden(_("Only the person who gave the file, or an editor of the municipality, may change it."))


# Whoever fills in a form with a file is asked by that form's own action who may.
UPLOAD = permit("files.upload", to=SIGNED_IN)
READ = permit("files.read", to=EVERYONE, rule=public_or_reader)
MANAGE = permit("files.manage", to=SIGNED_IN, rule=editor_or_giver)
