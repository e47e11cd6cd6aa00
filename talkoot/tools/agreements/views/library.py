"""The clause library."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.differences import pieces
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.agreements.actions.library import save_clause, set_clause_use
from talkoot.tools.agreements.content.places import fill
from talkoot.tools.agreements.forms.templates import LibraryClauseForm, UseFilter
from talkoot.tools.agreements.models.library import Clause
from talkoot.tools.agreements.permissions import READ_TEMPLATES, WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import all_clauses, clause_versions, newest_clause_version


class ClauseList(ListPage):
    permission = READ_TEMPLATES
    title = gettext_lazy("Clause library")
    lead = gettext_lazy("Clauses that templates are put together from. Each keeps all its wordings.")
    row_template = "agreements/clause_row.html"
    filter_form_class = UseFilter
    sorts = (
        Sort("name", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
    )

    def rows(self) -> QuerySet[Clause]:
        return all_clauses()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreement templates"), "url": reverse("agreements:templates")}, {"label": self.title, "url": ""}]

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write a clause"), "url": reverse("agreements:clause_start")} if self.allows(WRITE_TEMPLATES) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No clauses yet"),
            "text": _("Write the first one, or take the clauses of a template into the library from the template's page."),
        }


class AboutClause(Page):
    permission = READ_TEMPLATES
    thing: Clause

    def fetch(self) -> Clause:
        return get_object_or_404(all_clauses(), key=self.kwargs["key"])

    def done_url(self, result: Any) -> str:
        return reverse("agreements:clause", args=[self.thing.key])


class ClauseDetail(AboutClause):
    template_name = "agreements/clause_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Clause library"), "url": reverse("agreements:clauses")}, {"label": self.thing.title, "url": ""}]

    @property
    def primary_action(self) -> dict[str, Any] | None:
        if not self.allows(WRITE_TEMPLATES):
            return None
        return {"label": _("Write a new wording"), "url": reverse("agreements:clause_edit", args=[self.thing.key])}

    def context(self) -> dict[str, Any]:
        versions = list(clause_versions(self.thing).select_related("written_by"))
        language = get_language() or "fi"
        lines = []
        for version, before in zip(versions, [*versions[1:], None], strict=True):
            lines.append(
                {
                    "version": version,
                    "changed": pieces(before.text.in_language(), version.text.in_language()) if before is not None else [],
                }
            )
        newest = versions[0]
        return super().context() | {
            "newest": newest,
            "texts": [
                {
                    "code": code,
                    "name": language_named(code).capitalize(),
                    "title": newest.title.get(code, ""),
                    "text": fill(newest.text[code], {}, code),
                }
                for code in self.municipality.languages
                if code in newest.text
            ],
            "missing": newest.text.missing(self.municipality.languages),
            "language": language,
            "lines": lines,
            "may_write": self.allows(WRITE_TEMPLATES),
        }


class ClauseStart(FormPage):
    permission = WRITE_TEMPLATES
    title = gettext_lazy("Write a clause")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = LibraryClauseForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Any:
        typed = form.cleaned_data
        if all_clauses().filter(key=typed["key"]).exists():
            raise Refusal(_("There is a clause with this key already."), mend=_("Choose another key."), field="key")
        return save_clause(actor=self.person, key=typed["key"], title=typed["title"], text=typed["text"])

    def done_url(self, result: Any) -> str:
        return reverse("agreements:clause", args=[result.clause.key])

    def cancel_url(self) -> str:
        return reverse("agreements:clauses")


class ClauseEdit(AboutClause, FormPage):
    permission = WRITE_TEMPLATES
    title = gettext_lazy("Write a new wording")
    lead = gettext_lazy("The wordings before stay, and so do templates and agreements made of them.")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = LibraryClauseForm

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        newest = newest_clause_version(self.thing)
        clause = {"title": newest.title, "text": newest.text} if newest is not None else {}
        return {"municipality": self.municipality, "clause": clause}

    def act(self, form: Any) -> Any:
        return save_clause(actor=self.person, key=self.thing.key, **form.cleaned_data)

    def cancel_url(self) -> str:
        return reverse("agreements:clause", args=[self.thing.key])


class ClauseUse(AboutClause, ActPage):
    permission = WRITE_TEMPLATES
    done_message = gettext_lazy("Saved.")

    def act(self) -> Any:
        return set_clause_use(actor=self.person, clause=self.thing, is_active=not self.thing.is_active)
