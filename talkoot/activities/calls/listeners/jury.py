"""What jurors read of an application, and who stands behind it: told to tools/reviews, which knows no calls."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from talkoot.activities.calls.models.application import Application, ApplicationFile
from talkoot.activities.calls.queries.applications import confidential_part, partners_of, version_in_force
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.people.models.organisation import Membership
from talkoot.tools.reviews.content.told import Parties, Section, tell

# Answers that say who does the work rather than what is tried.
IDENTIFYING = frozenset({"team"})


def sections_of(application: Application) -> Iterator[Section]:
    """As it was sent last: the challenge, the answers in the order of the call's questions, the confidential ones marked, the files."""
    version = version_in_force(application)
    if version is None:
        return
    core, hidden = version.content, confidential_part(version)
    rows = [(_("Challenge"), str(application.challenge.title))]
    if core.get("price") not in (None, ""):
        rows.append((_("Total price in euros without value added tax"), str(core["price"])))
    if core.get("weeks"):
        rows.append((_("Length in weeks"), str(core["weeks"])))
    yield Section("what", _("What is applied for"), rows=tuple(rows))
    yield Section("who", _("Who applies"), rows=tuple(who_applies(application)), is_identifying=True)
    answers, secret = core.get("answers") or {}, hidden.get("answers") or {}
    for question in application.call.questions:
        key, title = question["key"], Words(question["text"])
        if answers.get(key):
            yield Section(key, title, text=str(answers[key]), is_identifying=key in IDENTIFYING)
        elif secret.get(key):
            told = _("%(question)s (confidential)") % {"question": title}
            yield Section(key, told, text=str(secret[key].get("text", "")), is_identifying=key in IDENTIFYING)
    ids = [facts["id"] for part in (core, hidden) for facts in part.get("files") or ()]
    files = ApplicationFile.objects.filter(application=application, pk__in=ids).select_related("file").order_by("pk")
    if ids:
        yield Section("files", _("Files"), files=tuple(row.file for row in files))


def who_applies(application: Application) -> Iterator[tuple[str, str]]:
    yield _("Lead applicant"), str(application.organisation)
    for partner in partners_of(application):
        if partner.confirmed_at is not None:
            yield _("Partner"), f"{partner.organisation}: {partner.task}"


def parties_of(application: Application) -> Parties:
    """The lead, the partners, all who act for them and the contact: whoever of them is a juror has a conflict."""
    partners = [row for row in partners_of(application) if row.declined_at is None]
    organisations = [application.organisation, *(row.organisation for row in partners)]
    members = Membership.objects.filter(organisation__in=organisations).values_list("person", flat=True)
    people = {*members, *([application.contact_id] if application.contact_id else [])}
    # Who has been asked and has not answered stands behind it too: the conflict must not depend on a click.
    return Parties(
        organisation_ids=frozenset(one.pk for one in organisations),
        business_ids=frozenset(one.business_id for one in organisations if one.business_id),
        person_ids=frozenset(people),
        names_to_redact=(application.title,) if application.title else (),
    )


tell(Application._meta.label_lower, sections=sections_of, parties=parties_of)
