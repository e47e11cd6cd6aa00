"""Writing and publishing agreement templates, and taking them in from packages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.tools.agreements.content.states import TextState
from talkoot.tools.agreements.content.text import clean_content, hash_of, places_of
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion
from talkoot.tools.agreements.permissions import WRITE_TEMPLATES
from talkoot.tools.agreements.queries.templates import template_draft, template_versions


def content_hash(title: Mapping[str, str], summary: Mapping[str, str], clauses: list[Any], annexes: list[Any]) -> str:
    """Of what a reader reads: where a clause came from in the library does not count."""
    texts = [{name: value for name, value in clause.items() if name != "clause_version"} for clause in clauses]
    return hash_of({"title": dict(title), "summary": dict(summary), "clauses": texts, "annexes": annexes})


def checked_content(data: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    try:
        clauses, annexes = clean_content(data)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), mend=_("Correct it and try again.")) from error
    if not clauses:
        raise Refusal(_("A template needs at least one clause."), mend=_("Add a clause."))
    return clauses, annexes


def locked_template(key: str, title: Words) -> AgreementTemplate:
    """The template of the key, made when there is none, held until the transaction ends: rivals come one by one."""
    template, _is_new = AgreementTemplate.objects.get_or_create(key=key, defaults={"title": title})
    return AgreementTemplate.objects.select_for_update().get(pk=template.pk)


@action("agreements.template_from_content", permission=WRITE_TEMPLATES, label=gettext_lazy("Took in an agreement template"))
def template_from_content(
    *,
    actor: Actor,
    key: str,
    title: Mapping[str, str],
    data: Mapping[str, Any],
    origin: str = "",
    summary: Mapping[str, str] | None = None,
) -> TemplateVersion:
    """A published version with this content: the one that is there already, else a new one.

    data: {"clauses": [{key, title, text}], "annexes": [{key, title, required, due}]} as in a package; `due` "end" marks an annex
    that comes when the work has ended. origin: the package, its version and part, such as "kyky 1.0 agreement-co-creation".
    """
    clauses, annexes = checked_content(data)
    words, plain = Words(title), Words(summary or {})
    digest = content_hash(words, plain, clauses, annexes)
    template = locked_template(key, words)
    if (there := TemplateVersion.objects.filter(template=template, state=TextState.PUBLISHED, content_hash=digest).first()) is not None:
        return there
    version = TemplateVersion(template=template, title=words, summary=plain, clauses=clauses, annexes=annexes, origin=origin[:300])
    return published(version, digest, actor)


def published(version: TemplateVersion, digest: str, who: Actor) -> TemplateVersion:
    """Give it the next number, freeze it and make it the newest of its template."""
    template = version.template
    others = template_versions(template).exclude(pk=version.pk)
    highest = others.filter(state=TextState.PUBLISHED).first()
    version.number = (highest.number if highest else 0) + 1
    # A draft that is being written moves behind what is published before it.
    others.filter(state=TextState.DRAFT).update(number=version.number + 1)
    version.places = places_of(version.clauses)
    version.state, version.content_hash = TextState.PUBLISHED, digest
    version.published_at, version.published_by_id = timezone.now(), getattr(who, "pk", None)
    version.save()
    template.title, template.newest_number, template.is_active = version.title, version.number, True
    template.save()
    return version


@action("agreements.start_template", permission=WRITE_TEMPLATES, label=gettext_lazy("Began an agreement template"))
def start_template(*, actor: Actor, key: str, title: Words) -> TemplateVersion:
    """A new template with an empty draft. Raises Refusal (field "key") when the key is taken."""
    template, is_new = AgreementTemplate.objects.get_or_create(key=key, defaults={"title": title})
    if not is_new:
        raise Refusal(_("There is a template with this key already."), mend=_("Choose another key."), field="key")
    return TemplateVersion.objects.create(template=template, number=1, title=title)


@action(
    "agreements.open_template_draft", permission=WRITE_TEMPLATES, of="template", label=gettext_lazy("Began a new version of the template")
)
def open_template_draft(*, actor: Actor, template: AgreementTemplate) -> TemplateVersion:
    """The draft of the next version: the one that is open, else a copy of the newest."""
    row = AgreementTemplate.objects.select_for_update().get(pk=template.pk)
    if (draft := template_draft(row)) is not None:
        return draft
    newest = template_versions(row).first()
    if newest is None:
        return TemplateVersion.objects.create(template=row, number=1, title=row.title)
    return TemplateVersion.objects.create(
        template=row,
        number=newest.number + 1,
        title=newest.title,
        summary=newest.summary,
        clauses=newest.clauses,
        annexes=newest.annexes,
        places=newest.places,
        origin=newest.origin,
    )


@action("agreements.change_template", permission=WRITE_TEMPLATES, of="draft", label=gettext_lazy("Changed the draft of a template"))
def change_template(
    *,
    actor: Actor,
    draft: TemplateVersion,
    title: Words | None = None,
    summary: Words | None = None,
    clauses: list[dict[str, Any]] | None = None,
    annexes: list[dict[str, Any]] | None = None,
) -> TemplateVersion:
    """Change what is given; the rest stays. Raises Refusal when a text holds a place that cannot be one."""
    row = locked_draft(draft)
    try:
        row.clauses, row.annexes = clean_content(
            {"clauses": row.clauses if clauses is None else clauses, "annexes": row.annexes if annexes is None else annexes}
        )
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), mend=_("Correct it and try again.")) from error
    row.title = row.title if title is None else title
    row.summary = row.summary if summary is None else summary
    row.places = places_of(row.clauses)
    row.save(update_fields=["title", "summary", "clauses", "annexes", "places"])
    if row.template.newest_number == 0:
        row.template.title = row.title
    row.template.save()
    return row


def locked_draft(draft: TemplateVersion) -> TemplateVersion:
    row = TemplateVersion.objects.select_related("template").select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if row is None or not row.is_draft:
        raise Refusal(_("This version is published and does not change."), mend=_("Begin a new version."))
    return row


@action("agreements.publish_template", permission=WRITE_TEMPLATES, of="draft", label=gettext_lazy("Published a version of the template"))
def publish_template(*, actor: Actor, draft: TemplateVersion, change_note: str = "") -> TemplateVersion:
    """Freeze the draft. Agreements made before keep their version. Raises Refusal when it says nothing new or lacks texts."""
    AgreementTemplate.objects.select_for_update().get(pk=draft.template_id)
    row = locked_draft(draft)
    clauses, annexes = checked_content({"clauses": row.clauses, "annexes": row.annexes})
    first = row.municipality.default_language
    lacking = [Words(item["title"]) for item in clauses if first not in item["title"] or first not in item["text"]]
    if lacking or first not in row.title:
        raise Refusal(
            _("Still missing in the municipality's first language: %(clauses)s.")
            % {"clauses": ", ".join(map(str, lacking)) or _("the title")},
            mend=_("Write it, then publish."),
        )
    digest = content_hash(row.title, row.summary, clauses, annexes)
    if TemplateVersion.objects.filter(template=row.template_id, state=TextState.PUBLISHED, content_hash=digest).exists():
        raise Refusal(
            _("Nothing has changed since a version that is published already."), mend=_("Change something, or discard the draft.")
        )
    row.change_note = change_note.replace("\0", "").strip()[:500]
    return published(row, digest, actor)


@action(
    "agreements.discard_template_draft", permission=WRITE_TEMPLATES, of="draft", label=gettext_lazy("Discarded the draft of a template")
)
def discard_template_draft(*, actor: Actor, draft: TemplateVersion) -> AgreementTemplate | None:
    """The published versions stay; a template that never had one goes with its draft."""
    row = locked_draft(draft)
    template = row.template
    row.delete()
    if template.newest_number == 0:
        template.delete()
        return None
    return template


@action(
    "agreements.set_template_use", permission=WRITE_TEMPLATES, of="template", label=gettext_lazy("Changed whether a template is in use")
)
def set_template_use(*, actor: Actor, template: AgreementTemplate, is_active: bool) -> AgreementTemplate:
    """A template that is not in use is not offered for new agreements; those made of it stay as they are."""
    template.is_active = is_active
    template.save(update_fields=["is_active", "changed_at"])
    return template
