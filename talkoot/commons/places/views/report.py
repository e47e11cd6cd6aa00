"""The year of a place for its steering group: a page, and a tagged PDF in one click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import FOLLOW
from talkoot.commons.places.queries.reports import YearReport, report_of
from talkoot.commons.places.templatetags.places import days_words, hours_words, per_cent_words, share_words
from talkoot.commons.places.views.printing import pdf_answer
from talkoot.commons.places.views.reading import place_or_404
from talkoot.commons.places.views.work import trail_of_desk
from talkoot.kernel.printing.prose import blocks
from talkoot.kernel.ui.pages import Page
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of
from talkoot.tools.measures.templatetags.measures import plain_number, signed_number

TEMPLATE = Path(__file__).parents[1] / "print" / "year_report.typ"
FIRST_YEAR = 2000


class ReportPage(Page):
    permission = FOLLOW
    template_name = "places/report.html"
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def year(self) -> int:
        """The year asked for; without one this year. Raises Http404 for one that has not begun."""
        this_year = timezone.localdate().year
        typed = self.request.GET.get("year", "")
        if not typed:
            return this_year
        if not (typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed[:9]) <= this_year):
            raise Http404
        return int(typed)

    @property
    def title(self) -> str:
        return _("Report of the year %(year)d") % {"year": self.year}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_desk(self.thing, self.title)

    def context(self) -> dict[str, Any]:
        year = self.year
        begun = timezone.localdate(self.thing.created_at).year
        pdf = reverse("places:report_pdf", args=[self.thing.slug])
        return super().context() | {
            "place": self.thing,
            "report": report_of(self.thing, year, self.person),
            "years": [
                {"label": str(other), "url": f"?year={other}", "is_current": other == year}
                for other in range(timezone.localdate().year, max(min(begun, year) - 1, FIRST_YEAR - 1), -1)
            ][:12],
            "pdf_url": f"{pdf}?year={year}",
        }


class ReportPdf(ReportPage):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return pdf_answer(
            request,
            TEMPLATE,
            report_data(report_of(self.thing, self.year, self.person), request),
            f"{self.thing.slug}-{self.year}-{get_language()}",
        )


def report_data(report: YearReport, request: HttpRequest) -> dict[str, Any]:
    """What print/year_report.typ draws: plain values only, all in the reader's language."""
    place, intakes = report.place, report.intakes
    brand = theme_of(place.municipality).brand
    return {
        "title": _("%(place)s: report of the year %(year)d") % {"place": place.name, "year": report.year},
        "language": get_language() or "fi",
        "author": str(place.municipality),
        "colour": at_luminance(brand, min(luminance(brand), 0.15)),
        "kicker": _("%(municipality)s – for the steering group") % {"municipality": place.municipality},
        "footer": request.build_absolute_uri(reverse("places:detail", args=[place.slug])),
        "summary": str(place.concept),
        "facts": [
            {"label": str(label), "value": str(value)}
            for label, value in (
                (_("Owner"), place.owner or ""),
                (pgettext("of a place", "Operator"), place.operator or ""),
                (_("Contact"), place.contact_role),
                (_("Looked through on"), date_words(timezone.localdate(place.reviewed_at)) if place.reviewed_at else ""),
                (_("Review by"), date_words(place.review_by) if place.review_by else ""),
                (_("Report made on"), date_words(timezone.localdate())),
            )
            if str(value)
        ],
        "goals_text": blocks(str(place.goals)),
        "goals": [
            [
                f"{goal.measured.indicator.name}" + (f" ({goal.measured.indicator.unit})" if goal.measured.indicator.unit else ""),
                plain_number(goal.measured.indicator.baseline),
                plain_number(goal.earlier),
                plain_number(goal.value),
                signed_number(goal.change),
                plain_number(goal.measured.indicator.threshold),
            ]
            for goal in report.goals
        ],
        "needs": [
            [_("Needs published in the year"), str(report.needs_all)],
            [_("Of these answered, or something came of them"), share_words(report.needs_answered, report.needs_all)],
        ],
        "intakes": [
            [_("Proposals"), str(intakes.count), str(report.intakes_before.count)],
            [_("Answered"), str(intakes.answered), str(report.intakes_before.answered)],
            [
                _("Taken further"),
                share_words(intakes.accepted, intakes.answered),
                share_words(report.intakes_before.accepted, report.intakes_before.answered),
            ],
            [
                _("Answered in time"),
                share_words(intakes.in_time, intakes.answered),
                share_words(report.intakes_before.in_time, report.intakes_before.answered),
            ],
            [_("Days to an answer (median)"), days_words(intakes.days), days_words(report.intakes_before.days)],
        ],
        "routes": [[str(label), str(count)] for label, count in report.routes],
        "reasons": [[str(label), str(count)] for label, count in report.reasons],
        "turned_away": [[str(label), str(count)] for label, count in report.turned_away],
        "use": [
            [str(row.facility.name), str(row.booking_count), hours_words(row.booked_hours), per_cent_words(row.share), str(row.people)]
            for row in report.use
        ],
        "disturbances": [[str(label), str(count)] for label, count in report.disturbances],
        "happened": [
            {"title": step.label, "about": ", ".join(filter(None, [str(step.kind), step.standing, date_words(step.made_at)]))}
            for step in report.happened
        ],
        "lessons": [
            {"title": str(lesson.title), "chapter": str(lesson.get_chapter_display()), "text": str(lesson.text)}
            for lesson in report.lessons
        ],
        "words": words(report.year),
    }


def words(year: int) -> dict[str, Any]:
    return {
        "goals": _("Goals"),
        "goals_head": [_("What is measured"), _("Baseline"), str(year - 1), str(year), pgettext("measure", "Change"), _("Threshold")],
        "needs": _("Needs"),
        "intakes": _("Proposals"),
        "intakes_head": ["", str(year), str(year - 1)],
        "routes": _("Ways on"),
        "reasons": _("Reasons for declining"),
        "turned_away": _("Refused at the door"),
        "use": _("Use of the place"),
        "use_head": [_("Facility"), _("Bookings"), _("Hours"), _("Of its opening hours"), _("People")],
        "disturbances": _("Complaints of disturbance"),
        "happened": _("Held here"),
        "lessons": _("Lessons of the year"),
        "nothing": _("Nothing this year."),
        "count_head": ["", _("Count")],
    }
