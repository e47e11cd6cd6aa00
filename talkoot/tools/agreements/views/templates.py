"""Templates: the list, a template with its versions, two versions compared, and the desk on which a draft is written."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.agreements.actions.library import collect_clauses
from talkoot.tools.agreements.actions.templates import (
    change_template,
    discard_template_draft,
    open_template_draft,
    publish_template,
    set_template_use,
    start_template,
)
from talkoot.tools.agreements.content.comparison import compared
from talkoot.tools.agreements.content.places import AUTOMATIC, fill, label_of
from talkoot.tools.agreements.content.states import Due
from talkoot.tools.agreements.content.text import complete_languages
from talkoot.tools.agreements.forms.templates import (
    FromLibraryForm,
    PublishForm,
    TemplateAnnexForm,
    TemplateBasicsForm,
    TemplateStartForm,
    TextForm,
    UseFilter,
)
from talkoot.tools.agreements.models.library import Clause
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion
from talkoot.tools.agreements.permissions import READ_TEMPLATES, WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import (
    all_templates,
    newest_clause_version,
    newest_published,
    newest_wordings,
    template_draft,
    template_versions,
)


class TemplateList(ListPage):
    permission = READ_TEMPLATES
    title = gettext_lazy("Agreement templates")
    lead = gettext_lazy("What new agreements are made of. They come with operating models, or are written here.")
    row_template = "agreements/template_row.html"
    filter_form_class = UseFilter
    sorts = (
        Sort("name", gettext_lazy("By name"), lambda language: in_order_of("title_order", language)),
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
    )

    def rows(self) -> QuerySet[AgreementTemplate]:
        return all_templates()

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreements"), "url": reverse("agreements:list")}, {"label": self.title, "url": ""}]

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Write a template"), "url": reverse("agreements:template_start")} if self.allows(WRITE_TEMPLATES) else None

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": _("Clause library"), "url": reverse("agreements:clauses")}]

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No templates yet"),
            "text": _("Adopt an operating model that brings its agreements, or write the first template."),
        }


class AboutTemplate(Page):
    permission = READ_TEMPLATES
    thing: AgreementTemplate

    def fetch(self) -> AgreementTemplate:
        return get_object_or_404(all_templates(), key=self.kwargs["key"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [
            {"label": _("Agreement templates"), "url": reverse("agreements:templates")},
            {"label": self.thing.title, "url": reverse("agreements:template", args=[self.thing.key])},
            {"label": self.title, "url": ""},
        ]

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template_desk", args=[self.thing.key])

    def cancel_url(self) -> str:
        return reverse("agreements:template_desk", args=[self.thing.key])


def clause_lines(version: TemplateVersion) -> list[dict[str, Any]]:
    """The clauses as pages show them: in the reader's language, empty places by their names."""
    language = get_language() or "fi"
    lines = []
    for place, clause in enumerate(version.clauses):
        text = Words(clause["text"])
        lines.append(
            {
                "place": place,
                "key": clause["key"],
                "title": fill(Words(clause["title"]).in_language(), {}, language, is_markdown=False) or clause["key"],
                "text": fill(text.in_language(), {}, language),
                "language": text.shown_language() or language,
                "clause_version": clause.get("clause_version"),
            }
        )
    return lines


def annex_lines(version: TemplateVersion) -> list[dict[str, Any]]:
    return [annex | {"title": Words(annex["title"]), "due_label": Due(annex.get("due", Due.OFFER)).label} for annex in version.annexes]


def place_lines(version: TemplateVersion) -> list[dict[str, Any]]:
    return [{"name": place, "label": label_of(place), "is_automatic": place in AUTOMATIC} for place in version.places]


