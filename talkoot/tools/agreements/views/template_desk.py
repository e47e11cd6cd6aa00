"""The desk on which a draft of a template is written: its clauses, annexes and words."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.pages import ActPage, FormPage
from talkoot.tools.agreements.actions.templates import (
    change_template,
    discard_template_draft,
    publish_template,
)
from talkoot.tools.agreements.forms.templates import (
    FromLibraryForm,
    PublishForm,
    TemplateAnnexForm,
    TemplateBasicsForm,
    TextForm,
)
from talkoot.tools.agreements.models.library import Clause
from talkoot.tools.agreements.models.template import TemplateVersion
from talkoot.tools.agreements.permissions import WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import (
    newest_clause_version,
    newest_published,
    newest_wordings,
    template_draft,
)
from talkoot.tools.agreements.views.templates import AboutTemplate, annex_lines, clause_lines, place_lines


class OnDraft(AboutTemplate):
    """Base of pages about the draft of a template; 404 when there is none."""

    permission = WRITE_TEMPLATES

    def draft(self) -> TemplateVersion:
        draft = template_draft(self.thing)
        if draft is None:
            raise Http404
        return draft

    def clause(self) -> dict[str, Any]:
        found = next((clause for clause in self.draft().clauses if clause["key"] == self.kwargs["clause"]), None)
        if found is None:
            raise Http404
        return found

    def annex(self) -> dict[str, Any]:
        found = next((annex for annex in self.draft().annexes if annex["key"] == self.kwargs["annex"]), None)
        if found is None:
            raise Http404
        return found


class TemplateDesk(OnDraft):
    template_name = "agreements/template_desk.html"

    @property
    def title(self) -> Any:
        draft = self.draft()
        return _("%(title)s, draft of version %(number)d") % {"title": draft.title, "number": draft.number}

    def context(self) -> dict[str, Any]:
        draft = self.draft()
        wordings = newest_wordings([clause["clause_version"] for clause in draft.clauses if clause.get("clause_version")])
        languages = self.municipality.languages
        clauses = []
        for line, clause in zip(clause_lines(draft), draft.clauses, strict=True):
            newest = wordings.get(clause.get("clause_version") or 0)
            clauses.append(
                line
                | {
                    "newer": newest.number if newest is not None and newest.pk != clause["clause_version"] else None,
                    "missing": [
                        language_named(code) for code in languages if not clause["title"].get(code) or not clause["text"].get(code)
                    ],
                }
            )
        return super().context() | {
            "draft": draft,
            "clauses": clauses,
            "annexes": annex_lines(draft),
            "places": place_lines(draft),
            "published": newest_published(self.thing),
        }


class DraftForm(OnDraft, FormPage):
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}


class TemplateBasics(DraftForm):
    title = gettext_lazy("Name and plain words")
    form_class = TemplateBasicsForm

    def form_kwargs(self) -> dict[str, Any]:
        draft = self.draft()
        return super().form_kwargs() | {"title": draft.title, "summary": draft.summary}

    def act(self, form: Any) -> Any:
        return change_template(actor=self.person, draft=self.draft(), **form.cleaned_data)


class ClauseAdd(DraftForm):
    title = gettext_lazy("Add a clause")
    form_class = TextForm

    def act(self, form: Any) -> Any:
        typed = form.cleaned_data
        draft = self.draft()
        new = {"key": typed["key"], "title": dict(typed["title"]), "text": dict(typed["text"]), "clause_version": None}
        return change_template(actor=self.person, draft=draft, clauses=[*draft.clauses, new])


class ClauseChange(DraftForm):
    form_class = TextForm

    @property
    def title(self) -> Any:
        return Words(self.clause()["title"])

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"clause": self.clause()}

    def act(self, form: Any) -> Any:
        key, draft = self.clause()["key"], self.draft()
        typed = {"title": dict(form.cleaned_data["title"]), "text": dict(form.cleaned_data["text"])}
        clauses = []
        for clause in draft.clauses:
            if clause["key"] == key:
                is_as_in_library = (clause["title"], clause["text"]) == (typed["title"], typed["text"])
                clause = clause | typed | ({} if is_as_in_library else {"clause_version": None})
            clauses.append(clause)
        return change_template(actor=self.person, draft=draft, clauses=clauses)


class ClauseFromLibrary(DraftForm):
    title = gettext_lazy("Add a clause from the library")
    form_class = FromLibraryForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"taken": {clause["key"] for clause in self.draft().clauses}}

    def act(self, form: Any) -> Any:
        draft = self.draft()
        return change_template(actor=self.person, draft=draft, clauses=[*draft.clauses, from_library(form.cleaned_data["clause"])])


def from_library(clause: Clause) -> dict[str, Any]:
    version = newest_clause_version(clause)
    if version is None:
        raise Http404
    return {"key": clause.key, "title": dict(version.title), "text": dict(version.text), "clause_version": version.pk}


class DraftButton(OnDraft, ActPage):
    """One button on the draft of a template; back to its desk."""

    def moved(self, items: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
        """The list with the item one place higher."""
        place = next((n for n, item in enumerate(items) if item["key"] == key), 0)
        if place == 0:
            return items
        return [*items[: place - 1], items[place], items[place - 1], *items[place + 1 :]]


class ClauseUp(DraftButton):
    def act(self) -> Any:
        draft = self.draft()
        return change_template(actor=self.person, draft=draft, clauses=self.moved(draft.clauses, self.clause()["key"]))


class ClauseRemove(DraftButton):
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        draft, key = self.draft(), self.clause()["key"]
        return change_template(actor=self.person, draft=draft, clauses=[clause for clause in draft.clauses if clause["key"] != key])


class ClauseRenew(DraftButton):
    """Take the newest wording of the library."""

    done_message = gettext_lazy("The newest wording of the library is in place.")

    def act(self) -> Any:
        draft, clause = self.draft(), self.clause()
        newest = newest_wordings([clause["clause_version"]] if clause.get("clause_version") else []).get(clause.get("clause_version") or 0)
        if newest is None:
            raise Http404
        words = {"title": dict(newest.title), "text": dict(newest.text), "clause_version": newest.pk}
        return change_template(
            actor=self.person, draft=draft, clauses=[one | words if one["key"] == clause["key"] else one for one in draft.clauses]
        )


class AnnexAdd(DraftForm):
    title = gettext_lazy("Add an annex to the checklist")
    form_class = TemplateAnnexForm

    def act(self, form: Any) -> Any:
        draft, typed = self.draft(), form.cleaned_data
        return change_template(actor=self.person, draft=draft, annexes=[*draft.annexes, typed | {"title": dict(typed["title"])}])


class AnnexChange(DraftForm):
    form_class = TemplateAnnexForm

    @property
    def title(self) -> Any:
        return Words(self.annex()["title"])

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"annex": self.annex()}

    def act(self, form: Any) -> Any:
        draft, key = self.draft(), self.annex()["key"]
        typed = form.cleaned_data | {"title": dict(form.cleaned_data["title"])}
        return change_template(
            actor=self.person, draft=draft, annexes=[annex | typed if annex["key"] == key else annex for annex in draft.annexes]
        )


class AnnexRemove(DraftButton):
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        draft, key = self.draft(), self.annex()["key"]
        return change_template(actor=self.person, draft=draft, annexes=[annex for annex in draft.annexes if annex["key"] != key])


class TemplatePublish(DraftForm):
    title = gettext_lazy("Publish this version")
    lead = gettext_lazy("It does not change any more; new agreements are made of it. Agreements made before keep their text.")
    submit_label = pgettext_lazy("step", "Publish")
    done_message = gettext_lazy("Published.")
    form_class = PublishForm

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> Any:
        return publish_template(actor=self.person, draft=self.draft(), change_note=form.cleaned_data["change_note"])

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template", args=[self.thing.key])


class TemplateDiscard(DraftButton):
    done_message = gettext_lazy("The draft is discarded.")

    def act(self) -> Any:
        return discard_template_draft(actor=self.person, draft=self.draft())

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template", args=[self.thing.key]) if result is not None else reverse("agreements:templates")

    def refused_url(self) -> str:
        return reverse("agreements:template", args=[self.thing.key])
