"""Every page, through the browserless visitor: who sees what, what is refused, what is said."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from talkoot.tools.agreements.actions.drafting import attach_annex
from talkoot.tools.agreements.actions.signing import amend_agreement, offer_agreement, sign_agreement
from talkoot.tools.agreements.content.text import hash_of
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.signing import Signature, SigningRight
from talkoot.tools.agreements.models.template import AgreementTemplate
from talkoot.tools.agreements.queries.agreements import parties_of

pytestmark = pytest.mark.django_db
HOME = "/espoo/en/agreements/"


@pytest.fixture
def offered(draft, aino):
    attach_annex(actor=aino, agreement=draft, key="plan", reference="Plan version 2")
    return offer_agreement(actor=aino, agreement=draft)


def page(client, path="", status=200):
    response = client.get(HOME + path)
    assert response.status_code == status, f"{path}: {response.status_code} {response.content[:300]}"
    return response.content.decode() if not response.streaming else b"".join(response.streaming_content)


def test_every_page_of_a_draft_opens(draft, aino, client_of):
    client = client_of(aino)
    company, city = parties_of(draft)
    one = f"{draft.pk}/"
    for path in (
        "",
        "start/",
        "templates/",
        "templates/add/",
        "templates/co-creation/",
        "clauses/",
        "clauses/add/",
        "rights/",
        one,
        f"{one}text/",
        f"{one}text/?text=sv",
        f"{one}basics/",
        f"{one}places/",
        f"{one}parties/add/",
        f"{one}parties/{company.pk}/",
        f"{one}parties/{city.pk}/",
        f"{one}annexes/plan/",
        f"{one}annexes/plan/need/",
        f"{one}withdraw/",
    ):
        page(client, path)
    page(client, f"{one}sign/{company.pk}/", 404)
    page(client, f"{one}evidence.json", 404)
    page(client, "rights/give/", 403)
    page(client, f"{'9' * 30}/", 404)
    assert "required annex “Plan” is missing" in page(client, one)


def test_an_agreement_is_drafted_filled_and_sent_through_pages(template, company, pia, vera, aino, client_of):
    client = client_of(aino)
    today = timezone.localdate()
    typed = {
        "template": template.pk,
        "organisation": company.pk,
        "language": "fi",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
    }
    assert client.post(f"{HOME}start/", typed).status_code == 302
    agreement = Agreement.objects.get()
    one = f"{HOME}{agreement.pk}/"
    wrong = client.post(f"{one}places/", {"place_product": "x" * 1001})
    assert wrong.status_code == 422
    assert "at most 1000 characters" in wrong.content.decode()
    filled = {"starts_on": typed["starts_on"], "ends_on": typed["ends_on"], "place_product": "Robot\0", "place_contact_partner": "Pia"}
    assert client.post(f"{one}places/", filled).status_code == 422
    assert client.post(f"{one}places/", filled | {"place_product": "Robot"}).status_code == 302
    there, city = parties_of(agreement)
    assert client.post(f"{one}parties/{there.pk}/", {"signatory": pia.pk, "title": "CEO"}).status_code == 302
    assert client.post(f"{one}parties/{city.pk}/", {"signatory": pia.pk}).status_code == 422
    assert client.post(f"{one}parties/{city.pk}/", {"signatory": vera.pk, "title": "Head"}).status_code == 302
    refused = client.post(f"{one}offer/", follow=True).content.decode()
    assert "The required annex “Plan” is missing." in refused
    plan = SimpleUploadedFile("plan.txt", b"What we do when.", content_type="text/plain")
    assert client.post(f"{one}annexes/plan/", {"upload": plan}).status_code == 302
    assert client.post(f"{one}offer/").status_code == 302
    assert Agreement.objects.get().state == "offered"
    assert [annex.is_in_place for annex in Annex.objects.order_by("order")] == [True, False, False]
    text = page(client, f"{agreement.pk}/text/?text=en")
    assert "Robotti Oy" in text
    assert "Contact: Pia" in text
    assert "the day stated on the signature page" in text


def test_signing_page_states_the_right_and_signs(offered, draft, pia, vera, client_of):
    company, city = parties_of(draft)
    path = f"{draft.pk}/sign/{company.pk}/"
    text = page(client_of(pia), path)
    assert "Named as the signatory of the organisation" in text
    assert "Robotti Oy" in text
    page(client_of(pia), f"{draft.pk}/sign/{city.pk}/", 403)
    changed = client_of(pia).post(HOME + path, {"seen": "0" * 64})
    assert changed.status_code == 422
    assert "has changed since you read it" in changed.content.decode()
    assert client_of(pia).post(HOME + path, {"seen": offered.sha256}).status_code == 302
    page(client_of(pia), path, 404)
    assert client_of(vera).post(f"{HOME}{draft.pk}/sign/{city.pk}/", {"seen": offered.sha256}).status_code == 302
    assert Agreement.objects.get().state == "signed"
    assert "Vera Virkanen" in page(client_of(pia), f"{draft.pk}/")


def test_a_visitor_is_led_to_sign_in_and_strangers_find_nothing(offered, draft, bo, carl, tea, client_of):
    company = parties_of(draft)[0]
    for path in ("", f"{draft.pk}/", f"{draft.pk}/sign/{company.pk}/", f"{draft.pk}/agreement.pdf", "rights/"):
        response = client_of(None).get(HOME + path)
        assert response.status_code == 302
        assert "/account/" in response["Location"]
    for stranger in (bo, carl, tea):
        client = client_of(stranger)
        assert "Co-creation agreement" not in page(client)
        for path in ("", "text/", "agreement.pdf", "evidence.json", f"sign/{company.pk}/", "places/", "terminate/"):
            page(client, f"{draft.pk}/{path}", 404)
        assert client.post(f"{HOME}{draft.pk}/offer/").status_code == 404


def test_the_company_sees_it_once_it_is_sent_and_never_the_draft(draft, aino, pia, client_of):
    client = client_of(pia)
    page(client, f"{draft.pk}/", 404)
    annex = attach_annex(actor=aino, agreement=draft, key="plan", upload=SimpleUploadedFile("plan.txt", b"Plan"))
    page(client, f"{draft.pk}/annexes/file/{annex.pk}/", 404)
    version = offer_agreement(actor=aino, agreement=draft)
    assert page(client, f"{draft.pk}/annexes/file/{annex.pk}/") == b"Plan"
    shown = page(client, f"{draft.pk}/")
    assert "Read and sign" in shown
    assert "Take back to change it" not in shown
    for path in ("places/", "recall/", "withdraw/", "amend/"):
        page(client, f"{draft.pk}/{path}", 403)
    page(client, f"{draft.pk}/text/?version={version.pk}")


def test_evidence_can_be_computed_again(offered, draft, pia, vera, client_of):
    company = parties_of(draft)[0]
    sign_agreement(actor=pia, version=offered, party=company)
    evidence = json.loads(page(client_of(pia), f"{draft.pk}/evidence.json"))
    assert hash_of(evidence["facts"]) == evidence["sha256"] == offered.sha256
    assert [(one["name"], one["sha256"], one["own_hash"]) for one in evidence["signatures"]] == [
        ("Pia Partner", offered.sha256, Signature.objects.get().own_hash)
    ]


def test_print_form_is_a_tagged_pdf_with_the_signatures(offered, draft, pia, client_of):
    sign_agreement(actor=pia, version=offered, party=parties_of(draft)[0])
    response = client_of(pia).get(f"{HOME}{draft.pk}/agreement.pdf?text=sv")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid" in response.content


def test_template_is_written_compared_and_published(template, aino, client_of):
    client, one = client_of(aino), f"{HOME}templates/co-creation/"
    assert client.post(f"{one}open/").status_code == 302
    desk = f"{one}draft/"
    for path in ("", "basics/", "publish/", "clauses/add/", "clauses/from-library/", "clauses/purpose/", "annexes/add/", "annexes/plan/"):
        page(client, f"templates/co-creation/draft/{path}")
    same = client.post(f"{desk}publish/", {})
    assert same.status_code == 422
    assert "Nothing has changed" in same.content.decode()
    wrong = {"title_fi": "Tarkoitus", "text_fi": "{{Not a place}}"}
    assert "cannot be a place to fill" in client.post(f"{desk}clauses/purpose/", wrong).content.decode()
    right = {
        "title_fi": "Tarkoitus",
        "text_fi": "He kehittävät: {{product}}.",
        "title_en": "Purpose",
        "text_en": "They improve {{product}} from {{starts_on}} to {{ends_on}}.",
    }
    assert client.post(f"{desk}clauses/purpose/", right).status_code == 302
    assert client.post(f"{desk}clauses/law/up/").status_code == 302
    assert client.post(f"{desk}annexes/photos/remove/").status_code == 302
    assert client.post(f"{desk}publish/", {"change_note": "Shorter"}).status_code == 302
    compared = page(client, "templates/co-creation/compare/1/2/?text=en")
    assert "<del>develop</del><ins>improve</ins>" in compared
    assert "<del>Photos</del>" in compared
    assert AgreementTemplate.objects.get().newest_number == 2
    assert client.post(f"{one}to-library/").status_code == 302
    assert (
        client.post(f"{HOME}clauses/purpose/edit/", {"title_fi": "Tarkoitus", "text_fi": "Toisin.", "change_note": "n"}).status_code == 302
    )
    assert "Wording 2" in page(client, "clauses/purpose/")
    assert client.post(f"{one}use/").status_code == 302
    page(client, "templates/?use=no")
    page(client, "templates/co-creation/compare/1/9/", 404)
    page(client, "templates/none/", 404)


def test_rights_are_given_by_the_right_people(ada, aino, pia, tea, vera, company, template, client_of):
    today = timezone.localdate().isoformat()
    typed = {"what_for": "Agreements", "basis": "§ 12", "valid_from": today}
    assert client_of(aino).post(f"{HOME}rights/give/", typed | {"person": tea.pk}).status_code == 403
    own = client_of(ada).post(f"{HOME}rights/give/", typed | {"person": ada.pk})
    assert own.status_code == 422
    assert "Nobody gives herself" in own.content.decode()
    assert client_of(ada).post(f"{HOME}rights/give/", typed | {"person": tea.pk}).status_code == 302
    assert client_of(pia).post(f"{HOME}rights/give/{company.pk}/", typed | {"person": pia.pk}).status_code == 302
    assert client_of(tea).post(f"{HOME}rights/give/{company.pk}/", typed | {"person": tea.pk}).status_code == 404
    rows = list(SigningRight.objects.order_by("pk"))
    assert [(row.person, row.organisation) for row in rows] == [(tea, None), (pia, company)]
    assert "Tea Teacher" in page(client_of(aino), "rights/")
    assert "Tea Teacher" not in page(client_of(pia), "rights/")
    assert client_of(pia).post(f"{HOME}rights/{rows[0].pk}/end/").status_code == 404
    assert client_of(ada).post(f"{HOME}rights/{rows[0].pk}/end/").status_code == 302


@pytest.mark.parametrize("count", [3, 45])
def test_list_asks_the_same_number_of_queries(count, template, company, aino, client_of, django_assert_max_num_queries):
    made = Agreement.objects.bulk_create(
        Agreement(year=2026, number=n, title=template.title, template_version=template, language="fi") for n in range(1, count + 1)
    )
    AgreementVersion.objects.bulk_create(AgreementVersion(agreement=one, number=1, template_version=template) for one in made)
    Party.objects.bulk_create(Party(agreement=one, organisation=company) for one in made)
    client = client_of(aino)
    client.get(HOME)
    with django_assert_max_num_queries(12):
        assert "agreements" in client.get(HOME).content.decode()


def test_two_versions_are_compared_side_by_side(offered, draft, aino, pia, vera, bo, client_of):
    (version, parties) = offered, {party.organisation_id: party for party in parties_of(draft)}
    for signatory, party in ((pia, parties[next(key for key in parties if key)]), (vera, parties[None])):
        sign_agreement(actor=signatory, version=version, party=party)
    address = f"/espoo/en/agreements/{draft.pk}/compare/"
    assert client_of(aino).get(address).status_code == 404
    amend_agreement(actor=aino, agreement=draft, changes="Another robot.", values={"product": "Robot 2"})
    shown = client_of(aino).get(address)
    assert [(str(row.title), row.standing) for row in shown.context["rows"]] == [("Purpose of Robot 2", "changed")]
    assert "<ins> 2</ins>" in shown.content.decode()
    assert "compare/" in client_of(aino).get(f"/espoo/en/agreements/{draft.pk}/").content.decode()
    # An open draft is not shown to the other side; hostile choices give the last two.
    assert client_of(pia).get(address).status_code == 404
    assert client_of(bo).get(address).status_code == 404
    for query in ("?before=x&after=y", "?before=%00", "?before=99999999999999999999&after=1&text=zz"):
        assert client_of(aino).get(address + query).status_code == 200
