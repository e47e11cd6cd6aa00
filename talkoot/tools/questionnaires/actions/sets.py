"""Making questionnaires: drafts, publishing, taking out of use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.questionnaires.content.kinds import Audience
from talkoot.tools.questionnaires.content.questions import KEY, hash_of_content, normalised
from talkoot.tools.questionnaires.events import VersionPublished
from talkoot.tools.questionnaires.models.sets import Questionnaire, QuestionnaireVersion
from talkoot.tools.questionnaires.permissions import PUBLISH, WRITE_SETS
from talkoot.tools.questionnaires.queries.sets import draft_version, versions_of


@action("questionnaires.publish_version", permission=PUBLISH, label=_("Published the questionnaire"))
def publish_version(
    *, actor: Actor, key: str, title: Words, content: Iterable[Mapping[str, Any]], answered_by: str, origin: str = ""
) -> QuestionnaireVersion:
    """The version with this content: the existing one when the questionnaire has it already, else a new one. May be called twice.

    `content` is the list of questions as in a package part (content/questions.py). Raises Refusal that names the faulty question.
    """
    refuse_bad_key(key)
    if answered_by not in Audience.values:
        raise Refusal(_("It is not known who answers the questionnaire."), field="answered_by")
    questions = normalised(content, answered_by=answered_by)
    Questionnaire.objects.get_or_create(key=key, defaults={"title": Words(title), "answered_by": answered_by})
    # Held, so that two who publish the same at once get the same version.
    questionnaire = Questionnaire.objects.select_for_update().get(key=key)
    if (questionnaire.title, questionnaire.answered_by, questionnaire.is_retired) != (title, answered_by, False):
        questionnaire.title, questionnaire.answered_by, questionnaire.is_retired = Words(title), answered_by, False
        questionnaire.save()
    return version_with(questionnaire, questions, origin)


def refuse_bad_key(key: str) -> None:
    if not isinstance(key, str) or not KEY.match(key):
        raise Refusal(
            _("The key of a questionnaire is made of small letters, numbers and hyphens."), mend=_("Write another key."), field="key"
        )


def version_with(questionnaire: Questionnaire, questions: list[dict[str, Any]], origin: str = "") -> QuestionnaireVersion:
    """The published version with these questions, made when there is none. The questionnaire's row is held."""
    digest = hash_of_content(questions, questionnaire.answered_by)
    versions = versions_of(questionnaire)
    if existing := versions.filter(content_hash=digest, published_at__isnull=False).first():
        return existing
    last = versions.filter(published_at__isnull=False).first()
    number = last.number + 1 if last else 1
    # The draft keeps the number after the newest published one.
    draft = draft_version(questionnaire)
    if draft is not None:
        draft.number = number + 1
        draft.save(update_fields=["number"])
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=number, content=questions, content_hash=digest, origin=origin[:200], published_at=timezone.now()
    )
    publish(VersionPublished(version_id=version.pk))
    return version


@action("questionnaires.start_questionnaire", permission=WRITE_SETS, label=_("Began the questionnaire"))
def start_questionnaire(*, actor: Actor, key: str, title: Words, answered_by: str) -> Questionnaire:
    """A new questionnaire with an empty draft. Raises Refusal when the key is taken."""
    refuse_bad_key(key)
    try:
        with transaction.atomic():
            questionnaire = Questionnaire.objects.create(key=key, title=title, answered_by=answered_by)
    except IntegrityError:
        raise Refusal(
            _("The municipality already has a questionnaire with this key."), mend=_("Choose another key."), field="key"
        ) from None
    QuestionnaireVersion.objects.create(questionnaire=questionnaire, number=1)
    return questionnaire


@action("questionnaires.change_questionnaire", permission=WRITE_SETS, of="questionnaire", label=_("Changed the questionnaire"))
def change_questionnaire(*, actor: Actor, questionnaire: Questionnaire, title: Words, is_retired: bool) -> Questionnaire:
    """Its name, and whether it is in use. Rounds that have been opened go on."""
    questionnaire.title, questionnaire.is_retired = title, is_retired
    questionnaire.save()
    return questionnaire


@action("questionnaires.save_questions", permission=WRITE_SETS, of="questionnaire", label=_("Edited the questions"))
def save_questions(*, actor: Actor, questionnaire: Questionnaire, questions: list[dict[str, Any]], seen: str = "") -> QuestionnaireVersion:
    """Keep the questions as the questionnaire's draft, which may be empty. A draft begins as a copy of the newest version.

    seen: hash of the draft that the writer had before her (`draft_mark`); when another has changed it meanwhile, Refusal.
    """
    current = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    checked = normalised(questions, answered_by=current.answered_by) if questions else []
    draft = draft_version(current)
    newest = versions_of(current).filter(published_at__isnull=False).first()
    before = draft.content if draft else newest.content if newest else []
    if seen and seen != draft_mark_of(before, current):
        raise Refusal(_("Somebody else has changed the questions meanwhile."), mend=_("Look at them as they are now and try again."))
    if draft is None:
        number = newest.number + 1 if newest else 1
        draft = QuestionnaireVersion(questionnaire=current, number=number)
    draft.content = checked
    draft.save()
    current.save(update_fields=["changed_at"])
    return draft


def draft_mark_of(content: list[dict[str, Any]], questionnaire: Questionnaire) -> str:
    """A short mark of the questions as they are, for noticing that another has changed them."""
    return hash_of_content(content, questionnaire.answered_by)[:16]


@action("questionnaires.publish_draft", permission=PUBLISH, of="questionnaire", label=_("Published the questionnaire"))
def publish_draft(*, actor: Actor, questionnaire: Questionnaire) -> QuestionnaireVersion:
    """Make a version of the draft, which is gone then. When a version with the same questions exists, that one is returned."""
    current = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    draft = draft_version(current)
    if draft is None:
        raise Refusal(_("There is no draft to publish."), mend=_("Change the questions first."))
    questions = normalised(draft.content, answered_by=current.answered_by)
    draft.delete()
    return version_with(current, questions)
