"""One version of a product: where it stands, its answers, the decision on its lane."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.tools.privacy.actions.deletion import note_view
from talkoot.tools.privacy.actions.lanes import advise_on_lane, answer_data_questionnaire, decide_lane
from talkoot.tools.privacy.content.kinds import AssessmentState, Lane, Level
from talkoot.tools.privacy.content.lanes import lane_of
from talkoot.tools.privacy.forms.lanes import DataForm, LaneAdviceForm, LaneDecisionForm, options_of
from talkoot.tools.privacy.models.lane import DataAnswers, LaneDecision
from talkoot.tools.privacy.models.product import ProductVersion
from talkoot.tools.privacy.permissions import ADVISE, BRING, DECIDE_LANE, READ_ANSWERS, SCREEN, SEES_ALL, VIEW, WRITE_ASSESSMENT, roles_here
from talkoot.tools.privacy.queries.assessments import assessments_of
from talkoot.tools.privacy.queries.lanes import advice_on, answers_of, data_questions, lane_decisions_of, newest_answers
from talkoot.tools.privacy.queries.products import visible_versions
from talkoot.tools.privacy.queries.screening import Screened, screening_of
from talkoot.tools.privacy.views.products import register_crumb


def version_or_404(page: Page) -> ProductVersion:
    return get_object_or_404(visible_versions(page.person), pk=page.kwargs["pk"])


def version_crumbs(version: ProductVersion, here: Any = "") -> list[dict[str, Any]]:
    product = version.product
    crumbs = [
        register_crumb(),
        {"label": product.name, "url": reverse("privacy:product", args=[product.slug])},
        {"label": version.label, "url": reverse("privacy:version", args=[version.pk]) if here else ""},
    ]
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


def by_level(version: ProductVersion, screening: list[Screened], may_screen: bool) -> list[dict[str, Any]]:
    """Levels with their criteria, each with the address where it is screened."""
    levels = []
    for level in Level:
        rows = [one for one in screening if one.criterion.level == level]
        if not rows:
            continue
        address = (
            reverse("privacy:screen_organisation", args=[version.product.organisation_id])
            if level == Level.L1
            else reverse("privacy:screen", args=[version.pk, level.value])
        )
        missing = sum(not one.holds for one in rows)
        levels.append({"label": level.label, "rows": rows, "missing": missing, "url": address if may_screen else ""})
    return levels


class VersionDetail(Page):
    """What is it, where does it stand, what can I do now."""

    permission = VIEW
    template_name = "privacy/version.html"
    thing: ProductVersion

    def fetch(self) -> ProductVersion:
        return version_or_404(self)

    @property
    def title(self) -> str:
        return str(self.thing)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return version_crumbs(self.thing)

    def context(self) -> dict[str, Any]:
        version = self.thing
        answers = newest_answers(version)
        decisions = list(lane_decisions_of(version))
        decision = self.decision_on(answers, decisions)
        reads_answers = self.allows(READ_ANSWERS)
        if reads_answers and answers is not None and (decision.lane if decision else answers.lane) != Lane.A:
            note_view(actor=self.person, thing=version)
        may_screen, screening = self.allows(SCREEN), screening_of(version)
        sees_assessments = bool(roles_here(self.person) & SEES_ALL)
        assessments = list(assessments_of(version)) if sees_assessments else []
        return (
            super().context()
            | {
                "version": version,
                "answers": answers,
                "is_inherited": answers is not None and answers.version_id != version.pk,
                "finding": lane_of(answers.answers) if answers is not None and reads_answers else None,
                "decision": decision,
                "decisions": decisions if reads_answers else [],
                "advice": advice_on(answers) if answers is not None and reads_answers else None,
                "levels": by_level(version, screening, may_screen),
                "missing_count": sum(not one.holds for one in screening),
                "assessments": assessments,
                "reads_answers": reads_answers,
                "may_answer": self.allows(BRING),
                "may_decide": answers is not None and self.allows(DECIDE_LANE),
                "may_advise": answers is not None and self.allows(ADVISE),
                "may_assess": self.allows(WRITE_ASSESSMENT),
                "sees_assessments": sees_assessments,
                "panels": panels_of(version, self.person),
            }
            | self.standing(answers, decision, screening, assessments)
        )

    def decision_on(self, answers: DataAnswers | None, decisions: list[LaneDecision]) -> LaneDecision | None:
        """The decision on these answers; a minor version may stand on one of its major version."""
        if answers is None:
            return None
        own = next((one for one in decisions if one.answers_id == answers.pk), None)
        if own is not None or answers.version_id == self.thing.pk:
            return own
        return next((one for one in lane_decisions_of(answers.version) if one.answers_id == answers.pk), None)

    def standing(
        self, answers: DataAnswers | None, decision: LaneDecision | None, screening: list[Screened], assessments: list[Any]
    ) -> dict[str, Any]:
        """The phase bar, who moves next, and the one button that invites."""
        version = self.thing
        is_screened = all(one.holds for one in screening)
        needs_assessment = decision is not None and decision.lane != Lane.A
        done = [answers is not None, decision is not None, is_screened]
        labels = [_("Questions answered"), _("Data lane decided"), pgettext("phase", "Screened")]
        if needs_assessment:
            done.append(any(one.state == AssessmentState.APPROVED for one in assessments))
            labels.append(_("Impact assessment, for each trial"))
        current = next((n for n, one in enumerate(done) if not one), None)
        states = ["done" if one else "current" if n == current else "next" for n, one in enumerate(done)]
        who, button = "", None
        if answers is None:
            who = version.product.organisation.name
            if self.allows(BRING):
                button = {"label": _("Answer the data questionnaire"), "url": reverse("privacy:answer", args=[version.pk])}
        elif decision is None:
            who = _("Coordinator")
            if self.allows(DECIDE_LANE):
                button = {"label": _("Decide the data lane"), "url": reverse("privacy:decide_lane", args=[version.pk])}
        elif not is_screened:
            who = _("Coordinator")
        return {
            "phases": [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)],
            "who": who,
            "button": button,
        }


class OnVersion(FormPage):
    thing: ProductVersion

    def fetch(self) -> ProductVersion:
        return version_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return version_crumbs(self.thing, self.title)

    def done_url(self, result: Any) -> str:
        return reverse("privacy:version", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("privacy:version", args=[self.thing.pk])


class AnswerPage(OnVersion):
    """The data questionnaire, in the municipality's wording; what was answered before is there to be mended."""

    permission = BRING
    submit_label = gettext_lazy("Send the answers")
    done_message = gettext_lazy("Thank you. The data lane is proposed from your answers; a coordinator decides it.")
    form_class = DataForm

    @property
    def title(self) -> str:
        return str(Words(data_questions().get("title") or {})) or _("Data questionnaire")

    @property
    def lead(self) -> str:
        return str(Words(data_questions().get("body") or {}))

    def form_kwargs(self) -> dict[str, Any]:
        before = newest_answers(self.thing)
        return {"questions": data_questions()["questions"], "initial": dict(before.answers) if before else {}}

    def act(self, form: Any) -> DataAnswers:
        return answer_data_questionnaire(actor=self.person, version=self.thing, answers=form.answers())


