"""200 planted names, looked for through every page, list, search, export, feed and mail of a juror who reads blind."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from talkoot.kernel.files.actions import store_file
from talkoot.kernel.mail.models import OutboxMail
from talkoot.kernel.people.business_id import validate_business_id
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.kernel.refusals import Refusal
from talkoot.tools.reviews import listeners
from talkoot.tools.reviews.actions.closing import agree_consensus, begin_discussing, lock_results, release_results
from talkoot.tools.reviews.actions.jurors import declare_interests, remind_jurors
from talkoot.tools.reviews.actions.scoring import submit_review
from talkoot.tools.reviews.content import told
from talkoot.tools.reviews.content.told import Parties, Section
from talkoot.tools.reviews.events import AssessmentOpened, JurorNamed, ResultsReleased
from talkoot.tools.reviews.models.candidate import Candidate, Party
from talkoot.tools.reviews.models.review import Assignment
from talkoot.tools.reviews.tests.making import CRITERIA, opened, person_named, scoring

HOME = "/espoo/en/reviews/"
COUNT = 40
BEGINNINGS = ["kvor", "zyl", "brux", "fjol", "gwem", "htar", "jyzz", "mlup"]
ENDINGS = ["bilax", "dorum", "faxil", "guzzo", "hemix"]


def word(n, what):
    return f"{what}{BEGINNINGS[n % 8]}{ENDINGS[n // 8]}".capitalize()


def business_id_of(n):
    """With its check digit, else no organisation may have it."""
    for digit in range(10):
        for last in range(9):
            number = f"{7000000 + n * 10 + last}-{digit}"
            try:
                validate_business_id(number)
            except Exception:
                continue
            return number
    raise AssertionError


class Names:
    """The five names behind candidate n."""

    def __init__(self, n):
        self.company = f"{word(n, 'ya')} Oy"
        self.product = word(n, "qe")
        self.person = f"Tarmo {word(n, 'xu')}nen"
        self.domain = f"{word(n, 'wo').lower()}.example"
        self.business_id = business_id_of(n)

    def needles(self):
        digits = self.business_id.replace("-", "")
        return [word.lower()[:-2] for word in (self.company.split()[0], self.product, self.person.split()[1], self.domain[:-8])] + [digits]

    def text(self):
        """As people write: cases, endings, signs between, markup."""
        product, company, surname = self.product, self.company.split()[0], self.person.split()[1]
        soft = "\u00ad".join(company)
        return (
            f"**{product}** on {company.upper()}in tuote. {product}lla ja {product.lower()}-palvelussa; {soft}; "
            f"{'&shy;'.join(product)}.\n\n"
            f"{self.person} ({surname[:-3]}sen puhelin 040 123 4567, {surname.lower()}@{self.domain}) ja {surname.upper()} vastaavat. "
            f"Katso [{self.domain}](https://www.{self.domain}/{product}) tai www.{self.domain}.\n\n"
            f"Y-tunnus {self.business_id}, FI{self.business_id.replace('-', '')}, {' '.join(self.business_id)}. "
            f"{company.translate(WIDE)} · Oma{product}Plus · {company[:4]}-\n{company[4:]}"
        )


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
PLAIN = "Robotti opastaa asiakkaita kirjastossa ja oppii palautteesta."


@pytest.fixture
def planted(monkeypatch, aino, espoo, in_espoo, settings, tmp_path):
    from django.core.files.base import ContentFile

    settings.MEDIA_ROOT = tmp_path
    names = {}
    things = []
    for n in range(COUNT):
        mine = Names(n)
        thing = Organisation.objects.create(
            kind="company", name=mine.company, business_id=mine.business_id, website=f"https://www.{mine.domain}"
        )
        names[thing.pk] = mine
        things.append(thing)
    file = store_file(actor=SYSTEM, upload=ContentFile(b"%PDF-1.4 whole", name=f"{names[things[0].pk].product}.pdf"))

    def files_of(thing):
        return (file,) if thing.pk == things[0].pk else ()

    def sections(thing):
        mine = names[thing.pk]
        return [
            Section("who", "Applicant", rows=(("Company", mine.company), ("Contact", mine.person)), is_identifying=True),
            Section(
                "idea", f"What {mine.product} does", text=f"{PLAIN}\n\n{mine.text()}", files=(file,) if thing.pk == things[0].pk else ()
            ),
            Section("cost", "Cost", rows=(("Price", f"8 000 € ({mine.company})"), (mine.product, mine.text()))),
        ]

    def parties(thing):
        mine = names[thing.pk]
        return Parties(frozenset({thing.pk}), frozenset(), frozenset(), (mine.product, mine.domain), (mine.person,))

    monkeypatch.setattr(told, "TELLERS", {})
    for room in ("queries.candidates", "actions.opening"):
        monkeypatch.setattr(f"talkoot.tools.reviews.{room}.TELLERS", told.TELLERS)
    told.tell("people.organisation", sections=sections, parties=parties)
    return names, things


def found_in(text, names):
    """Needles that the text holds, whatever signs stand between the letters."""
    bare = re.sub(r"[\W_]|\u00ad", "", re.sub(r"<[^>]*>", "", text)).lower()
    whole = re.sub(r"[\s\-\u00ad]", "", text).lower()
    return [needle for mine in names.values() for needle in mine.needles() if needle in bare or needle in whole]


def test_200_names_are_hidden_from_a_blind_juror_until_the_release(client_of, aino, espoo, planted):
    names, things = planted
    subject = Organisation.objects.create(kind="city_unit", name="Kulttuuri")
    assert len({needle for mine in names.values() for needle in mine.needles()}) == 5 * COUNT
    assessment, jurors = scoring(aino, opened(aino, subject, is_blind=True, reviews_wanted=2), things, names=("Juri", "Jutta"))
    juror, other = jurors
    # She may read what is in the making in her municipality as well: that opens nothing here.
    Grant.objects.create(person=juror.person, role="reader")
    declare_interests(actor=juror.person, assessment=assessment, interests=["Aivan muu Oy"])
    visitor, here = client_of(juror.person), f"{HOME}{assessment.pk}/"
    candidates = list(Candidate.objects.filter(assessment=assessment))
    assert len(candidates) == COUNT

    def pages(every):
        yield from ("/espoo/en/", HOME, here, f"{here}declare/", f"{here}candidates/", f"{here}candidates/?sort=spread")
        yield from (f"{here}candidates/?download=csv", f"{here}ranking/", f"{here}ranking.csv")
        yield from (f"{here}grounds.csv", f"{here}grounds.jsonl", f"/espoo/en/history/reviews.assessment/{assessment.pk}/")
        yield from (f"{HOME}candidates/{one.pk}/" for one in (candidates if every else candidates[:4]))
        yield from (f"{HOME}candidates/{one.pk}/conflict/" for one in candidates[:4])
        yield f"/espoo/en/history/reviews.candidate/{candidates[0].pk}/"
        for mine in list(names.values())[:3]:
            yield from (f"/espoo/en/search/?q={word}" for word in (mine.product, mine.company, mine.business_id))
            yield f"{here}candidates/?q={mine.product}"

    def shown(*, every=True):
        """Everything that the juror is answered; what she asked for herself is taken away."""
        texts, statuses = {}, []
        for address in pages(every):
            answer = visitor.get(address)
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
            texts[address] = re.sub(r'value="[^"]*"|href="[^"]*q=[^"]*"|action="[^"]*"', "", text) if "?q=" in address else text
            statuses.append(answer.status_code)
        return texts, statuses

    def leaks(texts):
        asked = {needle for mine in list(names.values())[:3] for needle in mine.needles()}
        return {
            address: found
            for address, text in texts.items()
            if (found := set(found_in(text, names)) - (asked if "?q=" in address else set()))
        }

    texts, _statuses = shown()
    assert leaks(texts) == {}
    assert sum(PLAIN in text for text in texts.values()) == COUNT
    assert texts[f"{HOME}candidates/{candidates[0].pk}/"].count("▮▮▮") > 10
    with_file = Candidate.objects.get(assessment=assessment, thing_id=things[0].pk)
    assert client_of(aino).get(f"{HOME}candidates/{with_file.pk}/files/idea/1/").status_code == 200
    assert visitor.get(f"{HOME}candidates/{with_file.pk}/files/idea/1/").status_code == 404
    assert found_in(client_of(aino).get(f"{HOME}candidates/{candidates[0].pk}/").content.decode(), names)

    # Another juror has guessed who it is and writes the names into her grounds; the jury agrees with names in its words.
    for assignment in Assignment.objects.select_related("juror__person", "candidate__assessment"):
        mine = names[assignment.candidate.thing_id]
        grounds = {one.key: (4, mine.text() if assignment.juror_id == other.pk else "Hyvä") for one in CRITERIA}
        submit_review(actor=assignment.juror.person, assignment=assignment, scores=grounds, note=f"{mine.company} {mine.person}")
    begin_discussing(actor=aino, assessment=assessment)
    for one in candidates[:3]:
        agree_consensus(actor=aino, candidate=one, values={"need": (5, names[one.thing_id].text())})
    texts, statuses = shown()
    assert leaks(texts) == {}
    assert statuses.count(200) >= COUNT
    assert "▮▮▮" in texts[f"{here}grounds.csv"]
    lock_results(actor=aino, assessment=assessment)
    texts, _statuses = shown(every=False)
    assert leaks(texts) == {}

    for juror_id in (juror.pk, other.pk):
        listeners.ask_for_declaration(JurorNamed(juror_id=juror_id))
    listeners.announce_scoring(AssessmentOpened(assessment_id=assessment.pk))
    with translation.override("en"), pytest.raises(Refusal, match="locked"):
        remind_jurors(actor=aino, assessment=assessment)
    release_results(actor=aino, assessment=assessment)
    listeners.tell_of_release(ResultsReleased(assessment_id=assessment.pk))
    mail = "".join(f"{one.subject}{one.body}" for one in OutboxMail.objects.filter(address=juror.person.email))
    assert mail
    assert found_in(mail, names) == []
    # Now all is shown, the file too, and the copies of names are gone.
    revealed = visitor.get(f"{HOME}candidates/{candidates[0].pk}/").content.decode()
    assert set(names[candidates[0].thing_id].needles()) <= set(found_in(revealed, names))
    assert visitor.get(f"{HOME}candidates/{with_file.pk}/files/idea/1/").status_code == 200
    assert not Party.objects.filter(kind="name").exists()


def test_a_person_of_a_candidate_is_never_its_juror(client_of, aino, planted):
    """Her own organisation is in the jury's pile: by organisation, business id and person it is kept from her without being named."""
    names, things = planted
    from talkoot.tools.reviews.actions.jurors import assign, declare_no_conflicts, name_juror
    from talkoot.tools.reviews.actions.opening import add_candidates
    from talkoot.tools.reviews.models.juror import Conflict
    from talkoot.tools.reviews.tests.making import member

    subject = Organisation.objects.create(kind="city_unit", name="Kulttuuri")
    assessment = opened(aino, subject, is_blind=True, reviews_wanted=1)
    add_candidates(actor=aino, assessment=assessment, things=things[:4])
    seller = person_named("Sini Myyjä")
    member(seller, things[1])
    name_juror(actor=aino, assessment=assessment, person=seller)
    declare_no_conflicts(actor=seller, assessment=assessment)
    assert list(Conflict.objects.values_list("candidate__thing_id", "kind")) == [(things[1].pk, "same_organisation")]
    run = assign(actor=aino, assessment=assessment)
    own = Candidate.objects.get(thing_id=things[1].pk)
    assert run.short == {str(own.pk): 1}
    assert names[things[1].pk].product not in client_of(seller).get(f"{HOME}{assessment.pk}/").content.decode()
