"""The formal check after the deadline, and the log of who opened an application."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.activities.calls.content.states import PAST_DEADLINE, Part
from talkoot.activities.calls.events import EligibilityTold
from talkoot.activities.calls.models.application import Application
from talkoot.activities.calls.models.call import Call
from talkoot.activities.calls.models.eligibility import Eligibility, Opening
from talkoot.activities.calls.permissions import CHECK_ELIGIBILITY, READ_APPLICATION
from talkoot.activities.calls.queries.applications import submitted_applications
from talkoot.activities.calls.queries.calls import part_in_use, version_in_use
from talkoot.activities.calls.slots import ELIGIBILITY_CHECKLIST
from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal

PASS, FAIL = "pass", "fail"


@action("calls.check_eligibility", permission=CHECK_ELIGIBILITY, of="application", label=_("Checked the eligibility of an application"))
def check_eligibility(
    *,
    actor: Actor,
    application: Application,
    points: Mapping[str, str],
    reasons: Mapping[str, str] | None = None,
    change_reason: str = "",
) -> Eligibility:
    """points: "pass" or "fail" for every point of the model's checklist; a failing one has its reason. One failing: not admissible.

    A check that was made before is changed only with a reason, and not at all once the applicant has been told.
    """
    part = part_in_use(version_in_use(), ELIGIBILITY_CHECKLIST)
    items = part.data["items"] if part is not None else []
    if not items:
        raise Refusal(_("The operating model in use has no checklist for eligibility."), mend=_("A coordinator adds it to the model."))
    # The row of the call is held: while it is decided nobody changes what the decision rests on.
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=application.call_id)
    if call.state not in PAST_DEADLINE or not submitted_applications(call).filter(pk=application.pk).exists():
        raise Refusal(_("Applications are checked after the deadline."), mend=_("Until then they are sealed."))
    kept = {name: text.strip() for name, text in (reasons or {}).items() if text.strip()}
    for item in items:
        verdict = points.get(item["key"])
        if verdict not in (PASS, FAIL):
            raise Refusal(_("Answer every point of the checklist."), field=item["key"])
        if verdict == FAIL and item["key"] not in kept:
            raise Refusal(_("Tell the applicant why this point does not hold."), field=f"{item['key']}-reason")
    verdicts = {item["key"]: points[item["key"]] for item in items}
    failing = {key: kept[key] for key, verdict in verdicts.items() if verdict == FAIL}
    before = Eligibility.objects.select_for_update().filter(application=application).first()
    if before is not None and before.released_at is not None:
        raise Refusal(_("The applicant has been told the result already."), mend=_("It stands; the decision tells how to appeal."))
    if before is not None and (before.points, before.reasons) != (verdicts, failing) and not change_reason.strip():
        raise Refusal(_("This was checked before."), mend=_("Write why the check is changed."), field="change_reason")
    checked = before or Eligibility(application=application)
    checked.official = actor if isinstance(actor, Person) else None
    checked.points, checked.reasons, checked.is_admissible = verdicts, failing, not failing
    checked.change_reason, checked.checked_at = change_reason.strip(), timezone.now()
    checked.save()
    return checked


@action("calls.tell_eligibility", permission=CHECK_ELIGIBILITY, of="application", label=_("Told an applicant about its eligibility"))
def tell_eligibility(*, actor: Actor, application: Application) -> Eligibility:
    """Before the decision, so that the applicant need not wait for nothing. Once: the second time changes nothing."""
    checked = Eligibility.objects.select_for_update().filter(application=application).first()
    if checked is None:
        raise Refusal(_("This application has not been checked yet."), mend=_("Go through the checklist first."))
    if checked.released_at is None:
        checked.released_at = timezone.now()
        checked.save(update_fields=["released_at"])
        publish(EligibilityTold(application_id=application.pk))
    return checked


@action("calls.open_application", permission=READ_APPLICATION, of="application", label=_("Opened an application"))
def note_opening(*, actor: Person, application: Application, part: Part) -> None:
    """One line for each person, part and day."""
    Opening.objects.bulk_create([Opening(application=application, person=actor, part=part, on=timezone.localdate())], ignore_conflicts=True)
