"""Amending, declining, recalling, terminating, ending; templates that stand still; hostile values; mail and queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Forbidden, Refusal
from talkoot.kernel.ui.markdown import render as markdown_html
from talkoot.kernel.ui.panels import waiting_for
from talkoot.tools.agreements.actions.drafting import attach_annex, draft_agreement, fill_places, withdraw_agreement
from talkoot.tools.agreements.actions.signing import (
    amend_agreement,
    decline_agreement,
    end_agreement,
    offer_agreement,
    recall_agreement,
    record_signed_copy,
    sign_agreement,
    terminate_agreement,
)
from talkoot.tools.agreements.actions.templates import template_from_content
from talkoot.tools.agreements.events import AgreementOffered
from talkoot.tools.agreements.listeners import tell_all, tell_first_signatory
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.permissions import KEEPERS, Keeper
from talkoot.tools.agreements.queries.agreements import (
    agreement_in_force_for,
    agreements_of,
    annexes_missing_at_end,
    is_in_force,
    parties_of,
    version_in_force,
)
from talkoot.tools.agreements.queries.readiness import texts_of
from talkoot.tools.agreements.tests.conftest import DATA, VALUES, words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def offered(draft, aino):
    attach_annex(actor=aino, agreement=draft, key="plan", reference="Plan version 2")
    return offer_agreement(actor=aino, agreement=draft)


def now(agreement):
    return Agreement.objects.select_related("municipality", "template_version__template").get(pk=agreement.pk)


def queue_of(person):
    """As the queue's page in Espoo asks for it: its items know their addresses."""
    return reversed_under("/espoo/en/", lambda: waiting_for(person))


def sign_all(agreement, version, pia, vera):
    company, city = parties_of(agreement)
    sign_agreement(actor=pia, version=version, party=company)
    sign_agreement(actor=vera, version=version, party=city)
    return now(agreement)


def test_same_content_is_the_same_version_and_a_published_one_is_frozen(template, aino):
    again = template_from_content(actor=aino, key="co-creation", title=words("Co-creation agreement"), data=DATA, origin="other")
    newer = template_from_content(actor=aino, key="co-creation", title=words("Co-creation agreement 2"), data=DATA)
    assert (again.pk, newer.number, newer.template_id) == (template.pk, 2, template.template_id)
    assert template.places[:4] == ["party_city", "party_partner", "contact_partner", "product"]
    assert template.places[4:] == ["starts_on", "ends_on", "signed_on", "signatory_city", "signatory_partner"]
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        TemplateVersion.objects.filter(pk=template.pk).update(title=words("Other"))


def test_hostile_values_stay_words(draft, aino):
    nasty = "[x](javascript:alert(1)) <b>*bold*</b> {{party_city}} # | `c`\n# head"
    fill_places(actor=aino, agreement=draft, values={"product": nasty})
    text = texts_of(AgreementVersion.objects.select_related("agreement__municipality", "template_version").get())["en"]
    html = str(markdown_html(text["clauses"][1]["text"]))
    assert "[x](javascript:alert(1)) &lt;b&gt;*bold*&lt;/b&gt; {{party_city}} # | `c` # head" in html
    assert "<a" not in html
    assert "<b>" not in html
    assert "<h" not in html


def test_unknown_place_and_long_value_are_refused(draft, aino):
    with pytest.raises(Refusal, match="no place"):
        fill_places(actor=aino, agreement=draft, values={"nothing": "x"})
    with pytest.raises(Refusal, match="longer than 1000"):
        fill_places(actor=aino, agreement=draft, values={"product": "x" * 1001})


def test_offered_text_and_its_annexes_are_frozen(offered, draft, aino):
    with pytest.raises(Refusal, match="out to be signed"):
        fill_places(actor=aino, agreement=draft, values={"product": "Other"})
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        AgreementVersion.objects.filter(pk=offered.pk).update(texts={})
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Annex.objects.filter(version=offered, key="plan").update(reference="Other")
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Annex.objects.filter(version=offered, key="plan").delete()


