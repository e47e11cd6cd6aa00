"""TrialKit: what an entrance hands in with a trial, so that the engine knows no entrance.

TrialKit(
    gates=frozenset({GateCode.PRINCIPLES, GateCode.PLAN, GateCode.AGREEMENT}),
    evaluation_sides=("host", "partner"),
    materials=(
        KitMaterial("principles", MaterialKind.PRINCIPLES, title, text=text, model_slug="kyky", model_version="1.2"),
        KitMaterial("agreement", MaterialKind.AGREEMENT, title, agreement_version=template_version),
        KitMaterial("feedback-host", MaterialKind.QUESTIONNAIRE, title, questionnaire_version=version, audience="teacher"),
    ),
)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from talkoot.commons.trials.content.kinds import GateCode, MaterialKind
from talkoot.kernel.i18n.words import Words


@dataclass(frozen=True)
class KitMaterial:
    """One thing of the kit. slot: by which name the engine and the entrance find it.

    agreement_version, questionnaire_version: saved versions of the tools. items: of a checklist, [{"key", "text": {lang: text}}].
    """

    slot: str
    kind: MaterialKind
    title: Words
    text: Words = field(default_factory=Words)
    items: tuple[dict[str, Any], ...] = ()
    agreement_version: Any = None
    questionnaire_version: Any = None
    audience: str = ""
    model_slug: str = ""
    model_version: str = ""


@dataclass(frozen=True)
class TrialKit:
    """gates: which must hold before the start. evaluation_sides: whose evaluations closing waits for.

    notice_days: the information page is out so long before the start. quiet_days: no start in so many last days of a term.
    """

    gates: frozenset[GateCode]
    evaluation_sides: tuple[str, ...]
    materials: tuple[KitMaterial, ...] = ()
    notice_days: int = 7
    quiet_days: int = 21