class TemplateDetail(AboutTemplate):
    """The newest published version (or another by number), its places, annexes and the versions before."""

    template_name = "agreements/template_detail.html"

    @property
    def title(self) -> Any:  # type: ignore[override]
        return self.thing.title

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Agreement templates"), "url": reverse("agreements:templates")}, {"label": self.thing.title, "url": ""}]

    @property
    def badges(self) -> list[dict[str, Any]]:
        if not self.thing.is_active:
            return [{"label": _("No longer in use"), "color": "neutral"}]
        return []

    @property
    def primary_action(self) -> dict[str, Any] | None:
        if not self.thing.is_active or self.thing.newest_number == 0 or not self.allows(WRITE_TEMPLATES):
            return None
        version = newest_published(self.thing)
        address = reverse("agreements:start")
        return {"label": _("Draft an agreement of this"), "url": f"{address}?template={version.pk}"} if version else None

    def context(self) -> dict[str, Any]:
        versions = list(template_versions(self.thing))
        published = [version for version in versions if not version.is_draft]
        wanted = self.request.GET.get("version", "")
        version = next((v for v in published if str(v.number) == wanted), None) or next(iter(published or versions), None)
        if version is None:
            raise Http404
        complete = complete_languages(version.clauses, self.municipality.languages)
        return super().context() | {
            "version": version,
            "summary": fill(version.summary.in_language(), {}, version.summary.shown_language() or "fi"),
            "is_newest": version.number == self.thing.newest_number or not published,
            "versions": [
                {"version": one, "before": published[n + 1].number if n + 1 < len(published) else None} for n, one in enumerate(published)
            ],
            "draft": next((one for one in versions if one.is_draft), None),
            "clauses": clause_lines(version),
            "annexes": annex_lines(version),
            "places": place_lines(version),
            "missing_languages": [language_named(code) for code in self.municipality.languages if code not in complete],
            "may_write": self.allows(WRITE_TEMPLATES),
        }


class TemplateCompare(AboutTemplate):
    """What has changed between two versions, in the language asked for."""

    template_name = "agreements/template_compare.html"

    @property
    def title(self) -> Any:  # type: ignore[override]
        return _("Versions %(before)d and %(after)d") % {"before": self.kwargs["before"], "after": self.kwargs["after"]}

    def context(self) -> dict[str, Any]:
        versions = {version.number: version for version in template_versions(self.thing)}
        before, after = versions.get(self.kwargs["before"]), versions.get(self.kwargs["after"])
        if before is None or after is None:
            raise Http404
        codes = self.municipality.languages
        asked = self.request.GET.get("text", "")
        language = asked if asked in codes else get_language() if get_language() in codes else codes[0]
        clauses = compared(in_one_language(before, language), in_one_language(after, language))
        titles = {annex["key"]: Words(annex["title"]).in_language(language) for annex in [*before.annexes, *after.annexes]}
        old, new = {annex["key"] for annex in before.annexes}, {annex["key"] for annex in after.annexes}
        return super().context() | {
            "before": before,
            "after": after,
            "clauses": [clause for clause in clauses if clause.standing != "same"],
            "same_count": sum(clause.standing == "same" for clause in clauses),
            "language": language,
            "annexes_added": [titles[key] for key in titles if key in new - old],
            "annexes_removed": [titles[key] for key in titles if key in old - new],
            "tabs": [
                {"label": language_named(code).capitalize(), "url": f"?text={code}", "is_current": code == language} for code in codes
            ],
        }


def in_one_language(version: TemplateVersion, language: str) -> list[dict[str, str]]:
    return [
        {"key": clause["key"], "title": clause["title"].get(language, ""), "text": clause["text"].get(language, "")}
        for clause in version.clauses
    ]


class TemplateStart(FormPage):
    permission = WRITE_TEMPLATES
    title = gettext_lazy("Write a template")
    submit_label = gettext_lazy("Save and go on")
    form_class = TemplateStartForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Any:
        return start_template(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template_desk", args=[result.template.key])

    def cancel_url(self) -> str:
        return reverse("agreements:templates")


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
    def title(self) -> Any:  # type: ignore[override]
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
    def title(self) -> Any:  # type: ignore[override]
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
    def title(self) -> Any:  # type: ignore[override]
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


class TemplateButton(AboutTemplate, ActPage):
    permission = WRITE_TEMPLATES

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template", args=[self.thing.key])


class TemplateOpenDraft(TemplateButton):
    def act(self) -> Any:
        return open_template_draft(actor=self.person, template=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("agreements:template_desk", args=[self.thing.key])


class TemplateUse(TemplateButton):
    done_message = gettext_lazy("Saved.")

    def act(self) -> Any:
        return set_template_use(actor=self.person, template=self.thing, is_active=not self.thing.is_active)


class TemplateToLibrary(TemplateButton):
    done_message = gettext_lazy("The clauses that the library did not know are there now.")

    def act(self) -> Any:
        version = newest_published(self.thing)
        if version is None:
            raise Http404
        collect_clauses(actor=self.person, version=version)
        return self.thing
