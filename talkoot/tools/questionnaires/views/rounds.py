"""Rounds for those who keep them: the list, one round with its codes and steps, opening, changing, closing."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.links.registry import title_of, url_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.tools.questionnaires.actions.rounds import (
    begin_round,
    change_round,
    close_round,
    make_code,
    make_single_codes,
    open_round,
    stop_code,
)
from talkoot.tools.questionnaires.content.kinds import State
from talkoot.tools.questionnaires.forms.rounds import CodeMakeForm, RoundChangeForm, RoundFilter, RoundForm, SingleCodesForm
from talkoot.tools.questionnaires.models.rounds import Round
from talkoot.tools.questionnaires.permissions import ANSWER, ANSWERS, LIST, OPEN, READ, READ_SETS, RESULTS, WRITE, subject_of
from talkoot.tools.questionnaires.phases import LIFE
from talkoot.tools.questionnaires.queries.rounds import all_rounds, answer_count, codes_of, visible_rounds
from talkoot.tools.questionnaires.queries.sets import published_versions

CODES_SHOWN = 60


def languages_of(municipality: Any) -> list[tuple[str, str]]:
    return [(code, language_named(code)) for code in municipality.languages]


def round_or_404(page: Page, permission: str = READ) -> Round:
    """The round, when the person has the right to it. A visitor is led to sign in, whether or not there is such a round."""
    if page.person is None:
        return None  # type: ignore[return-value]
    round = get_object_or_404(all_rounds(), pk=page.kwargs["pk"])
    if not allowed(page.person, permission, round):
        raise Http404
    return round


class RoundList(ListPage):
    permission = LIST
    title = gettext_lazy("Rounds of answers")
    lead = gettext_lazy("Who is asked what just now, and what came of it.")
    row_template = "questionnaires/round_row.html"
    filter_form_class = RoundFilter
    sorts = (
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("made_at"), is_descending=True),
        Sort("oldest", gettext_lazy("Oldest first"), lambda language: F("made_at")),
    )

    def rows(self) -> Any:
        return visible_rounds(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Open a round"), "url": reverse("questionnaires:open_round")} if self.allows(OPEN) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": _("Questionnaires"), "url": reverse("questionnaires:sets")}] if self.allows(READ_SETS) else []

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("Nobody has been asked yet"),
            "text": _("Choose a questionnaire, print its code on a poster, and the answers are counted here."),
        }


class OnRound(Page):
    """A page about one round. The right that makes the round exist for the person is `read`."""

    permission = READ
    thing: Round

    def fetch(self) -> Round:
        return round_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        round = self.thing
        trail = [{"label": _("Rounds of answers"), "url": reverse("questionnaires:rounds")}]
        subject = subject_of(round)
        if subject is not None and url_of(subject):
            trail = [{"label": title_of(subject), "url": url_of(subject)}]
        return [*trail, {"label": round.title, "url": reverse("questionnaires:round", args=[round.pk])}, {"label": self.title, "url": ""}]

    def done_url(self, result: Any) -> str:
        return reverse("questionnaires:round", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class RoundDetail(OnRound):
    template_name = "questionnaires/round_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return super().breadcrumbs[:-1]

    def context(self) -> dict[str, Any]:
        round, may_write = self.thing, self.allows(WRITE)
        codes = list(codes_of(round)[: CODES_SHOWN + 1]) if may_write else []
        return super().context() | {
            "round": round,
            "stages": LIFE.stages(round),
            "may_write": may_write,
            "may_see_results": self.allows(RESULTS),
            "may_see_answers": self.allows(ANSWERS),
            "may_answer": round.is_open and self.allows(ANSWER),
            "count": answer_count(round),
            "codes": codes[:CODES_SHOWN],
            "has_more_codes": len(codes) > CODES_SHOWN,
            "has_single_codes": any(not code.is_shared for code in codes),
            "is_closed": round.state == State.CLOSED,
            "is_planned": round.state == State.PLANNED,
            "facts": self.facts(),
        }

    def facts(self) -> list[dict[str, Any]]:
        round = self.thing
        rows = [
            (_("Questionnaire"), _("%(name)s, version %(number)d") % {"name": round.version.questionnaire, "number": round.version.number}),
            (_("Who answers"), round.get_audience_display()),
            (_("Under which name"), _("Anonymously") if round.is_anonymous else _("Under their own names")),
            (_("Opens"), date_words(round.opened_at or round.opens_at)),
            (_("Closes"), date_words(round.closed_at or round.closes_at)),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]


class RoundOpen(FormPage):
    permission = OPEN
    title = gettext_lazy("Open a round")
    lead = gettext_lazy("Ask a questionnaire of certain people for a certain time.")
    form_class = RoundForm
    submit_label = gettext_lazy("Open the round")
    done_message = gettext_lazy("The round is ready. Next, make a code and print its poster.")

    def form_kwargs(self) -> dict[str, Any]:
        chosen = self.request.GET.get("version", "")
        return {
            "languages": languages_of(self.municipality),
            "versions": published_versions(),
            "initial": {"version": chosen} if chosen.isdecimal() else {},
        }

    def act(self, form: Any) -> Round:
        return open_round(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Round) -> str:
        return reverse("questionnaires:round", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("questionnaires:rounds")


class RoundChange(OnRound, FormPage):
    permission = WRITE
    title = gettext_lazy("Change the round")
    form_class = RoundChangeForm
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        round = self.thing
        return {
            "languages": languages_of(self.municipality),
            "initial": {"title": round.title, "intro": round.intro, "closes_at": round.closes_at},
        }

    def act(self, form: Any) -> Round:
        return change_round(actor=self.person, round=self.thing, **form.cleaned_data)


class RoundBegin(OnRound, ActPage):
    permission = WRITE
    done_message = gettext_lazy("The round is open.")

    def act(self) -> Round:
        return begin_round(actor=self.person, round=self.thing)


class RoundClose(OnRound, ActPage):
    """Closing cannot be undone, so a page says first what follows."""

    permission = WRITE
    http_method_names = ["get", "post", "options"]
    template_name = "ui/confirm_page.html"
    title = gettext_lazy("Close the round")
    submit_label = gettext_lazy("Close the round")
    done_message = gettext_lazy("The round is closed.")

    @property
    def what_happens(self) -> list[str]:
        return [
            _("No more answers are taken, and unfinished ones are gone."),
            _("The results are shown in full, if at least five have answered."),
            _("The round cannot be opened again."),
        ]

    def act(self) -> Round:
        return close_round(actor=self.person, round=self.thing)


class CodeMake(OnRound, FormPage):
    permission = WRITE
    title = gettext_lazy("A code for a group")
    lead = gettext_lazy("The whole group answers by the same code: each on her own phone, or in turn on a shared one.")
    form_class = CodeMakeForm
    submit_label = gettext_lazy("Make the code")

    def act(self, form: Any) -> Any:
        return make_code(actor=self.person, round=self.thing, **form.cleaned_data)


class SingleCodesMake(OnRound, FormPage):
    permission = WRITE
    title = gettext_lazy("Codes for one answer each")
    lead = gettext_lazy("For guardians or customers: print the sheet, cut it apart and give everybody one.")
    form_class = SingleCodesForm
    submit_label = gettext_lazy("Make the codes")

    def act(self, form: Any) -> Any:
        return make_single_codes(actor=self.person, round=self.thing, **form.cleaned_data)


class CodeStop(OnRound, ActPage):
    permission = WRITE
    done_message = gettext_lazy("The code takes no more answers.")

    def act(self) -> Any:
        code = get_object_or_404(codes_of(self.thing), pk=self.kwargs["code_pk"])
        return stop_code(actor=self.person, round=self.thing, code=code)
