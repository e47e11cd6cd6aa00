"""A trial in which everything for a reference is in place. Written as rows: the journeys walk the whole way."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.text import slugify

from talkoot.commons.trials.content.kinds import State
from talkoot.commons.trials.models.closing import ResultPage
from talkoot.commons.trials.models.feedback import FeedbackRound
from talkoot.commons.trials.tests.making import a_company, a_trial, member_of, someone, words
from talkoot.kernel.people.models.grant import Grant
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion
from talkoot.tools.privacy.models.deletion import DeletionCertificate
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.questionnaires.models.answers import Submission
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.models.sets import Questionnaire, QuestionnaireVersion

MONTH = timedelta(days=30)


def an_official(email="vera@espoo.example"):
    official = someone(email, name="Vera Virkanen")
    Grant.objects.create(person=official, role="signatory")
    return official


def a_version(organisation, label="2.1", name="Lukuviitta", **more):
    product, _ = Product.objects.get_or_create(organisation=organisation, name=name, slug=slugify(name))
    return ProductVersion.objects.create(product=product, label=label, **({"is_major": False} | more))


def about(trial):
    return {"subject_kind": "trials.trial", "subject_id": trial.pk}


def sign(trial, signed_at=None):
    template, _ = AgreementTemplate.objects.get_or_create(key="co-creation", title=words("Agreement"))
    version, _ = TemplateVersion.objects.get_or_create(template=template, number=1, title=words("Agreement"))
    return Agreement.objects.create(
        year=2026,
        number=Agreement.objects.count() + 1,
        title=words("Agreement"),
        template_version=version,
        language="fi",
        state="signed",
        signed_at=signed_at or trial.started_at - timedelta(days=2),
        **about(trial),
    )


def evaluate(trial, side):
    questionnaire, _ = Questionnaire.objects.get_or_create(key=side, title=words(side))
    version, _ = QuestionnaireVersion.objects.get_or_create(questionnaire=questionnaire, number=1, content=[], content_hash=side)
    answered = Round.objects.create(version=version, title=words(side), audience="teacher", **about(trial))
    FeedbackRound.objects.create(trial=trial, round=answered, slot=f"feedback-{side}", side=side, is_evaluation=True)
    Submission.objects.create(round=answered, once_key=uuid4().hex, language="fi", answers={}, received_on=timezone.localdate())


def publish_result(trial):
    return ResultPage.objects.create(
        trial=trial, outcome="worked", summary=words("Good"), what_changed=words("More"), published_at=timezone.now()
    )


def certify(trial):
    return DeletionCertificate.objects.create(
        organisation=trial.organisation, is_nothing_collected=True, deleted_on=timezone.localdate(), **about(trial)
    )


def bare_completed(organisation=None):
    """Completed, with nothing of what a reference needs."""
    trial = a_trial(organisation=organisation or a_company(business_id="2345678-1"))
    trial.state, trial.started_at, trial.ended_at = State.COMPLETED, timezone.now() - MONTH, timezone.now()
    trial.save()
    return trial


def a_completed_trial(organisation=None):
    trial = bare_completed(organisation)
    sign(trial)
    evaluate(trial, "host")
    evaluate(trial, "partner")
    publish_result(trial)
    certify(trial)
    return trial


def a_partner_of(trial):
    return member_of(trial.organisation)