def told_answers(answers: DataAnswers) -> list[dict[str, Any]]:
    """Questions with their answers in words, and the reasons that each gives."""
    finding = lane_of(answers.answers)
    told = []
    for question in answers.questionnaire.content["questions"]:
        answer = answers.answers.get(question["key"])
        labels = dict(options_of(question))
        if isinstance(answer, list):
            text = ", ".join(labels.get(one, str(one)) for one in answer)
        elif isinstance(answer, bool):
            text = _("Yes") if answer else _("No")
        else:
            text = labels.get(answer, "" if answer is None else str(answer)) if isinstance(answer, str) else str(answer or 0)
        told.append(
            {
                "question": Words(question["text"]),
                "answer": "" if answer is None else text,
                "reasons": [reason for reason in (*finding.reasons, *finding.blockers) if reason.question == question["key"]],
            }
        )
    return told


class AnswersDetail(Page):
    """What the organisation answered, newest first, each answer with what it means for the lane."""

    permission = READ_ANSWERS
    template_name = "privacy/answers.html"
    title = gettext_lazy("Answers to the data questionnaire")
    thing: ProductVersion

    def fetch(self) -> ProductVersion:
        return version_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return version_crumbs(self.thing, self.title)

    def context(self) -> dict[str, Any]:
        answers = newest_answers(self.thing)
        if answers is not None and answers.lane != Lane.A:
            note_view(actor=self.person, thing=self.thing)
        earlier = [one for one in answers_of(self.thing)[:20] if answers is None or one.pk != answers.pk]
        return super().context() | {
            "version": self.thing,
            "answers": answers,
            "told": told_answers(answers) if answers else [],
            "earlier": earlier,
            "may_answer": self.allows(BRING),
        }


class LaneDecisionPage(OnVersion):
    permission = DECIDE_LANE
    template_name = "privacy/lane_form.html"
    title = gettext_lazy("Decide the data lane")
    submit_label = gettext_lazy("Decide")
    done_message = gettext_lazy("The data lane is decided.")
    form_class = LaneDecisionForm

    def form_kwargs(self) -> dict[str, Any]:
        answers = newest_answers(self.thing)
        return {"initial": {"answers": answers.pk, "lane": answers.lane} if answers else {}}

    def act(self, form: Any) -> LaneDecision:
        values = form.cleaned_data
        read = answers_of_number(self.thing, values["answers"])
        return decide_lane(actor=self.person, version=self.thing, lane=values["lane"], reason=values["reason"], answers=read)

    def show(self, *, status: int = 200, **more: Any) -> Any:
        answers = newest_answers(self.thing)
        return super().show(
            status=status,
            version=self.thing,
            answers=answers,
            finding=lane_of(answers.answers) if answers else None,
            told=told_answers(answers) if answers else [],
            advice=advice_on(answers) if answers else None,
            **more,
        )


def answers_of_number(version: ProductVersion, pk: int) -> DataAnswers:
    """The answers that the page showed. Raises Refusal when they are not those that count: nothing is decided unread."""
    newest = newest_answers(version)
    if newest is None or newest.pk != pk:
        raise Refusal(_("The organisation has answered anew meanwhile."), mend=_("Read the new answers, then decide."))
    return newest


class LaneAdvicePage(OnVersion):
    permission = ADVISE
    template_name = "privacy/lane_form.html"
    title = gettext_lazy("Advise on the data lane")
    submit_label = gettext_lazy("Give the advice")
    done_message = gettext_lazy("Your advice is noted. The controller's official decides.")
    form_class = LaneAdviceForm

    def form_kwargs(self) -> dict[str, Any]:
        answers = newest_answers(self.thing)
        return {"initial": {"lane": answers.lane} if answers else {}}

    def act(self, form: Any) -> Any:
        return advise_on_lane(actor=self.person, version=self.thing, **form.cleaned_data)

    def show(self, *, status: int = 200, **more: Any) -> Any:
        answers = newest_answers(self.thing)
        return super().show(
            status=status,
            version=self.thing,
            answers=answers,
            finding=lane_of(answers.answers) if answers else None,
            told=told_answers(answers) if answers else [],
            advice=advice_on(answers) if answers else None,
            **more,
        )