def test_declined_it_is_a_draft_again_with_the_reason_and_is_signed_anew(offered, draft, aino, pia, vera):
    company, _city = parties_of(draft)
    sign_agreement(actor=pia, version=offered, party=company)
    city = parties_of(draft)[1]
    with pytest.raises(Refusal, match="reason is missing"):
        decline_agreement(actor=vera, version=offered, party=city, reason=" ")
    mended = decline_agreement(actor=vera, version=offered, party=city, reason="The dates are wrong.")
    offered.refresh_from_db()
    assert (now(draft).state, offered.state, offered.withdrawn_because, mended.number) == ("draft", "withdrawn", "The dates are wrong.", 1)
    assert [annex.is_in_place for annex in Annex.objects.filter(version=mended).order_by("order")] == [True, False, False]
    with pytest.raises(Refusal, match="does not wait"):
        sign_agreement(actor=vera, version=offered, party=city)
    assert sign_all(draft, offer_agreement(actor=aino, agreement=draft), pia, vera).state == "signed"


def test_amendment_comes_into_force_when_all_have_signed_it(offered, draft, aino, pia, vera, dates):
    signed = sign_all(draft, offered, pia, vera)
    later = dates["ends_on"] + timedelta(days=30)
    amendment = amend_agreement(actor=aino, agreement=signed, changes="A month more.", values={"product": "Robot 2"}, ends_on=later)
    with pytest.raises(Refusal, match="open already"):
        amend_agreement(actor=aino, agreement=signed, changes="Again.")
    offer_agreement(actor=aino, agreement=signed)
    company, city = parties_of(draft)
    sign_agreement(actor=pia, version=amendment, party=company)
    assert now(draft).ends_on == dates["ends_on"]
    sign_agreement(actor=vera, version=amendment, party=city)
    after = now(draft)
    assert (after.ends_on, after.values["product"], after.state, version_in_force(after)) == (later, "Robot 2", "signed", amendment)


def test_withdrawn_amendment_leaves_what_was_signed(offered, draft, aino, pia, vera):
    signed = sign_all(draft, offered, pia, vera)
    amend_agreement(actor=aino, agreement=signed, changes="A month more.")
    withdraw_agreement(actor=aino, agreement=signed, reason="Not needed.")
    assert (now(draft).state, version_in_force(draft)) == ("signed", offered)
    with pytest.raises(Refusal, match="nothing to withdraw"):
        withdraw_agreement(actor=aino, agreement=signed)


def test_recalled_text_can_be_changed(offered, draft, aino):
    recall_agreement(actor=aino, agreement=draft, reason="A slip of the pen.")
    assert fill_places(actor=aino, agreement=draft, values={"product": "Other"}).state == "draft"


@pytest.mark.parametrize("who", ["pia", "vera", "aino"])
def test_either_side_may_terminate(offered, draft, pia, vera, aino, who, request):
    signed = sign_all(draft, offered, pia, vera)
    actor, today = request.getfixturevalue(who), timezone.localdate()
    with pytest.raises(Refusal, match="between today"):
        terminate_agreement(actor=actor, agreement=signed, reason="Enough.", ends_on=today - timedelta(days=1))
    ended = terminate_agreement(actor=actor, agreement=signed, reason="Enough.", ends_on=today + timedelta(days=2))
    assert (ended.state, is_in_force(ended, today + timedelta(days=2)), is_in_force(ended, today + timedelta(days=3))) == (
        "terminated",
        True,
        False,
    )


def test_strangers_and_teachers_may_not_terminate(offered, draft, pia, vera, tea, bo):
    signed = sign_all(draft, offered, pia, vera)
    for actor in (tea, bo, None):
        with pytest.raises(Forbidden):
            terminate_agreement(actor=actor, agreement=signed, reason="No.", ends_on=timezone.localdate())


def test_after_its_last_day_it_ends_and_the_late_annex_may_still_come(offered, draft, aino, pia, vera):
    sign_all(draft, offered, pia, vera)
    yesterday = timezone.localdate() - timedelta(days=1)
    Agreement.objects.filter(pk=draft.pk).update(starts_on=yesterday, ends_on=yesterday)
    ended = end_agreement(actor=SYSTEM, agreement=draft)
    assert (ended.state, [annex.key for annex in annexes_missing_at_end(ended)]) == ("ended", ["deletion"])
    assert [str(item.kind) for item in queue_of(aino) if "Co-creation" in item.title] == ["Annex missing"]
    attach_annex(actor=aino, agreement=ended, key="deletion", reference="Deleted on the last day.")
    assert annexes_missing_at_end(ended) == []
    with pytest.raises(Refusal, match="part of a text"):
        attach_annex(actor=aino, agreement=ended, key="deletion", reference="Other")


