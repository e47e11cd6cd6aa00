"""Templates: the list, a template with its versions, and two versions compared."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.tools.agreements.actions.library import collect_clauses
from talkoot.tools.agreements.actions.templates import (
    open_template_draft,
    set_template_use,
    start_template,
)
from talkoot.tools.agreements.content.comparison import compared
from talkoot.tools.agreements.content.places import AUTOMATIC, fill, label_of
from talkoot.tools.agreements.content.states import Due
from talkoot.tools.agreements.content.text import complete_languages
from talkoot.tools.agreements.forms.templates import (
    TemplateStartForm,
    UseFilter,
)
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion
from talkoot.tools.agreements.permissions import READ_TEMPLATES, WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import (
    all_templates,
    newest_published,
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
    def title(self) -> Any:
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
    def title(self) -> Any:
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
