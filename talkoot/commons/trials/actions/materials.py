"""Materials of a kit made from the parts of an operating model: each becomes the version of its instrument, made once."""

from __future__ import annotations

from typing import Any

from talkoot.commons.trials.content.kinds import MaterialKind
from talkoot.commons.trials.content.kit import KitMaterial
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.tools.agreements.actions.templates import template_from_content
from talkoot.tools.questionnaires.actions.sets import publish_version


def agreement_material(slot: str, *, key: str, title: Words, text: Words, data: dict[str, Any], origin: str) -> KitMaterial:
    """data: of a part "agreement_template". origin: model, version and part, as it is told on the template."""
    template = template_from_content(actor=SYSTEM, key=key, title=title, data=data, origin=origin)
    return KitMaterial(slot, MaterialKind.AGREEMENT, title, text=text, agreement_version=template)


def questionnaire_material(
    slot: str, *, key: str, title: Words, text: Words, data: dict[str, Any], origin: str, audience: str
) -> KitMaterial:
    """data: of a part "questionnaire"."""
    version = publish_version(actor=SYSTEM, key=key, title=title, content=data["questions"], answered_by=data["answered_by"], origin=origin)
    return KitMaterial(slot, MaterialKind.QUESTIONNAIRE, title, text=text, questionnaire_version=version, audience=audience)


def checklist_material(slot: str, *, title: Words, text: Words, data: dict[str, Any]) -> KitMaterial:
    """data: of a part "checklist"."""
    return KitMaterial(slot, MaterialKind.CHECKLIST, title, text=text, items=tuple(data.get("items") or ()))