def test_signed_copy_is_recorded_by_the_municipality_alone(offered, draft, aino, pia, vera):
    company, city = parties_of(draft)
    copy = {"signed_on": timezone.localdate(), "version": offered}
    with pytest.raises(Forbidden):
        record_signed_copy(actor=pia, party=company, upload=SimpleUploadedFile("a.pdf", PDF), signer_name="Pia Partner", **copy)
    with pytest.raises(Refusal, match="PDF or a picture"):
        record_signed_copy(actor=aino, party=company, upload=SimpleUploadedFile("a.txt", b"hello"), signer_name="Pia Partner", **copy)
    with pytest.raises(Refusal, match="only its named signatory"):
        record_signed_copy(actor=aino, party=city, upload=SimpleUploadedFile("a.pdf", PDF), signer_name="Aino Aalto", **copy)
    record_signed_copy(actor=aino, party=company, upload=SimpleUploadedFile("a.pdf", PDF), signer_name="pia  partner", **copy)
    record_signed_copy(actor=aino, party=city, upload=SimpleUploadedFile("b.pdf", PDF), signer_name="Vera Virkanen", **copy)
    assert now(draft).state == "signed"
    assert [(s.method, s.person, s.recorded_by, s.file_sha256 == s.file.sha256) for s in Signature.objects.order_by("pk")] == [
        ("uploaded", pia, aino, True),
        ("uploaded", vera, aino, True),
    ]


def test_one_person_does_not_sign_for_both(draft, aino, pia, vera, company):
    from talkoot.kernel.people.models.organisation import Membership
    from talkoot.tools.agreements.actions.drafting import name_signatory

    Membership.objects.create(person=vera, organisation=company)
    party, city = parties_of(draft)
    party = name_signatory(actor=aino, party=party, signatory=vera)
    attach_annex(actor=aino, agreement=draft, key="plan", reference="Plan")
    version = offer_agreement(actor=aino, agreement=draft)
    sign_agreement(actor=vera, version=version, party=party)
    with pytest.raises(Refusal, match="does not sign for two"):
        sign_agreement(actor=vera, version=version, party=city)


def test_keeper_of_the_subject_says_who_writes_and_reads(template, company, school, aino, tea, bo, dates):
    kind = "people.organisation"
    KEEPERS[kind] = Keeper(
        read=lambda person, subject: None,
        write=lambda person, subject: None if person == tea else Forbidden("Only Tea."),
        readable=lambda person: Organisation.objects.filter(pk=school.pk) if person == tea else Organisation.objects.none(),
    )
    try:
        asked = {"template_version": template, "language": "fi", "parties": [company], "values": VALUES | {"else": "x"}, "subject": school}
        with pytest.raises(Forbidden, match="Only Tea"):
            draft_agreement(actor=aino, **asked)
        made = draft_agreement(actor=tea, annexes_at_end=["plan"], annexes_not_needed=["deletion"], **asked, **dates)
        from talkoot.tools.agreements.queries.agreements import visible_agreements

        assert list(visible_agreements(tea)) == [made] == list(agreements_of(school))
        assert list(visible_agreements(bo)) == []
        assert made.values == VALUES
        assert [(a.key, a.is_required, a.due) for a in Annex.objects.order_by("order")] == [
            ("plan", True, "end"),
            ("photos", False, "offer"),
            ("deletion", False, "end"),
        ]
        assert agreement_in_force_for(school) is None
    finally:
        del KEEPERS[kind]


def test_word_goes_to_whoever_signs_next_and_once(offered, draft, pia, vera, aino):
    for _again in (1, 2):
        tell_first_signatory(AgreementOffered(agreement_id=draft.pk, version_id=offered.pk))
    assert [(mail.person, mail.subject) for mail in OutboxMail.objects.all()] == [(pia, "To sign: Co-creation agreement")]
    assert f"/espoo/en/agreements/{draft.pk}/sign/" in OutboxMail.objects.get().body
    sign_all(draft, offered, pia, vera)
    tell_all(draft.pk, "signed")
    assert sorted(mail.person.name for mail in OutboxMail.objects.filter(event="agreements.signed")) == [
        "Aino Aalto",
        "Pia Partner",
        "Vera Virkanen",
    ]


def test_queue_shows_what_waits_for_my_signature(offered, draft, pia, vera, tea):
    mine = [(item.title, str(item.kind)) for item in queue_of(pia)]
    assert mine == [(f"Co-creation agreement ({draft.code})", "To sign")]
    sign_agreement(actor=pia, version=offered, party=parties_of(draft)[0])
    assert list(queue_of(pia)) == []
    assert len(queue_of(vera)) == 1
    assert list(queue_of(tea)) == []
