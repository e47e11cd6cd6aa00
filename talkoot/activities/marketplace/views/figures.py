"""The figures page and its file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talkoot.activities.marketplace.content.figures import Figure
from talkoot.activities.marketplace.forms.figures import YearForm
from talkoot.activities.marketplace.permissions import SEE_FIGURES
from talkoot.activities.marketplace.queries.figures import figures, school_years
from talkoot.kernel.ui.lists import csv_line
from talkoot.kernel.ui.pages import Page


def value_words(figure: Figure) -> str:
    """The number in the reader's way of writing it, with its unit; a dash of nothing."""
    if figure.value is None:
        return "–"
    decimals = 0 if float(figure.value).is_integer() or figure.unit == "%" else 1
    number = formats.number_format(round(figure.value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    if figure.unit == "%":
        return f"{number} %"
    if figure.unit == "days":
        return ngettext("%(n)s day", "%(n)s days", round(figure.value) or 2) % {"n": number}
    if figure.unit == "hours":
        return _("%(n)s h") % {"n": number}
    return number


class FiguresPage(Page):
    permission = SEE_FIGURES
    template_name = "marketplace/figures.html"
    title = gettext_lazy("Figures of the marketplace")
    lead = gettext_lazy("Counted from what has happened here. A dash means that there is nothing to count yet.")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.title, "url": ""}]

    def year(self) -> int | None:
        self.years = school_years(timezone.localdate())
        form = YearForm(self.request.GET, years=self.years)
        return form.cleaned_data["year"] if form.is_valid() else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        year = self.year()
        groups = figures(year)
        if request.GET.get("download") == "csv":
            return self.as_csv(groups)
        here = reverse("marketplace:figures")
        return self.show(
            groups=[
                {
                    "title": group.title,
                    "figures": [{"figure": one, "words": value_words(one)} for one in group.figures],
                    "pictures": group.pictures,
                }
                for group in groups
            ],
            tabs=[
                {"label": _("All time"), "url": here, "is_current": year is None},
                *({"label": f"{y}–{y + 1}", "url": f"{here}?year={y}", "is_current": y == year} for y in self.years),
            ],
            download=f"{here}?{f'year={year}&' if year else ''}download=csv",
        )

    def as_csv(self, groups: list[Any]) -> HttpResponse:
        lines = ["\ufeff", csv_line([_("Group"), _("Figure"), _("Value"), _("Unit"), _("Note")])]
        for group in groups:
            lines += [csv_line([group.title, f.label, "" if f.value is None else round(f.value, 2), f.unit, f.note]) for f in group.figures]
            lines += [csv_line([group.title, f"{p.title}: {bar.label}", bar.value, "", ""]) for p in group.pictures for bar in p.bars]
        response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="marketplace-figures.csv"'
        return response
