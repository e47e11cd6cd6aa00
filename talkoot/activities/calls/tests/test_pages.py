"""The pages, as people walk through them; and that they keep the seal."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from talkoot.activities.calls.actions.applications import add_application_file
from talkoot.activities.calls.actions.calls import close_call
from talkoot.activities.calls.actions.questions import ask_question
from talkoot.activities.calls.models.application import Application, ApplicationFile, ApplicationVersion
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.activities.calls.models.eligibility import Opening
from talkoot.activities.calls.models.programme import Programme
from talkoot.activities.calls.tests.making import FULL, a_submitted, an_application, past_deadline
from talkoot.kernel.audit.models import AuditLine
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.permissions.rules import SYSTEM

HOME = "/espoo/en/calls/"


def words_of(response) -> str:
    return response.content.decode()


def test_a_coordinator_prepares_a_programme_a_challenge_and_a_call(client_of, aino, cast, model):
    client = client_of(aino)
    made = client.post(
        f"{HOME}programmes/begin/",
        {
            "name_fi": "Nopeat kokeilut",
            "charter_fi": "Kokeillaan.",
            "hosts": [cast.centre.pk],
            "legal_form": "purchase",
            "budget_total": "40000",
            "ceiling": "10000",
            "shortest_days": 30,
            "longest_days": 90,
        },
    )
    assert made.status_code == 302, made.context["form"].errors
    programme = Programme.objects.get()
    assert made.url == f"{HOME}programmes/nopeat-kokeilut/"
    client.post(f"{made.url}step/open/")
    challenge_page = client.post(
        f"{made.url}challenge/",
        {
            "title_fi": "Robotti opastaa",
            **{f"{name}_fi": "Teksti" for name in ("need", "situation", "affected", "wanted_change", "offers")},
            "unit": cast.centre.pk,
        },
    ).url
    challenge = Challenge.objects.get()
    keys = ["users-words", "no-solution", "how-many", "baseline", "host", "limits", "after-owner", "languages"]
    assert client.post(f"{challenge_page}check/", {"users-words": "on"}).status_code == 422
    assert client.post(f"{challenge_page}check/", dict.fromkeys(keys, "on")).url == challenge_page
    soon = timezone.localtime() + timedelta(days=30)
    call_page = client.post(
        f"{made.url}call/",
        {
            "title_fi": "Haku",
            "text_fi": "Tuo ideasi.",
            "challenges": [challenge.pk],
            "opens_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}",
            "questions_until": f"{soon - timedelta(days=7):%Y-%m-%dT%H:%M}",
            "closes_at": f"{soon:%Y-%m-%dT%H:%M}",
            "ceiling": "10000",
            "shortest_days": 30,
            "longest_days": 90,
            "tie_text_fi": "Tarve ratkaisee.",
            "appeal_text_fi": "Oikaisu.",
            "reviews_wanted": 3,
        },
    ).url
    assert client.post(f"{call_page}criteria/criterion-need/", {"weight": 40, "minimum": "3"}).url == f"{call_page}criteria/"
    client.post(f"{call_page}criteria/criterion-potential/remove/")
    client.post(f"{call_page}step/publish/")
    assert (Call.objects.get().state, Challenge.objects.get().state, programme.slug) == ("published", "published", "nopeat-kokeilut")
    later = f"{soon + timedelta(days=2):%Y-%m-%dT%H:%M}"
    client.post(f"{call_page}extend/", {"closes_at": later, "reason_fi": "Palvelu oli poikki."})
    shown = words_of(client_of(None).get(call_page))
    assert "The deadline has been moved" in shown
    assert "Palvelu oli poikki." in shown
    assert client.post(f"{call_page}cancel/", {"reason": "Raha loppui."}).url == call_page
    assert "Raha loppui." in words_of(client_of(None).get(call_page))


def test_a_company_applies_step_by_step_and_gets_a_receipt(client_of, cast, call, challenge):
    client = client_of(cast.maker)
    page = f"{HOME}call/{call.slug}/"
    assert client_of(None).get(f"{page}apply/").status_code == 302
    begun = client.post(f"{page}apply/", {"challenge": challenge.pk, "organisation": cast.company.pk, "language": "fi"})
    application = Application.objects.get()
    here = f"{HOME}applications/{application.code}/"
    assert begun.url == f"{here}step/idea/"
    # Somebody else's organisation is no choice of hers.
    assert client.post(f"{page}apply/", {"challenge": challenge.pk, "organisation": cast.institute.pk, "language": "fi"}).status_code == 422
    for step, following in (("idea", "place"), ("place", "terms"), ("terms", "after"), ("after", "team")):
        form = client.get(f"{here}step/{step}/").context["form"]
        typed = {f"q-{one.key}": FULL.get(one.key, "Näin se tehdään.") for one in form.asked()} | {
            f"r-{one.key}": 0 for one in form.asked()
        }
        assert client.post(f"{here}step/{step}/", typed).url == f"{here}step/{following}/"
    missing = client.get(f"{here}send/").context["missing"]
    assert [refusal.field for refusal, _url in missing] == ["team", "affirm"]
    assert client.post(f"{here}send/").status_code == 422
    typed = {"q-team": "Me", "r-team": 0, "c-team": "on", "q-affirm": "yes", "r-affirm": 0}
    refused = client.post(f"{here}step/team/", typed)
    assert refused.status_code == 422
    assert "Say why this is confidential" in words_of(refused)
    assert client.post(f"{here}step/team/", typed | {"g-team": "Avainhenkilöt."}).url == f"{here}partners/"
    receipt = client.post(f"{here}send/")
    version = ApplicationVersion.objects.get()
    assert receipt.url == f"{here}receipts/1/"
    assert version.content_hash in words_of(client.get(receipt.url))
    pdf = client.get(f"{receipt.url}receipt.pdf")
    assert pdf.content[:5] == b"%PDF-"
    assert client.get(here).status_code == 200
    assert client.get(f"{HOME}mine/").context["applications"][0] == application
    # What was sent stands; a change is told to be unsent until it is sent again.
    client.post(f"{here}step/idea/", {"q-solution": "Toisin", "r-solution": 1, "q-title": FULL["title"], "r-title": 1})
    assert "Your changes have not been sent" in words_of(client.get(here))
    assert client.post(f"{here}send/").url == f"{here}receipts/2/"
    assert client.post(f"{here}withdraw/").url == f"{HOME}mine/"
    assert Application.objects.get().state == "withdrawn"


def test_what_is_written_is_kept_by_itself(client_of, cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    client = client_of(cast.maker)
    here = f"{HOME}applications/{application.code}/step/idea/"
    kept = words_of(client.post(f"{here}keep/", {"q-new": "Uutta", "r-new": 1}))
    assert "Saved" in kept
    assert '<input type="hidden" name="r-new" id="id_r-new" value="2" hx-swap-oob="true">' in kept
    clash = words_of(client_of(cast.colleague).post(f"{here}keep/", {"q-new": "Kallen", "r-new": 1}))
    assert "Not everything could be saved" in clash
    shown = client_of(cast.colleague).post(here, {"q-new": "Kallen", "r-new": 1})
    assert (shown.status_code, "Maija wrote meanwhile" in words_of(shown), "Kallen</textarea>" in words_of(shown)) == (422, True, True)


def test_a_late_one_is_told_to_the_second(client_of, cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    Call.objects.filter(pk=call.pk).update(questions_until=call.opens_at, closes_at=timezone.now() - timedelta(milliseconds=1))
    answer = client_of(cast.maker).post(f"{HOME}applications/{application.code}/send/")
    shown = words_of(answer)
    assert (answer.status_code, "Too late" in shown, "The deadline was" in shown) == (422, True, True)
    assert Application.objects.get().state == "draft"
    assert AuditLine.objects.get(action="calls.refused_late").thing_id == application.pk


PAGES_OF_AN_APPLICATION = [
    "",
    "step/idea/",
    "partners/",
    "files/",
    "send/",
    "withdraw/",
    "receipts/1/",
    "receipts/1/receipt.pdf",
    "check/",
]


@pytest.mark.parametrize("who", ["nobody", "resident", "coordinator", "host", "rival", "neighbour"])
def test_sealed_on_every_page_until_the_deadline(client_of, aino, bo, carl, cast, call, challenge, who):
    application = a_submitted(cast.maker, call, cast.company, challenge, solution="PIILOSANA")
    file = add_application_file(
        actor=cast.maker, application=application, upload=SimpleUploadedFile("budjetti.txt", b"PIILOSANA budjetti on tassa.")
    )
    assert file.file.is_sealed
    person = {"nobody": None, "resident": bo, "coordinator": aino, "host": cast.head, "rival": cast.rival, "neighbour": carl}[who]
    client = client_of(person)
    here = f"{HOME}applications/{application.code}/"
    tried = [f"{here}{page}" for page in (*PAGES_OF_AN_APPLICATION, f"files/{file.pk}/")]
    tried += [f"/espoo/en/history/calls.application/{application.pk}/", file.file.url]
    codes = {url: client.get(url).status_code for url in tried}
    assert set(codes.values()) <= {302, 403, 404}, codes
    # Pages that anybody may open tell neither the text nor that somebody has applied.
    words = ("PIILOSANA", application.code, "Valo vie perille", "Opasvalo")
    for page in ("", f"call/{call.slug}/", f"call/{call.slug}/applications/", "work/", "mine/"):
        shown = words_of(client.get(f"{HOME}{page}"))
        assert [word for word in words if word in shown] == [], page
    found = client.get("/espoo/en/search/?q=PIILOSANA")
    assert found.context["found"].hits == []


def test_after_the_deadline_officials_read_what_was_sent_and_the_log_says_so(client_of, aino, cast, call, challenge):
    application = a_submitted(cast.maker, call, cast.company, challenge, solution="LÄHETETTY")
    file = add_application_file(
        actor=cast.maker, application=application, upload=SimpleUploadedFile("myohemmin.txt", b"Lisatty lahettamisen jalkeen.")
    )
    call = close_call(actor=SYSTEM, call=past_deadline(call))
    client = client_of(aino)
    here = f"{HOME}applications/{application.code}/"
    assert "LÄHETETTY" in words_of(client.get(here))
    # Not part of what was sent.
    assert client.get(f"{here}files/{file.pk}/").status_code == 404
    listed = client.get(f"{HOME}call/{call.slug}/applications/").context
    assert (listed["count"], listed["next"]) == (1, application)
    form = client.get(f"{here}check/").context["form"]
    answers = {name: "pass" for name in form.fields if not name.endswith("reason")}
    assert client.post(f"{here}check/", answers | {"insurance": "fail"}).status_code == 422
    sent = client.post(f"{here}check/", answers | {"insurance": "fail", "insurance-reason": "Vakuutus päättyi."})
    assert sent.url == f"{HOME}call/{call.slug}/applications/"
    assert "Vakuutus" not in words_of(client_of(cast.maker).get(here))
    client.post(f"{here}tell/")
    assert "Vakuutus päättyi." in words_of(client_of(cast.maker).get(here))
    assert list(Opening.objects.values_list("person", "part")) == [(aino.pk, "core")]


def test_a_coordinator_of_the_applicants_own_people_is_no_official_in_its_matter(client_of, aino, cast, call, challenge):
    application = a_submitted(cast.maker, call, cast.company, challenge)
    Membership.objects.create(person=aino, organisation=cast.company)
    close_call(actor=SYSTEM, call=past_deadline(call))
    assert client_of(aino).get(f"{HOME}applications/{application.code}/check/").status_code == 403


def test_partners_and_files_by_the_pages(client_of, cast, call, challenge):
    application = an_application(cast.maker, call, cast.company, challenge)
    client, here = client_of(cast.maker), f"{HOME}applications/{application.code}/"
    unknown = client.post(f"{here}partners/", {"business_id": "1111111-9", "task": "x"})
    assert unknown.status_code == 422
    client.post(f"{here}partners/", {"business_id": cast.institute.business_id, "task": "Tutkii"})
    asked = client_of(cast.researcher)
    request = asked.get(f"{HOME}mine/").context["requests"][0]
    # Asked, not yet of the team: reads what it is asked into, no more.
    assert "Tutkii" in words_of(asked.get(f"{HOME}partners/{request.pk}/"))
    assert asked.get(f"{here}step/idea/").status_code == 403
    assert asked.post(f"{HOME}partners/{request.pk}/", {"answer": "yes"}).url == here
    assert asked.get(f"{here}step/idea/").status_code == 200
    upload = SimpleUploadedFile("budjetti.txt", BytesIO(b"Asennus ja purku 8000 euroa.").read())
    assert client.post(f"{here}files/", {"upload": upload, "kind": "budget", "is_confidential": "on"}).status_code == 422
    upload.seek(0)
    client.post(f"{here}files/", {"upload": upload, "kind": "budget", "is_confidential": "on", "ground": "Hinnoittelu"})
    file = ApplicationFile.objects.get()
    got = client.get(f"{here}files/{file.pk}/")
    assert (b"".join(got.streaming_content), got["Content-Disposition"][:10]) == (b"Asennus ja purku 8000 euroa.", "attachment")
    client.post(f"{here}files/{file.pk}/remove/")
    assert client.get(f"{here}files/").context["files"].count() == 0


def test_questions_by_the_pages_never_tell_who_asked(client_of, aino, bo, call):
    page = f"{HOME}call/{call.slug}/"
    assert client_of(bo).post(f"{page}ask/", {"text": "Saako aulassa äänittää?"}).url == f"{page}#questions"
    (question,) = client_of(aino).get(f"{HOME}questions/").context["questions"]
    asked = client_of(aino).get(f"{HOME}questions/{question.pk}/")
    assert bo.name not in words_of(asked)
    answered = client_of(aino).post(f"{HOME}questions/{question.pk}/", {"public_text_fi": "Saako äänittää?", "answer_fi": "Ei saa."})
    assert answered.status_code == 302, answered.context["form"].errors
    shown = words_of(client_of(None).get(page))
    assert ("Saako äänittää?" in shown, "Ei saa." in shown, "aulassa" in shown) == (True, True, False)
    second = ask_question(actor=bo, call=call, text="Oma asia", language="fi")
    client_of(aino).post(f"{HOME}questions/{second.pk}/set-aside/", {"reason": "Ei koske hakua."})
    assert "Ei koske hakua." in words_of(client_of(bo).get(page))
    assert "Oma asia" not in words_of(client_of(None).get(page))


def test_the_list_costs_the_same_for_three_calls_and_for_sixty(client_of, call, django_assert_max_num_queries):
    rows = [
        Call(
            programme=call.programme,
            slug=f"haku-{n}",
            title=call.title,
            opens_at=call.opens_at,
            questions_until=call.questions_until,
            closes_at=call.closes_at + timedelta(days=n),
            state="published",
            published_at=timezone.now(),
        )
        for n in range(60)
    ]
    Call.objects.bulk_create(rows)
    client = client_of(None)
    for url in (HOME, f"{HOME}?when=open&theme=innovation", f"{HOME}?sort=title"):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200
    with django_assert_max_num_queries(30):
        client.get(f"{HOME}call/{call.slug}/")


@pytest.mark.parametrize("form", ["feed.atom", "feed.json", "deadlines.ics"])
def test_feeds_hold_public_calls(client_of, call, form):
    answer = client_of(None).get(f"{HOME}{form}")
    assert (answer.status_code, b"try it in the square" in answer.content.replace(b"\r\n ", b"")) == (200, True)


def test_the_calendar_is_read_by_another_program(client_of, call):
    read = icalendar.Calendar.from_ical(client_of(None).get(f"{HOME}call/{call.slug}/call.ics").content)
    times = {str(event["UID"]).split("-")[2].split("@")[0]: event.decoded("DTSTART") for event in read.walk("VEVENT")}
    assert times["deadline"] == call.closes_at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("step/idea/", {"q-title": "a\0b", "r-title": "1"}),
        ("step/idea/", {"q-title": "x", "r-title": "9" * 40}),
        ("step/idea/keep/", {"q-new": "\ud83d", "r-new": "-5"}),
        ("step/terms/", {"r-price": "1", "r-weeks": "1", "q-price": "9" * 400, "q-weeks": "-1", "q-data": "\0"}),
        ("partners/", {"business_id": "\0\0\0\0\0\0\0\0\0", "task": "\0"}),
        ("files/", {"kind": "nonsense", "ground": "\0"}),
    ],
)
def test_hostile_forms_are_told_and_never_break(client_of, cast, call, challenge, page, typed):
    application = an_application(cast.maker, call, cast.company, challenge)
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in typed.items()}
    answer = client_of(cast.maker).post(f"{HOME}applications/{application.code}/{page}", sent)
    assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "address",
    [
        "call/nonesuch/",
        "challenges/99999999999999999999999/",
        "programmes/nonesuch/",
        "applications/a%00b/",
        "applications/nonesuch/step/idea/",
        "partners/99999999999999999999999/",
        "questions/99999999999999999999999/",
        "begin/?from=%00",
        "begin/?from=places.place:999999999999999999",
        "?q=%00&when=x&theme=y&after=zz",
        "feed.atom?theme=%00",
    ],
)
def test_wrong_addresses_give_4xx_or_a_page(client_of, aino, call, address):
    assert client_of(aino).get(f"{HOME}{address}").status_code in (200, 302, 400, 404)
