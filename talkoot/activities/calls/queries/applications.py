"""Reads about applications. readable_applications() is the one rule of who reads what, and until the deadline it knows no office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.application import is_answered, seal_of
from talkoot.activities.calls.content.states import ApplicationState, CallState
from talkoot.activities.calls.models.application import (
    Answer,
    Application,
    ApplicationFile,
    ApplicationVersion,
    ConfidentialAnswer,
    ConfidentialContent,
    Partner,
)
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.permissions import COORDINATE, RELEASE_DECISION, is_of_the_team
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.refusals import Refusal

FOR_PAGES = ("municipality", "call__programme", "challenge__unit", "organisation")


def own_applications(person: Any) -> QuerySet[Application]:
    """Of the organisations for which the person acts, as lead or as a partner that has not declined; in every state."""
    mine = organisation_ids_of(person)
    asked = Partner.objects.filter(application=OuterRef("pk"), organisation__in=mine, declined_at=None)
    return Application.objects.filter(Q(organisation__in=mine) | Exists(asked)).select_related(*FOR_PAGES)


def readable_applications(person: Any) -> QuerySet[Application]:
    """Until the deadline nobody but the applicants' own people, whatever her role; afterwards also coordinators, what was submitted.

    A call that was cancelled before its deadline is never opened. Coordinators who act for an applicant read their own only.
    The officials who decide read them too, and the outside evaluator of the programme: hers of a blind call once it is decided.
    """
    if person is None:
        return Application.objects.none()
    own = own_applications(person)
    shown = opened()
    if not allowed(person, COORDINATE) and not allowed(person, RELEASE_DECISION):
        shown &= evaluated_by(person)
    return Application.objects.filter(Q(pk__in=own.values("pk")) | shown).select_related(*FOR_PAGES)


def evaluated_by(person: Any) -> Q:
    hers = Q(call__programme__evaluator=person) | Q(call__programme__evaluator_organisation__in=organisation_ids_of(person))
    return hers & (Q(call__is_blind=False) | Q(call__state=CallState.DECIDED))


def opened() -> Q:
    """The condition that the seal is broken: sent in, and the deadline has passed without the call being cancelled before it."""
    never = Q(call__state=CallState.CANCELLED, call__closed_at=None)
    return Q(state=ApplicationState.SUBMITTED, call__closes_at__lt=timezone.now()) & ~never


def submitted_applications(call: Call) -> QuerySet[Application]:
    """What the work after the deadline begins with: nothing before it."""
    return Application.objects.filter(opened(), call=call).select_related(*FOR_PAGES).order_by("challenge", "pk")


def admissible_applications(call: Call) -> QuerySet[Application]:
    """Those that passed the formal check: what the jury is given."""
    passed = Eligibility.objects.filter(application=OuterRef("pk"), is_admissible=True)
    return submitted_applications(call).filter(Exists(passed))


def unchecked_applications(call: Call) -> QuerySet[Application]:
    return submitted_applications(call).exclude(Exists(Eligibility.objects.filter(application=OuterRef("pk"))))


def reads_confidential(person: Any, application: Application) -> bool:
    """The team itself, and officials once they may read the application at all. The jury reads through tools/reviews."""
    return is_of_the_team(person, application) or allowed(person, COORDINATE)


def answers_of(application: Application) -> dict[str, Answer]:
    return {row.key: row for row in Answer.objects.filter(application=application)}


def confidential_answers_of(application: Application) -> dict[str, ConfidentialAnswer]:
    return {row.key: row for row in ConfidentialAnswer.objects.filter(application=application)}


def partners_of(application: Application) -> QuerySet[Partner]:
    return Partner.objects.filter(application=application).select_related("organisation").order_by("pk")


def files_of(application: Application) -> QuerySet[ApplicationFile]:
    """Those of the draft as it is now."""
    return ApplicationFile.objects.filter(application=application, removed_at=None).select_related("file").order_by("pk")


def versions_of(application: Application) -> QuerySet[ApplicationVersion]:
    return ApplicationVersion.objects.filter(application=application).order_by("-number")


def version_in_force(application: Application) -> ApplicationVersion | None:
    """What was sent last; what officials and jurors read."""
    return versions_of(application).first()


def confidential_part(version: ApplicationVersion) -> dict[str, Any]:
    found = ConfidentialContent.objects.filter(version=version).first()
    return found.content if found is not None else {"answers": {}, "files": []}


def eligibility_of(application: Application) -> Eligibility | None:
    return Eligibility.objects.filter(application=application).select_related("official").first()


def openings_of(application: Application) -> QuerySet[Opening]:
    return Opening.objects.filter(application=application).select_related("person").order_by("-pk")


def is_noted_today(person: Person, application: Application, part: str) -> bool:
    return Opening.objects.filter(application=application, person=person, part=part, on=timezone.localdate()).exists()


def own_partner_in(person: Any, application: Application) -> Partner | None:
    """The partner of the application for which the person acts, when it has not declined."""
    mine = organisation_ids_of(person)
    return Partner.objects.filter(application=application, organisation__in=mine, declined_at=None).select_related("organisation").first()


def sent_files(application: Application, version: ApplicationVersion | None, *, with_confidential: bool) -> list[ApplicationFile]:
    """The files of a version, as they were sent."""
    if version is None:
        return []
    named = [file["id"] for file in version.content["files"]]
    if with_confidential:
        named += [file["id"] for file in confidential_part(version)["files"]]
    return list(ApplicationFile.objects.filter(application=application, pk__in=named).select_related("file").order_by("pk"))


def partner_requests_of(person: Person) -> QuerySet[Partner]:
    """Consortia that wait for the person's organisation to confirm."""
    rows = Partner.objects.filter(organisation__in=organisation_ids_of(person), confirmed_at=None, declined_at=None)
    return rows.exclude(application__state=ApplicationState.WITHDRAWN).select_related("application__call", "organisation").order_by("pk")


