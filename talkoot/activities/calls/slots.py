"""What a fast-trial programme reads from an operating model by name. Checked when a model is published or adopted.

Criteria, checklists' items and questions beside those named here are the municipality's own.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.slots import Slot, declare_slots

ACTIVITY = "calls"

AGREEMENT = "agreement-trial"
APPLICATION = "questionnaire-application"
MIDTERM_REPORT = "questionnaire-company-midterm"
FINAL_REPORT = "questionnaire-company-final"
# By the slot of the trial's kit: the part of the model, and who answers. The partner's evaluation is its final report.
FEEDBACK = {
    "feedback-users": ("questionnaire-customer", "customer"),
    "feedback-host": ("questionnaire-staff", "staff"),
    "feedback-partner": (FINAL_REPORT, "company"),
}
# By the slot of the trial's kit under which a report's questions lie: a trial keeps the version it began with.
REPORTS = {"midterm": "report-midterm", "final": "feedback-partner"}
CHALLENGE_CHECKLIST = "checklist-challenge"
ELIGIBILITY_CHECKLIST = "checklist-eligibility"
START_CHECKLIST = "checklist-start"
CLOSING_CHECKLIST = "checklist-closing"
NOTICE = "guidance-notice"
# Every criterion of the model is offered to a call; this one no call does without.
NEED_CRITERION = "criterion-need"

declare_slots(
    ACTIVITY,
    [
        Slot("principle-equal", "principle", _("The principle of the same information and rules for all")),
        Slot("principle-measure-first", "principle", _("The principle of measuring before the start")),
        Slot("principle-no-shortcut", "principle", _("The principle that a trial is no shortcut to procurement")),
        Slot(
            AGREEMENT,
            "agreement_template",
            _("The trial agreement"),
            inner_keys=("price", "reporting", "annex-a", "annex-b", "annex-c", "annex-d", "annex-e"),
        ),
        Slot(
            APPLICATION,
            "questionnaire",
            _("The questions of the application"),
            inner_keys=("summary", "solution", "question", "price", "weeks", "data", "affirm"),
        ),
        Slot("questionnaire-customer", "questionnaire", _("Feedback from customers"), inner_keys=("feel",)),
        Slot("questionnaire-staff", "questionnaire", _("The staff's assessment"), inner_keys=("service", "minutes")),
        Slot(MIDTERM_REPORT, "questionnaire", _("The partner's interim report"), inner_keys=("progress", "learnt")),
        Slot(FINAL_REPORT, "questionnaire", _("The partner's final report"), inner_keys=("done", "result", "learnt", "readiness")),
        Slot(NEED_CRITERION, "criterion", _("The criterion that the need is answered")),
        Slot(CHALLENGE_CHECKLIST, "checklist", _("The checklist for challenges"), inner_keys=("users-words", "baseline", "host")),
        Slot(ELIGIBILITY_CHECKLIST, "checklist", _("The checklist for the eligibility of applications"), inner_keys=("in-time", "ceiling")),
        Slot(START_CHECKLIST, "checklist", _("The checklist for permission to start")),
        Slot(CLOSING_CHECKLIST, "checklist", _("The checklist for closing")),
        Slot(NOTICE, "guidance", _("The model notice to customers")),
    ],
)
