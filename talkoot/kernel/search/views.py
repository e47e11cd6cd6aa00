"""Search inside a municipality and over all of them, and suggestions while typing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talkoot.kernel.search.forms import SearchForm
from talkoot.kernel.search.permissions import SEARCH
from talkoot.kernel.search.queries import Found, find, suggestions
from talkoot.kernel.ui.pages import Page


class SearchResults(Page):
    """Works by address alone: `?q=…&kind=…&page=2`. Inside a municipality also what the person sees of its drafts."""

    permission = SEARCH
    template_name = "search/results.html"
    title = gettext_lazy("Search")
    suggest_page = "search:suggest"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.form = SearchForm(request.GET)
        is_valid = self.form.is_valid()
        asked = self.form.cleaned_data.get("q", "") if is_valid else ""
        kind = self.form.cleaned_data.get("kind", "") if is_valid else ""
        found = self.found(asked, kind, self.form.cleaned_data.get("page") or 1) if asked else Found()
        return self.show(
            form=self.form,
            asked=asked,
            found=found,
            count_text=count_text(found),
            kind_tabs=self.kind_tabs(found, kind),
            pager={
                "previous_url": self.address(page=str(found.page - 1)) if found.page > 1 else "",
                "next_url": self.address(page=str(found.page + 1)) if found.page < found.page_count else "",
            },
            spelling_url=self.address(q=found.spelling, page=None, kind=None) if found.spelling else "",
            suggest_url=reverse(self.suggest_page),
            status=200 if is_valid else 400,
        )

    def found(self, asked: str, kind: str, page: int) -> Found:
        return find(asked, self.person, self.municipality, kinds=[kind] if kind else [], page=page)

    def kind_tabs(self, found: Found, kind: str) -> list[dict[str, Any]]:
        """All kinds found, each a link that shows it alone."""
        if len(found.kinds) < 2 and not kind:
            return []
        everything = {
            "label": _("All"),
            "url": self.address(kind=None, page=None),
            "is_current": not kind,
            "count": sum(item.count for item in found.kinds),
        }
        tabs = [
            {"label": item.label, "url": self.address(kind=item.kind, page=None), "is_current": item.kind == kind, "count": item.count}
            for item in found.kinds
        ]
        return [everything, *tabs]

    def address(self, **changes: str | None) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}"


class SearchEverywhere(SearchResults):
    """What is public in any municipality. Entries are behind no row-level policy, so nothing needs to be opened for it."""

    title = gettext_lazy("Search in all municipalities")

    def found(self, asked: str, kind: str, page: int) -> Found:
        return find(asked, None, None, kinds=[kind] if kind else [], page=page)


class SuggestedThings(Page):
    """A part of a page: titles that begin so. Fetched while somebody types; nobody needs it."""

    permission = SEARCH
    template_name = "search/suggestions.html"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = SearchForm(request.GET)
        asked = form.cleaned_data["q"] if form.is_valid() else ""
        return self.show(suggestions=suggestions(asked, self.municipality) if asked else [])


def count_text(found: Found) -> str:
    if found.is_more:
        return _("Over %(count)d results. Add a word to narrow them.") % {"count": found.count}
    return ngettext("%(count)d result", "%(count)d results", found.count) % {"count": found.count}