def has_unsent_changes(application: Application, version: ApplicationVersion | None) -> bool:
    """Has the team changed anything since it sent the version last? Told by the seal, not by times."""
    return version is not None and seal_of(application.code, *content_of(application)) != version.content_hash


def content_of(application: Application) -> tuple[dict[str, Any], dict[str, Any]]:
    """The core and the confidential part, as they are frozen."""
    hidden = confidential_answers_of(application)
    files = list(files_of(application))
    organisation = application.organisation
    core = {
        "title": application.title,
        "language": application.written_in,
        "price": str(application.price) if application.price is not None else None,
        "weeks": application.weeks,
        "organisation": organisation.name,
        "organisation_id": organisation.pk,
        "business_id": organisation.business_id,
        "partners": [
            {
                "organisation": partner.organisation.name,
                "organisation_id": partner.organisation_id,
                "business_id": partner.organisation.business_id,
                "task": partner.task,
            }
            for partner in partners_of(application)
            if partner.confirmed_at is not None
        ],
        "answers": {key: row.text for key, row in answers_of(application).items() if row.text},
        "confidential_keys": sorted(hidden),
        "files": [file_facts(row) for row in files if not row.is_confidential],
    }
    confidential = {
        "answers": {key: {"text": row.text, "ground": row.ground} for key, row in hidden.items()},
        "files": [file_facts(row) | {"ground": row.ground} for row in files if row.is_confidential],
    }
    return core, confidential


def file_facts(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.file.name, "kind": row.kind, "sha256": row.file.sha256, "size": row.file.size_bytes}


def missing_for_submitting(application: Application) -> list[Refusal]:
    """What still stands in the way, in the order of the form. The field of each names the question."""
    texts = {key: row.text for key, row in answers_of(application).items()}
    texts |= {key: row.text for key, row in confidential_answers_of(application).items()}
    refusals = [
        Refusal(_("Still to answer: “%(question)s”") % {"question": Words(question["text"])}, field=question["key"])
        for question in application.call.questions
        if question["required"] and not is_answered(question, texts.get(question["key"], ""))
    ]
    call = application.call
    if call.ceiling is not None and application.price is not None and application.price > call.ceiling:
        refusals.append(
            Refusal(
                _("The price is above what one trial may cost: at most %(ceiling)s euros.")
                % {"ceiling": f"{call.ceiling:,.0f}".replace(",", " ")},
                mend=_("Make the trial smaller, or tell what others pay under your own resources."),
                field="price",
            )
        )
    if application.weeks is not None and not call.shortest_days <= application.weeks * 7 <= call.longest_days + 6:
        refusals.append(
            Refusal(
                _("The trial lasts from %(shortest)d to %(longest)d days.")
                % {"shortest": call.shortest_days, "longest": call.longest_days},
                mend=_("Change the length in weeks."),
                field="weeks",
            )
        )
    for partner in partners_of(application):
        if partner.confirmed_at is None and partner.declined_at is None:
            refusals.append(
                Refusal(
                    _("%(partner)s has not confirmed yet that it takes part.") % {"partner": partner.organisation},
                    mend=_("Ask its people to sign in and confirm, or let the partner go."),
                    field="partners",
                )
            )
    return refusals


def checks_of_call(call: Call) -> dict[int, Eligibility]:
    """By the id of the application."""
    rows = Eligibility.objects.filter(application__in=submitted_applications(call).values("pk"))
    return {row.application_id: row for row in rows}


def suggested_points(application: Application) -> dict[str, str]:
    """What the platform knows by itself, as a first answer of the formal check: the official looks at it all the same."""
    call = application.call
    in_time = application.submitted_at is not None and application.submitted_at <= call.closes_at
    known = {"in-time": in_time, "one-each": True, "register": bool(application.organisation.business_id)}
    if call.ceiling is not None and application.price is not None:
        known["ceiling"] = application.price <= call.ceiling
    return {key: "pass" if holds else "fail" for key, holds in known.items()}


def unsent_drafts(now: datetime, until: datetime) -> QuerySet[Application]:
    """Drafts of open calls whose deadline comes in that time."""
    rows = Application.objects.filter(state=ApplicationState.DRAFT, call__state=CallState.PUBLISHED)
    return rows.filter(call__closes_at__gt=now, call__closes_at__lte=until).select_related(*FOR_PAGES)


def team_of(application: Application) -> QuerySet[Person]:
    """People of the lead and of partners that have confirmed, each once."""
    partners = Partner.objects.filter(application=application, confirmed_at__isnull=False).values("organisation")
    members = Membership.objects.filter(Q(organisation=application.organisation_id) | Q(organisation__in=partners))
    return Person.objects.filter(pk__in=members.values("person"), is_active=True).order_by("pk")


def contacts_of(organisation_id: int) -> QuerySet[Person]:
    """The contact people of an organisation; all of its people when none is named."""
    members = Membership.objects.filter(organisation=organisation_id)
    chosen = members.filter(is_contact=True)
    return Person.objects.filter(pk__in=(chosen if chosen.exists() else members).values("person"), is_active=True).order_by("pk")


def own_open_drafts(person: Person) -> QuerySet[Application]:
    """Of organisations for which she acts as the lead: drafts that may still be sent."""
    rows = Application.objects.filter(organisation__in=organisation_ids_of(person), state=ApplicationState.DRAFT)
    return rows.filter(call__state=CallState.PUBLISHED, call__closes_at__gte=timezone.now()).select_related(*FOR_PAGES).order_by("pk")
