"""The page for guardians and participants."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.commons.trials.content.kinds import OVER
from talkoot.commons.trials.events import InformationPublished
from talkoot.commons.trials.models.information import InformationPage
from talkoot.commons.trials.models.trial import Trial
from talkoot.commons.trials.permissions import INFORM
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.receipts import new_page_code
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

REQUIRED = ("what", "why", "who", "data", "rights", "contact")


def not_over(trial: Trial) -> None:
    if trial.state in OVER:
        raise Refusal(_("The trial is over."), mend=_("Its information page stays as it was."))


@action("trials.write_information", permission=INFORM, of="trial", label=_("Wrote the page for guardians and participants"))
def write_information(
    *, actor: Actor, trial: Trial, what: Words, why: Words, who: Words, data: Words, rights: Words, contact: Words, is_voluntary: bool
) -> InformationPage:
    """The text of the page, as a draft or of the published page at once: readers see the change and since when."""
    current = Trial.objects.select_for_update().get(pk=trial.pk)
    not_over(current)
    texts = {"what": what, "why": why, "who": who, "data": data, "rights": rights, "contact": contact, "is_voluntary": is_voluntary}
    page = InformationPage.objects.filter(trial=current).first()
    if page is None:
        return InformationPage.objects.create(trial=current, code=new_page_code(), **texts)
    if page.published_at:
        refuse_gaps(current, texts)
    for name, text in texts.items():
        setattr(page, name, text)
    page.save(update_fields=[*texts, "changed_at"])
    return page


@action("trials.publish_information", permission=INFORM, of="trial", label=_("Published the page for guardians and participants"))
def publish_information(*, actor: Actor, trial: Trial) -> InformationPage:
    """From now on everybody with the code reads it, and may raise a concern. Publishing twice changes nothing."""
    current = Trial.objects.select_for_update().get(pk=trial.pk)
    not_over(current)
    page = InformationPage.objects.filter(trial=current).first()
    if page is None:
        raise Refusal(_("The page has not been written yet."), mend=_("Write it first."))
    if page.published_at:
        return page
    refuse_gaps(current, {name: getattr(page, name) for name in REQUIRED})
    page.published_at, page.published_by_id = timezone.now(), getattr(actor, "pk", None)
    page.save(update_fields=["published_at", "published_by", "changed_at"])
    publish(InformationPublished(trial_id=current.pk))
    return page


def refuse_gaps(trial: Trial, texts: dict[str, object]) -> None:
    """Nothing is published that leaves a question unanswered in the municipality's first language."""
    language = trial.municipality.default_language
    missing = [
        str(InformationPage._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in REQUIRED
        if language not in texts[name]  # type: ignore[operator]
    ]
    if missing:
        raise Refusal(
            _("Still without an answer in the municipality's first language: %(questions)s") % {"questions": " ".join(missing)},
            mend=_("Write it, then publish."),
        )
