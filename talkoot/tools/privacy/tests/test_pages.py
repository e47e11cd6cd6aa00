"""The pages: who sees what, and the way from a product to a decided assessment in the browserless browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import set_urlconf
from django.utils import timezone
from lxml import html

from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.ui.panels import waiting_for
from talkoot.tools.privacy import permissions
from talkoot.tools.privacy.actions.deletion import certify_deletion, count_consents, start_clock
from talkoot.tools.privacy.actions.lanes import decide_lane
from talkoot.tools.privacy.models.assessment import ImpactAssessment
from talkoot.tools.privacy.models.deletion import ConsentCount, DeletionCertificate
from talkoot.tools.privacy.models.product import Product, ProductVersion
from talkoot.tools.privacy.models.screening import ScreeningCriterion, ScreeningItem
from talkoot.tools.privacy.queries.lanes import lane_for
from talkoot.tools.privacy.tests.making import CLEAN, RISK, TEXTS, WITH_ACCOUNTS, a_full_assessment, a_version, in_a_year

HOME = "/espoo/en/data-protection/"
SUBJECT_KIND = "people.organisation"


@pytest.fixture
def kept(monkeypatch):
    """Organisations stand in for a trial: their members may read and certify, nobody but coordinators may write or count."""
    from talkoot.kernel.people.models.organisation import Membership
    from talkoot.kernel.people.queries import is_member_of

    def members(person, subject):
        return None if is_member_of(person, subject) else permissions.role_refusal()

    def coordinators(person, subject):
        return None if "coordinator" in permissions.roles_here(person) else permissions.role_refusal()

    def visible(person):
        return Organisation.objects.filter(pk__in=Membership.objects.filter(person=person).values("organisation"))

    monkeypatch.setattr(permissions, "KEEPERS", dict(permissions.KEEPERS))
    monkeypatch.setattr("talkoot.tools.privacy.queries.assessments.KEEPERS", permissions.KEEPERS)
    monkeypatch.setattr("talkoot.tools.privacy.views.assessments.KEEPERS", permissions.KEEPERS)
    permissions.keep(SUBJECT_KIND, read=members, write=coordinators, certify=members, count=coordinators, visible=visible)


def statuses(client_of, people, address):
    return {name: client_of(person).get(address).status_code for name, person in people.items()}


def test_a_company_registers_a_product_and_answers(client_of, kim, company):
    client = client_of(kim)
    assert client.get(HOME).status_code == 200
    page = client.get(f"{HOME}products/add/")
    assert page.status_code == 200
    done = client.post(
        f"{HOME}products/add/",
        {"organisation": company.pk, "name": "Laskuri", "label": "1.0", "website": "laskuri.example", "purpose_fi": "Laskemiseen"},
    )
    version = ProductVersion.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"{HOME}versions/{version.pk}/")
    assert version.product.website == "https://laskuri.example"
    assert "Answer the data questionnaire" in client.get(f"{HOME}versions/{version.pk}/").content.decode()
    assert client.get(f"{HOME}versions/{version.pk}/answer/").status_code == 200
    unconfirmed = client.post(f"{HOME}versions/{version.pk}/answer/", CLEAN)
    assert unconfirmed.status_code == 422
    done = client.post(f"{HOME}versions/{version.pk}/answer/", CLEAN | {"is_confirmed": "on"})
    assert done.status_code == 302, done.content.decode()[-3000:]
    page = client.get(f"{HOME}versions/{version.pk}/").content.decode()
    assert "A: no pupil data" in page
    assert "Not decided yet" in page
    assert "ei tietoja" in client.get(f"{HOME}versions/{version.pk}/answers/").content.decode()


def test_a_coordinator_decides_the_lane_on_the_page(client_of, aino, kim, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    client = client_of(aino)
    page = client.get(f"{HOME}versions/{version.pk}/lane/")
    assert "A pupil needs an account." in page.content.decode()
    number = page.context["form"]["answers"].value()
    refused = client.post(f"{HOME}versions/{version.pk}/lane/", {"answers": number, "lane": "C"})
    assert refused.status_code == 422
    assert "needs a reason" in refused.content.decode()
    done = client.post(f"{HOME}versions/{version.pk}/lane/", {"answers": number, "lane": "B"})
    assert done.status_code == 302
    assert lane_for(version) == "B"


def test_screening_a_level_on_the_page(client_of, aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    client, address = client_of(aino), f"{HOME}versions/{version.pk}/screening/L5/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"finding-age-limit": "pass", "finding-no-contact": "fail"})
    assert refused.status_code == 422
    assert "Say in a note why" in refused.content.decode()
    assert not ScreeningItem.objects.exists()
    done = client.post(address, {"finding-age-limit": "pass", "finding-no-contact": "fail", "note-no-contact": "Avoin keskustelu"})
    assert done.status_code == 302
    assert set(ScreeningItem.objects.values_list("key", "finding")) == {("age-limit", "pass"), ("no-contact", "fail")}
    assert client.get(f"{HOME}versions/{version.pk}/screening/L1/").status_code == 404
    assert client.get(f"{HOME}versions/{version.pk}/screening/L9/").status_code == 404
    assert client.get(f"{HOME}organisations/{company.pk}/screening/").status_code == 200


def test_criteria_and_times_are_the_municipalitys(client_of, aino, tea):
    client = client_of(aino)
    assert client.get(f"{HOME}criteria/").status_code == 200
    assert client.get(f"{HOME}criteria/no-ads/edit/").context["form"]["text"].initial["en"].startswith("No advertising")
    client.post(f"{HOME}criteria/no-ads/edit/", {"text_fi": "Ei mainoksia", "level": "L2", "valid_days": "30", "is_in_use": "on"})
    done = client.post(f"{HOME}criteria/add/", {"text_fi": "Hiljainen", "level": "L3", "key": "quiet", "is_in_use": "on"})
    assert done.status_code == 302
    assert set(ScreeningCriterion.objects.values_list("key", "level", "valid_days")) == {("no-ads", "L2", 30), ("quiet", "L3", None)}
    taken = client.post(f"{HOME}criteria/add/", {"text_fi": "x", "level": "L3", "key": "secure", "is_in_use": "on"})
    assert "of this key already" in taken.content.decode()
    moved = client.post(f"{HOME}criteria/taxes/edit/", {"text_fi": "x", "level": "L3", "is_in_use": "on"})
    assert moved.status_code == 422
    assert (
        client.post(f"{HOME}settings/", {"consent_age": 14, "research_age": 15, "deletion_days": 14, "review_months": 6}).status_code == 302
    )
    assert (
        client.post(f"{HOME}settings/", {"consent_age": 3, "research_age": 15, "deletion_days": 14, "review_months": 6}).status_code == 422
    )
    assert client_of(tea).get(f"{HOME}criteria/").status_code == 403


def test_an_assessment_is_written_advised_and_decided_on_the_pages(client_of, aino, dora, oskar, kim, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    decide_lane(actor=aino, version=version, lane="B")
    writer = client_of(aino)
    page = writer.get(f"{HOME}versions/{version.pk}/assess/")
    assert page.context["form"]["lane"].value() == "B"
    writer.post(f"{HOME}versions/{version.pk}/assess/", {"title": "Laskurin arviointi", "language": "fi", "lane": "B"})
    assessment = ImpactAssessment.objects.get()
    own = f"{HOME}assessments/{assessment.pk}/"
    assert "Still empty" in writer.get(own).content.decode()
    parts = {
        "what": ("description", "data_types", "data_subjects", "age_from", "age_to", "people_count"),
        "where": ("recipients", "countries", "retention_days"),
        "why": ("necessity", "views_of_people"),
        "left": ("residual_risk",),
    }
    for part, names in parts.items():
        assert writer.get(f"{own}edit/{part}/").status_code == 200
        sent = {name: TEXTS[name] for name in names} | {"title": "Laskurin arviointi", "lane": "B", "consultation": "not_needed"}
        done = writer.post(f"{own}edit/{part}/", sent)
        assert done.status_code == 302, (part, done.content.decode()[-3000:])
    assert writer.get(f"{own}risks/add/").status_code == 200
    assert writer.post(f"{own}risks/add/", RISK).status_code == 302
    basis = {"purpose": "Opetus", "basis": "public_task", "necessity": "Laki", "alternatives": "Paperi"}
    assert writer.post(f"{own}bases/add/", basis).status_code == 302
    assert writer.post(f"{own}step/send_for_advice/").status_code == 302
    assert [item.title for item in client_of(dora).get("/espoo/en/today/").context["waiting"]] == ["Laskurin arviointi"]
    assert client_of(dora).post(f"{own}advice/", {"opinion": "favourable", "text": "Hyvä."}).status_code == 302
    official = client_of(oskar)
    assert "Hyvä." in official.get(f"{own}decision/").content.decode()
    done = official.post(f"{own}decision/", {"outcome": "go", "reason": "Pieni riski.", "review_on": in_a_year().isoformat()})
    assert done.status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == "approved"
    assert "Pieni riski." in writer.get(own).content.decode()
    assert client_of(kim).get(own).status_code == 404
    assert writer.post(f"{own}renew/").status_code == 302


def test_every_look_at_lane_b_is_in_the_audit(client_of, aino, dora, kim, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    clean = a_version(kim, company, name="Muistikirja", answers=CLEAN)
    assessment = a_full_assessment(aino, version=version)
    for address in (f"versions/{version.pk}/", f"versions/{version.pk}/answers/", f"versions/{clean.pk}/", f"assessments/{assessment.pk}/"):
        client_of(dora).get(HOME + address)
    seen = AuditLine.objects.filter(action="privacy.view_record").order_by("pk").values_list("actor", "thing_kind", "thing_id")
    assert list(seen) == [
        (dora.pk, "privacy.productversion", version.pk),
        (dora.pk, "privacy.productversion", version.pk),
        (dora.pk, "privacy.impactassessment", assessment.pk),
    ]


def test_assessment_as_pdf(client_of, aino, kim, company):
    assessment = a_full_assessment(aino, version=a_version(kim, company, answers=WITH_ACCOUNTS))
    answer = client_of(aino).get(f"{HOME}assessments/{assessment.pk}/print.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert client_of(kim).get(f"{HOME}assessments/{assessment.pk}/print.pdf").status_code == 404


def test_who_sees_which_product_and_answers(client_of, aino, bo, carl, dora, kim, rival, tea, company):
    version = a_version(kim, company, answers=WITH_ACCOUNTS)
    people = {"aino": aino, "bo": bo, "carl": carl, "dora": dora, "kim": kim, "rival": rival, "tea": tea, "nobody": None}
    everyone = dict.fromkeys(people, 404) | {"aino": 200, "dora": 200, "kim": 200, "tea": 200}
    assert statuses(client_of, people, f"{HOME}products/laskuri/") == everyone
    assert statuses(client_of, people, f"{HOME}versions/{version.pk}/") == everyone
    assert statuses(client_of, people, f"{HOME}versions/{version.pk}/answers/") == everyone | {"tea": 403}
    assert statuses(client_of, people, f"{HOME}versions/{version.pk}/answer/") == everyone | {"dora": 403, "tea": 403}
    assert statuses(client_of, people, f"{HOME}versions/{version.pk}/lane/") == everyone | {"dora": 403, "kim": 403, "tea": 403}
    listed = {name: "Laskuri" in client_of(person).get(HOME).content.decode() for name, person in people.items() if person}
    assert listed == {name: status == 200 for name, status in everyone.items() if name != "nobody"}
    assert "A pupil needs an account" not in client_of(tea).get(f"{HOME}versions/{version.pk}/").content.decode()


def test_records_of_a_subject_follow_its_keeper(client_of, kept, aino, bo, carl, dora, kim, rival, company, today):
    start_clock(actor=aino, subject=company, what="Oppilaiden tunnukset", runs_until=today, organisation=company)
    count_consents(actor=aino, subject=company, group_label="5B", asked=24, given=21, refused=2, has_alternative=True)
    people = {"aino": aino, "bo": bo, "carl": carl, "dora": dora, "kim": kim, "rival": rival}
    own = f"{HOME}of/{SUBJECT_KIND}/{company.pk}/"
    seen = statuses(client_of, people, own)
    assert seen == {"aino": 200, "bo": 403, "carl": 403, "dora": 200, "kim": 200, "rival": 403}
    assert "5B" in client_of(aino).get(own).content.decode()
    of_kim = client_of(kim).get(own).content.decode()
    assert "5B" not in html.fromstring(of_kim).text_content()
    assert "Fewer than five people" in of_kim
    assert statuses(client_of, people, f"{own}consents/") == {"aino": 200, "bo": 403, "carl": 403, "dora": 403, "kim": 403, "rival": 403}
    assert statuses(client_of, people, f"{own}certify/") == {"aino": 403, "bo": 403, "carl": 403, "dora": 403, "kim": 200, "rival": 403}


def test_a_member_certifies_and_the_clock_stops(routes, client_of, kept, aino, kim, company, today):
    clock = start_clock(actor=aino, subject=company, what="Tunnukset", runs_until=today, organisation=company)
    own = f"{HOME}of/{SUBJECT_KIND}/{company.pk}/"
    assert [item.title for item in waiting_for(kim)] == ["Tunnukset"]
    sent = {"organisation": company.pk, "deleted_on": today.isoformat(), "what": "Tunnukset", "is_true": "on"}
    assert "from where and how" in client_of(kim).post(f"{own}certify/", sent).content.decode()
    done = client_of(kim).post(f"{own}certify/", sent | {"where": "Pilvi ja varmuuskopiot", "how": "Poistettu pysyvästi"})
    assert done.status_code == 302
    clock.refresh_from_db()
    assert clock.certificate == DeletionCertificate.objects.get()
    assert waiting_for(kim) == []


def test_consents_are_counted_on_the_page(client_of, kept, aino, company):
    own = f"{HOME}of/{SUBJECT_KIND}/{company.pk}/consents/"
    client = client_of(aino)
    assert client.post(own, {"group_label": "5B", "asked": 24, "given": 20, "refused": 6}).status_code == 422
    assert client.post(own, {"group_label": "5B", "asked": 24, "given": 20, "refused": 3}).status_code == 422
    assert client.post(own, {"group_label": "5B", "asked": 24, "given": 20, "refused": 3, "has_alternative": "on"}).status_code == 302
    assert client.get(f"{own}?group=5B").context["form"]["given"].value() == 20
    client.post(own, {"group_label": "5B", "asked": 24, "given": 21, "refused": 3, "has_alternative": "on"})
    assert ConsentCount.objects.get().given_count == 21


def test_only_kept_kinds_have_records(client_of, aino, company):
    for kind in ("people.person", "people.organisation", "auth.group", "x", "audit.auditline"):
        assert client_of(aino).get(f"{HOME}of/{kind}/{company.pk}/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "versions/99999999999999999999/",
        "versions/0/",
        "products/%00/",
        "assessments/99999999999999999999/",
        "assessments/1/edit/nothing/",
        "criteria/nothing/edit/",
        "clocks/99999999999999999999/",
        "organisations/99999999999999999999/screening/",
        "of/trials.trial/99999999999999999999/",
    ],
)
def test_made_up_addresses_are_not_there(client_of, aino, address):
    assert client_of(aino).get(HOME + address).status_code == 404


def test_hostile_input_is_refused_in_words(client_of, aino, kim, company):
    version = a_version(kim, company, answers=CLEAN)
    client = client_of(aino)
    for sent in ({"answers": "9" * 400, "lane": "A"}, {"answers": "1", "lane": "\0"}, {"lane": "Z"}, {}):
        assert client.post(f"{HOME}versions/{version.pk}/lane/", sent).status_code == 422
    assert client.post(f"{HOME}products/add/", {"organisation": "x\0", "name": "\0" * 10, "label": ""}).status_code == 422
    assert client.get(f"{HOME}?q=%00&lane=Z&after=x").status_code == 200
    assert Product.objects.count() == 1


def test_lists_take_the_same_queries_for_few_and_many(client_of, aino, kim, company, counted):
    def more(count):
        start = Product.objects.count()
        for n in range(start, start + count):
            version = a_version(kim, company, name=f"P{n}")
            version.product.purpose = {"fi": "Kuvaus"}
            version.product.save()
        ImpactAssessment.objects.bulk_create(
            [ImpactAssessment(title=f"A{n}", language="fi", lane="B", version=version) for n in range(start, start + count)]
        )

    client = client_of(aino)
    for address in (HOME, f"{HOME}assessments/", f"{HOME}clocks/", f"{HOME}certificates/"):
        client.get(address)
    more(3)
    few = {address: counted(client, address) for address in (HOME, f"{HOME}assessments/")}
    more(22)
    many = {address: counted(client, address) for address in (HOME, f"{HOME}assessments/")}
    assert few == many
    assert max(many.values()) <= 12


def test_lists_as_csv(client_of, aino, kim, company, today):
    version = a_version(kim, company, answers=CLEAN)
    decide_lane(actor=aino, version=version, lane="A")
    certify_deletion(actor=aino, subject=version, deleted_on=today, is_nothing_collected=True, organisation=company)
    text = b"".join(client_of(aino).get(f"{HOME}?download=csv").streaming_content).decode()
    assert "Laskuri,Oppi Oy,A" in text
    assert "Oppi Oy" in b"".join(client_of(aino).get(f"{HOME}certificates/?download=csv").streaming_content).decode()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def routes():
    """Addresses as inside a municipality, for what is asked outside a request."""
    set_urlconf(MUNICIPALITY_URLS)
    yield
    set_urlconf(None)


@pytest.fixture
def counted():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client, address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")) for one in queries)

    return count


def test_queue_tells_of_screenings_that_run_out_soon_or_just_did(client_of, aino, company, today):
    for name, days in (("Kaukoputki", 31), ("Mikroskooppi", 20), ("Kompassi", -10), ("Astrolabi", -31)):
        version = a_version(aino, company, name=name)
        ScreeningItem.objects.create(
            version=version, level="L1", key="k", finding="pass", screened_at=timezone.now(), expires_on=today + timedelta(days=days)
        )
    titles = [item.title for item in client_of(aino).get("/espoo/en/today/").context["waiting"] if item.kind == "Screening"]
    assert titles == ["Kompassi 1.0", "Mikroskooppi 1.0"]
