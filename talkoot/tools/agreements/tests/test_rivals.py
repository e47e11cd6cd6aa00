"""Several people press the same button at once, with real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.utils import translation

from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.actions.drafting import attach_annex, draft_agreement
from talkoot.tools.agreements.actions.signing import amend_agreement, offer_agreement, sign_agreement
from talkoot.tools.agreements.actions.templates import template_from_content
from talkoot.tools.agreements.models.agreement import Agreement
from talkoot.tools.agreements.models.signing import Signature
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.queries.agreements import parties_of
from talkoot.tools.agreements.tests.conftest import DATA, words

pytestmark = [pytest.mark.rivals, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def in_espoo(espoo):
    """The cast is made outside a transaction of the test, so that the rivals see it."""
    return espoo


@pytest.fixture
def cast(espoo, aino):
    from talkoot.kernel.people.models.grant import Grant
    from talkoot.kernel.people.models.organisation import Membership, Organisation
    from talkoot.tools.agreements.tests.conftest import person

    with in_municipality(espoo):
        vera, pia = person("vera@espoo.example", "Vera"), person("pia@robotti.example", "Pia")
        Grant.objects.create(person=vera, role="signatory")
        company = Organisation.objects.create(kind="company", name="Robotti Oy", business_id="2345678-1")
        Membership.objects.create(person=pia, organisation=company)
    return vera, pia, company


def at_once(municipality, *attempts):
    """What each attempt gave: "done", or the refusal."""
    gate = Barrier(len(attempts))

    def run(attempt):
        try:
            gate.wait()
            with in_municipality(municipality), translation.override("en"):
                attempt()
            return "done"
        except Refusal as refusal:
            with translation.override("en"):
                return str(refusal.reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return sorted(pool.map(run, attempts))


def test_signatures_numbers_and_versions_are_counted_once(espoo, aino, cast):
    """One story, since real commits are slow: the same content taken in, drafts numbered, signed, amended, all at once."""
    from datetime import timedelta

    from django.utils import timezone

    from talkoot.tools.agreements.actions.drafting import NamedParty

    vera, pia, company = cast
    take_in = lambda: template_from_content(actor=aino, key="k", title=words("T"), data=DATA)  # noqa: E731
    assert at_once(espoo, *[take_in] * 4) == ["done"] * 4
    with in_municipality(espoo):
        template = TemplateVersion.objects.get()
    today = timezone.localdate()

    def draft():
        return draft_agreement(
            actor=aino,
            template_version=template,
            language="fi",
            parties=[NamedParty(company, signatory=pia), NamedParty(None, signatory=vera)],
            values={"product": "Robot", "contact_partner": "Pia"},
            starts_on=today,
            ends_on=today + timedelta(days=9),
        )

    assert at_once(espoo, *[draft] * 6) == ["done"] * 6
    with in_municipality(espoo):
        assert sorted(Agreement.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
        agreement = Agreement.objects.order_by("pk").first()
        attach_annex(actor=aino, agreement=agreement, key="plan", reference="Plan")
    offers = at_once(espoo, *[lambda: offer_agreement(actor=aino, agreement=agreement)] * 3)
    assert offers == ["The text is out to be signed and cannot be changed."] * 2 + ["done"]
    with in_municipality(espoo):
        version = agreement_version(agreement)
        theirs, city = parties_of(agreement)
    sign = [lambda: sign_agreement(actor=pia, version=version, party=theirs)] * 3
    sign += [lambda: sign_agreement(actor=vera, version=version, party=city)] * 3
    results = at_once(espoo, *sign)
    assert results.count("done") == 2
    with in_municipality(espoo):
        assert Signature.objects.count() == 2
        assert Agreement.objects.get(pk=agreement.pk).state == "signed"
    amended = at_once(espoo, *[lambda: amend_agreement(actor=aino, agreement=agreement, changes="x")] * 3)
    assert amended == ["An amendment is open already."] * 2 + ["done"]


def agreement_version(agreement):
    from talkoot.tools.agreements.queries.agreements import open_version

    version = open_version(agreement)
    version.agreement = agreement
    return version
