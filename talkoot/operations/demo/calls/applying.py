"""Applications: written, sent, sent anew, withdrawn, or left as a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from talkoot.activities.calls.actions.applications import save_answers, start_application
from talkoot.activities.calls.actions.partners import ask_partner, confirm_partner
from talkoot.activities.calls.actions.submitting import submit_application, withdraw_application
from talkoot.activities.calls.content.application import Typed
from talkoot.activities.calls.models.application import Application, Partner
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.challenge import Challenge
from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.models.person import Person
from talkoot.operations.demo.calls.texts import back, when
from talkoot.operations.demo.clock import at
from talkoot.operations.demo.market import organisations_by_key, person


def bring_applications(world: dict[str, Any], call: Call) -> None:
    if Application.objects.filter(call=call).exists():
        return
    organisations = organisations_by_key(world)
    titles = {row["key"]: row["title"]["fi"] for row in world["challenges"]}
    for row in world["applications"]:
        challenge = Challenge.objects.get(programme=call.programme, title__fi=titles[row["challenge"]])
        bring_application(call, challenge, organisations, row)


def bring_application(call: Call, challenge: Challenge, organisations: dict[str, Organisation], row: dict[str, Any]) -> Application:
    who = person(row["contact"])
    begun = when(row["sent_at"]) - timedelta(days=4) if row["sent_at"] else timezone.now() - timedelta(days=2)
    with at(max(begun, call.opens_at + timedelta(hours=2))):
        application = start_application(
            actor=who, call=call, challenge=challenge, organisation=organisations[row["organisation"]], language=row["written_in"]
        )
        write(who, application, row)
        for partner in row["partners"]:
            ask_partner(actor=who, application=application, organisation=organisations[partner["organisation"]], task=partner["task"])
    if not row["sent_at"]:
        return application
    with back(row["sent_at"]):
        for partner in row["partners"]:
            asked = Partner.objects.get(application=application, organisation=organisations[partner["organisation"]])
            confirm_partner(actor=person(partner["person"]), partner=asked)
        submit_application(actor=who, application=application)
    if row["resent_at"]:
        # The last look before the deadline: a word changes, and the receipt tells of the newer version.
        with back(row["resent_at"]):
            later = {"risks": row["answers"]["risks"] + row["added"]}
            write(who, application, row | {"answers": row["answers"] | later}, revision=1)
            submit_application(actor=who, application=application)
    if row["withdrawn_at"]:
        with back(row["withdrawn_at"]):
            withdraw_application(actor=who, application=application)
    return application


def write(who: Person, application: Application, row: dict[str, Any], revision: int = 0) -> None:
    hidden = row["confidential"]
    answers = row["answers"] | {"title": row["title"], "price": row["price"], "weeks": str(row["weeks"])}
    saved = save_answers(
        actor=who,
        application=application,
        answers={
            key: Typed(text, revision=revision, is_confidential=key in hidden, ground=hidden.get(key, "")) for key, text in answers.items()
        },
    )
    assert not saved.mistakes, f"{row['key']}: {saved.mistakes}"
