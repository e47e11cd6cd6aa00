"""Products, answers and assessments for tests, made by the actions that people use."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import Membership, Organisation
from talkoot.tools.privacy.actions.assessments import add_legal_basis, add_risk, change_assessment, open_assessment
from talkoot.tools.privacy.actions.lanes import answer_data_questionnaire
from talkoot.tools.privacy.actions.products import register_product, register_version

# A product that touches no pupil data at all.
CLEAN = {
    "pupil-data": "no",
    "accounts": "no",
    "data-types": ["none"],
    "necessity": "ei tietoja",
    "own-purposes": "no",
    "ai": "no",
    "profiling": "no",
    "location-of-data": "no-data",
    "retention-days": 0,
    "ads-tracking": "no",
    "research": "no",
    "security": "Kukaan ei pääse tietoihin, koska niitä ei ole.",
}
# One with pupils' accounts.
WITH_ACCOUNTS = CLEAN | {
    "pupil-data": "yes",
    "accounts": "yes",
    "data-types": ["name-contact", "answers"],
    "necessity": "Tunnus tarvitaan jatkamiseen.",
    "location-of-data": "eu-eea",
    "retention-days": 30,
    "sub-processors": "Pilvi Oy",
}
TEXTS = {
    "description": "Oppilaat ratkovat tehtäviä.",
    "data_types": "Nimimerkki, vastaukset",
    "data_subjects": "Oppilaat",
    "age_from": 10,
    "age_to": 12,
    "people_count": 24,
    "recipients": "Opettaja",
    "countries": "Suomi",
    "retention_days": 30,
    "necessity": "Ilman tunnusta työ ei säily.",
    "views_of_people": "Vanhempainilta kuultiin.",
    "residual_risk": "Pieni.",
}
RISK = {
    "text": "Joku muu näkee vastaukset.",
    "likelihood": 3,
    "severity": 2,
    "measures": "Nimimerkit.",
    "likelihood_after": 1,
    "severity_after": 2,
}


def someone(email, role=None, municipality=None):
    person = get_user_model().objects.create_user(email, "correct horse battery", name=email.partition("@")[0].title(), language="en")
    if role:
        with in_municipality(municipality):
            Grant.objects.create(person=person, role=role)
    return person


def a_company(name="Oppi Oy", member=None, kind="company"):
    company = Organisation.objects.create(kind=kind, name=name)
    if member is not None:
        Membership.objects.create(person=member, organisation=company, is_contact=True)
    return company


def a_version(actor, company, name="Laskuri", label="1.0", answers=None):
    product = register_product(actor=actor, organisation=company, name=name)
    version = register_version(actor=actor, product=product, label=label)
    if answers is not None:
        answer_data_questionnaire(actor=actor, version=version, answers=answers)
    return version


def a_full_assessment(actor, **where):
    """A draft that lacks nothing."""
    assessment = open_assessment(actor=actor, title="Laskurin arviointi", lane="B", **where)
    change_assessment(actor=actor, assessment=assessment, **TEXTS)
    add_risk(actor=actor, assessment=assessment, **RISK)
    add_legal_basis(
        actor=actor, thing=assessment, purpose="Opetus", basis="public_task", necessity="Perusopetuslaki", alternatives="Paperi"
    )
    assessment.refresh_from_db()
    return assessment


def in_a_year():
    return timezone.localdate() + timedelta(days=365)
