"""The jury: naming, declarations, who reads what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talkoot.kernel.people.models.person import Person
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage
from talkoot.tools.reviews.actions.jurors import (
    assign,
    declare_conflict,
    declare_interests,
    declare_no_conflicts,
    dismiss_juror,
    name_juror,
    remind_jurors,
)
from talkoot.tools.reviews.content.kinds import CLOSED_STATES
from talkoot.tools.reviews.forms import MOST_LISTED, DeclareForm, DrawForm, NameJurorForm
from talkoot.tools.reviews.models.assessment import Assessment, AssignmentRun
from talkoot.tools.reviews.models.candidate import Candidate
from talkoot.tools.reviews.models.juror import Interest, Juror
from talkoot.tools.reviews.permissions import JUDGE, RUN
from talkoot.tools.reviews.queries.assessments import runs_of
from talkoot.tools.reviews.queries.candidates import conflicted, titles_of
from talkoot.tools.reviews.queries.jurors import conflicts_of, is_assignment_current, is_replayed
from talkoot.tools.reviews.queries.progress import progress_of
from talkoot.tools.reviews.views.seats import SeatPage, assessment_or_404, one_or_404

MOST_SHOWN = 200


class OnAssessment(SeatPage, FormPage):
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    def cancel_url(self) -> str:
        return reverse("reviews:assessment", args=[self.thing.pk])

    def done_url(self, result: Any) -> str:
        return self.cancel_url()


class JurorsPage(OnAssessment):
    """Who judges, how far each has come, conflicts; and the form that names one more."""

    permission = RUN
    here = "jurors"
    template_name = "reviews/jurors.html"
    title = gettext_lazy("Jurors")
    submit_label = gettext_lazy("Name as a juror")
    done_message = gettext_lazy("Named. A mail asks for the declaration of interests.")
    form_class = NameJurorForm

    def context(self) -> dict[str, Any]:
        conflicts = list(conflicts_of(self.thing)[: MOST_SHOWN + 1])
        return super().context() | {
            "progress": progress_of(self.thing),
            "conflicts": conflicts[:MOST_SHOWN],
            "more_conflicts": len(conflicts) > MOST_SHOWN,
            "is_closed": self.thing.state in CLOSED_STATES,
        }

    def act(self, form: Any) -> Juror:
        person = Person.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
        if person is None:
            raise Refusal(
                _("There is no account with this address."), mend=_("Ask her to make an account here, then name her."), field="email"
            )
        return name_juror(actor=self.person, assessment=self.thing, person=person)

    def done_url(self, result: Any) -> str:
        return reverse("reviews:jurors", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return ""


class JurorDismiss(SeatPage, FormPage):
    permission = RUN
    template_name = "ui/confirm_page.html"
    form_class = forms.Form
    submit_label = gettext_lazy("Dismiss from the jury")
    done_message = gettext_lazy("Dismissed. Draw once more, so that others read what she had not given.")
    color = "danger"
    thing: Juror

    def fetch(self) -> Juror:
        juror: Juror = one_or_404(Juror.objects.select_related("assessment", "person"), self.kwargs["juror"])
        return juror

    @property
    def title(self) -> str:
        return _("Dismiss %(name)s") % {"name": self.thing.person}

    def what_happens(self) -> list[str]:
        return [
            _("Reviews already given stay and count."),
            _("Drafts are removed, and what was not given goes to others at the next draw."),
        ]

    def act(self, form: Any) -> Juror:
        return dismiss_juror(actor=self.person, juror=self.thing)

    def done_url(self, result: Any) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return reverse("reviews:jurors", args=[self.thing.assessment_id])


class RemindJurors(ActPage):
    permission = RUN
    thing: Assessment

    def fetch(self) -> Assessment:
        return assessment_or_404(self)

    def act(self) -> int:
        count = remind_jurors(actor=self.person, assessment=self.thing)
        words = ngettext("%(count)d juror gets a mail.", "%(count)d jurors get a mail.", count) % {"count": count}
        messages.success(self.request, words if count else _("Nobody is late."))
        return count

    def done_url(self, result: Any) -> str:
        return reverse("reviews:jurors", args=[self.thing.pk])


class DeclarePage(OnAssessment):
    """Before she reads, a juror tells of her ties."""

    permission = JUDGE
    template_name = "reviews/declare.html"
    title = gettext_lazy("What ties you?")
    submit_label = gettext_lazy("Declare")
    done_message = gettext_lazy("Thank you. You can read as soon as it has been drawn who reads what.")
    form_class = DeclareForm

    def listed(self) -> list[tuple[int, str]]:
        """Names and codes, nothing more; none to whoever reads blind, and none once she has declared."""
        juror = self.seat.juror
        if self.thing.is_blind or juror is None or juror.declared_at is not None:
            return []
        rows = list(
            Candidate.objects.filter(assessment=self.thing, is_withdrawn=False)
            .exclude(conflicted(self.person))
            .order_by("number")[: MOST_LISTED + 1]
        )
        if len(rows) > MOST_LISTED:
            return []
        titles = titles_of(self.person, self.thing, rows)
        return [(one.pk, f"{one.code} {titles[one.pk]}".strip()) for one in rows]

    def form_kwargs(self) -> dict[str, Any]:
        return {"listed": self.listed()}

    def context(self) -> dict[str, Any]:
        named = Interest.objects.filter(juror=self.seat.juror).order_by("name") if self.seat.juror is not None else []
        return super().context() | {"named": list(named)}

    def act(self, form: Any) -> Juror:
        tied = form.cleaned_data.get("tied") or []
        for candidate in Candidate.objects.filter(assessment=self.thing, pk__in=tied).select_related("assessment"):
            declare_conflict(actor=self.person, candidate=candidate, reason=form.cleaned_data["reason"])
        names = [name for name in form.names if name.strip()]
        if names:
            return declare_interests(actor=self.person, assessment=self.thing, interests=names)
        return declare_no_conflicts(actor=self.person, assessment=self.thing)


class DrawPage(OnAssessment):
    """Who reads what: the last draw with its proof, and the button for the next."""

    permission = RUN
    here = "jurors"
    template_name = "reviews/draw.html"
    title = gettext_lazy("Draw who reads what")
    submit_label = gettext_lazy("Draw")
    form_class = DrawForm

    def context(self) -> dict[str, Any]:
        run = runs_of(self.thing).first()
        short = {int(pk): count for pk, count in run.short.items()} if run is not None else {}
        codes = Candidate.objects.filter(pk__in=list(short)).order_by("number")[:MOST_SHOWN]
        return super().context() | {
            "run": run,
            "is_current": run is not None and is_assignment_current(self.thing),
            "is_replayed": run is not None and is_replayed(run),
            "short": [{"candidate": one, "count": short[one.pk]} for one in codes],
            "progress": progress_of(self.thing),
            "is_closed": self.thing.state in CLOSED_STATES,
        }

    def act(self, form: Any) -> AssignmentRun:
        run = assign(actor=self.person, assessment=self.thing, seed=form.cleaned_data["seed"])
        if run.short:
            messages.warning(
                self.request,
                ngettext(
                    "Drawn. %(count)d candidate has too few jurors free of conflicts.",
                    "Drawn. %(count)d candidates have too few jurors free of conflicts.",
                    len(run.short),
                )
                % {"count": len(run.short)},
            )
        else:
            messages.success(self.request, _("Drawn. Every candidate has its readers."))
        return run

    def done_url(self, result: Any) -> str:
        return reverse("reviews:draw", args=[self.thing.pk])
