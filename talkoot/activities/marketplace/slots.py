"""What the marketplace and its trials read from an operating model by name. Checked when a model is published or adopted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.slots import Slot, declare_slots

ACTIVITY = "marketplace"

AGREEMENT = "agreement-co-creation"
REFERENCE_TERMS = "agreement-reference-terms"
DATA_QUESTIONNAIRE = "questionnaire-company-data"
# By the slot of the trial's kit: the part of the model, and who answers.
FEEDBACK = {
    "feedback-users-young": ("questionnaire-pupil-young", "pupil_young"),
    "feedback-users": ("questionnaire-pupil", "pupil"),
    "feedback-host": ("questionnaire-teacher", "teacher"),
    "feedback-partner": ("questionnaire-company", "company"),
    "feedback-guardians": ("questionnaire-guardian", "guardian"),
}
LISTING_CHECKLIST = "checklist-listing"
COMPANY_CHECKLIST = "checklist-company"
START_CHECKLIST = "checklist-start"
DELETION_CHECKLIST = "checklist-deletion"
NOTICE = "guidance-notice"
# The data lane is computed from the answers to these.
LANE_QUESTIONS = ("pupil-data", "accounts", "data-types", "own-purposes", "ai", "profiling", "location-of-data", "ads-tracking", "research")

declare_slots(
    ACTIVITY,
    [
        Slot("principle-no-money", "principle", _("The principle that no money moves")),
        Slot("principle-least-data", "principle", _("The principle of least personal data")),
        Slot(
            AGREEMENT,
            "agreement_template",
            _("The co-creation agreement"),
            inner_keys=("annex-a", "annex-b", "annex-c", "annex-d", "annex-e", "annex-f", "annex-g"),
        ),
        Slot(REFERENCE_TERMS, "agreement_template", _("The terms of the reference")),
        Slot(DATA_QUESTIONNAIRE, "questionnaire", _("The data questionnaire for the company"), inner_keys=LANE_QUESTIONS),
        Slot("questionnaire-pupil-young", "questionnaire", _("Feedback from young children")),
        Slot("questionnaire-pupil", "questionnaire", _("Feedback from pupils"), inner_keys=("overall", "again")),
        Slot("questionnaire-teacher", "questionnaire", _("The teacher's evaluation"), inner_keys=("minutes", "again")),
        Slot("questionnaire-company", "questionnaire", _("The company's evaluation"), inner_keys=("changes",)),
        Slot("questionnaire-guardian", "questionnaire", _("Feedback from guardians")),
        Slot(LISTING_CHECKLIST, "checklist", _("The checklist for listings"), inner_keys=("no-pitch", "no-personal-data")),
        Slot(COMPANY_CHECKLIST, "checklist", _("The checklist for companies and products")),
        Slot(START_CHECKLIST, "checklist", _("The checklist for starting")),
        Slot(DELETION_CHECKLIST, "checklist", _("The checklist for the deletion certificate")),
        Slot(NOTICE, "guidance", _("The model notice to pupils and guardians")),
    ],
)
