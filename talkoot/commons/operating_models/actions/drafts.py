"""Writing a model: begin one, open a draft, change its parts. Every change locks the model's row first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from talkoot.commons.operating_models.content.checks import complete_languages
from talkoot.commons.operating_models.content.kinds import ABOUT, ADDABLE_KINDS
from talkoot.commons.operating_models.content.parts import PartContent, blank_data, part_content
from talkoot.commons.operating_models.content.schema import MOST_PARTS, draft_part_schemas
from talkoot.commons.operating_models.content.strict_json import check_characters
from talkoot.commons.operating_models.models.attachment import Attachment
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, Version
from talkoot.commons.operating_models.permissions import EDIT
from talkoot.kernel.actions import action
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import municipality_in_force
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.search.actions import index, remove

FIRST_NUMBER = "1.0"
# Pages of the app that stand where a model's address would.
RESERVED_SLUGS = {"new", "import", "adopt"}


@action("operating_models.create_model", permission=EDIT)
def create_model(
    *, actor: Actor, name: Mapping[str, str], summary: Mapping[str, str], kind: str, licence: str, themes: Iterable[str] = ()
) -> OperatingModel:
    """A new model with an empty draft 1.0. Its address is made from its name."""
    about = PartContent(
        ABOUT,
        ABOUT,
        dict(name),
        {},
        {
            "summary": dict(summary),
            "kind": kind,
            "licence": licence,
            "themes": [*themes],
            "activities": [],
            "origin_municipality": None,
            "origin_note": None,
            "origin_sources": [],
        },
    )
    municipality = hold_addresses()
    model = OperatingModel(slug=free_slug(slugify(Words(name).in_language(municipality.default_language))))
    return begin(model, [about], number=FIRST_NUMBER)


def begin(
    model: OperatingModel, parts: Iterable[PartContent], *, number: str, parent_hash: str = "", from_origin: bool = False
) -> OperatingModel:
    """Save a new model with its first draft. from_origin: the parts are compared with their origin from now on."""
    contents = [checked(part) for part in parts]
    show_on_model(model, contents)
    model.save()
    version = Version.objects.create(model=model, number=number, parent_hash=parent_hash, changed_at=timezone.now())
    Part.objects.bulk_create(
        new_part(version, content, position, content.content_hash if from_origin else "") for position, content in enumerate(contents)
    )
    index(model)
    return model


def new_part(version: Version, content: PartContent, position: int, origin_hash: str = "") -> Part:
    return Part(
        version=version,
        key=content.key,
        kind=content.kind,
        title=Words(content.title),
        body=Words(content.body),
        data=content.data,
        position=position,
        content_hash=content.content_hash,
        origin_hash=origin_hash,
    )


def hold_addresses() -> Municipality:
    """One new model at a time in a municipality: rivals wait here, so an address or an adoption is never taken twice."""
    municipality = municipality_in_force()
    assert municipality is not None, "A model is made in a municipality."
    return Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def free_slug(wanted: str) -> str:
    """An address that no model of the municipality has yet, near the wanted one."""
    base = wanted[:60].strip("-") or "model"
    taken = RESERVED_SLUGS | set(OperatingModel.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def show_on_model(model: OperatingModel, contents: list[PartContent]) -> list[str]:
    """Repeat on the model what lists show. Returns the names of the fields; the caller saves."""
    about = next(part for part in contents if part.kind == ABOUT)
    model.name, model.summary = Words(about.title), Words(about.data["summary"])
    model.kind, model.licence, model.themes = about.data["kind"], about.data["licence"], about.data["themes"]
    model.languages = complete_languages(contents, model.municipality.languages)
    return ["name", "name_order", "summary", "kind", "licence", "themes", "languages"]


def checked(content: PartContent) -> PartContent:
    """The canonical content, refused when it has not the shape of its kind. It may still have gaps."""
    content = part_content(content)
    value = {"key": content.key, "kind": content.kind, "title": content.title, "body": content.body, "data": content.data}
    check_characters(value)
    schema = draft_part_schemas().get(content.kind)
    if schema is None:
        raise Refusal(_("There is no such kind of part."))
    if fault := best_match(Draft202012Validator(schema).iter_errors(value)):
        place = "/".join(str(step) for step in fault.absolute_path)
        raise Refusal(_("This does not fit at %(place)s: %(fault)s") % {"place": place, "fault": fault.message[:200]})
    return content


# ── The draft ──────────────────────────────────────────────────────────────────────────────────────────────────────


def locked(model: OperatingModel) -> OperatingModel:
    """The model as it is now, its row held to the end of the transaction: rivals wait here, then see what we did."""
    return OperatingModel.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=model.pk)


def locked_draft(model: OperatingModel) -> Version:
    locked(model)
    draft = Version.objects.filter(model=model, state=DRAFT).select_related("model__municipality").first()
    if draft is None:
        raise Refusal(_("There is no open draft."), mend=_("Open a draft first; the published version stays as it is."))
    return draft


@action("operating_models.open_draft", permission=EDIT, of="model")
def open_draft(*, actor: Actor, model: OperatingModel) -> Version:
    """The open draft; when there is none, the next one, copied from the published version."""
    locked(model)
    return draft_to_write(model)


def draft_to_write(model: OperatingModel) -> Version:
    """The model's row must be locked."""
    if draft := Version.objects.filter(model=model, state=DRAFT).first():
        return draft
    published = Version.objects.get(model=model, state=PUBLISHED)
    draft = Version.objects.create(
        model=model,
        number=free_number(model, next_number(published.number)),
        parent_hash=published.content_hash,
        set_aside=published.set_aside,
        changed_at=timezone.now(),
    )
    Part.objects.bulk_create(
        new_part(draft, part.content, part.position, part.origin_hash) for part in Part.objects.filter(version=published)
    )
    Attachment.objects.bulk_create(
        Attachment(version=draft, name=one.name, title=one.title, file_id=one.file_id)
        for one in Attachment.objects.filter(version=published)
    )
    return draft


def next_number(number: str) -> str:
    """1.0 → 1.1, 2 → 2.1, 1.2.3 → 1.2.4"""
    numbers = [int(part) for part in number.split(".")]
    if len(numbers) == 1:
        return f"{number}.1"
    return ".".join(str(n) for n in [*numbers[:-1], numbers[-1] + 1])


def free_number(model: OperatingModel, wanted: str) -> str:
    taken = set(Version.objects.filter(model=model).values_list("number", flat=True))
    while wanted in taken:
        wanted = next_number(wanted)
    return wanted


@action("operating_models.discard_draft", permission=EDIT, of="model")
def discard_draft(*, actor: Actor, model: OperatingModel) -> None:
    """Throw the draft away; a model that was never published goes with it. What it had settled with its origin opens again."""
    draft = locked_draft(model)
    draft.delete()
    if not Version.objects.filter(model=model).exists():
        remove(model)
        model.delete()
        return
    OperatingModel.objects.filter(pk=model.pk).update(settled_hash="", settled_number="")


# ── Parts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@action("operating_models.add_part", permission=EDIT, of="model")
def add_part(*, actor: Actor, model: OperatingModel, kind: str, title: Mapping[str, str]) -> Part:
    """A new part of the draft, last of its kind, with only a title. Its key is made from the title and stays."""
    if kind not in ADDABLE_KINDS:
        raise Refusal(_("There is no such kind of part."), field="kind")
    draft = locked_draft(model)
    parts = Part.objects.filter(version=draft)
    keys = set(parts.values_list("key", flat=True))
    if len(keys) >= MOST_PARTS:
        raise Refusal(_("A model has at most %(limit)d parts.") % {"limit": MOST_PARTS})
    # A part that was left out keeps its key reserved: the origin may still change it.
    key = free_key(Words(title).in_language("en"), kind, keys | set(draft.set_aside))
    content = checked(PartContent(key, kind, dict(title), {}, blank_data(ADDABLE_KINDS[kind].fields)))
    position = (parts.aggregate(last=Max("position"))["last"] or 0) + 1
    part = new_part(draft, content, position)
    part.save()
    touched(draft)
    return part


def free_key(title: str, kind: str, taken: set[str]) -> str:
    base = slugify(title)[:60].strip("-") or kind.replace("_", "-")
    return next(key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}-{n}") not in taken)


@action("operating_models.edit_part", permission=EDIT, of="part")
def edit_part(
    *, actor: Actor, part: Part, title: Mapping[str, str], body: Mapping[str, str], data: Mapping[str, Any], seen_hash: str
) -> Part:
    """Give a part of the draft new content. seen_hash: of the content which the person began from; refused when another
    has changed it meanwhile."""
    draft = locked_draft(part.version.model)
    current = Part.objects.filter(pk=part.pk, version=draft).first()
    if current is None:
        raise Refusal(_("This part is not in the open draft any more."), mend=_("Reload the page to see where it stands now."))
    if current.content_hash != seen_hash:
        raise Refusal(
            _("Somebody else has changed this part while you were writing."),
            mend=_("Copy your text, open the part again and put the two together."),
        )
    content = checked(PartContent(current.key, current.kind, dict(title), dict(body), dict(data)))
    put_content(current, content)
    touched(draft)
    return current


def put_content(part: Part, content: PartContent) -> None:
    part.title, part.body, part.data = Words(content.title), Words(content.body), content.data
    part.content_hash = content.content_hash
    part.save(update_fields=["title", "body", "data", "content_hash"])


@action("operating_models.remove_part", permission=EDIT, of="part")
def remove_part(*, actor: Actor, part: Part) -> None:
    """Take a part out of the draft. One that came from the origin is remembered as left out."""
    if part.kind == ABOUT:
        raise Refusal(_("The facts about the model cannot be removed."))
    draft = locked_draft(part.version.model)
    current = Part.objects.filter(pk=part.pk, version=draft).first()
    if current is None:
        raise Refusal(_("This part is not in the open draft any more."), mend=_("Reload the page to see where it stands now."))
    if current.origin_hash:
        draft.set_aside = {**draft.set_aside, current.key: current.origin_hash}
    current.delete()
    touched(draft)


@action("operating_models.move_part", permission=EDIT, of="part")
def move_part(*, actor: Actor, part: Part, is_up: bool) -> Part:
    """Change places with the neighbour of the same kind; at the end of the line nothing happens."""
    draft = locked_draft(part.version.model)
    line = list(Part.objects.filter(version=draft, kind=part.kind))
    here = next((n for n, other in enumerate(line) if other.pk == part.pk), None)
    there = None if here is None else here - 1 if is_up else here + 1
    if here is None or there is None or not 0 <= there < len(line):
        return part
    one, other = line[here], line[there]
    one.position, other.position = other.position, one.position
    Part.objects.bulk_update([one, other], ["position"])
    touched(draft)
    return one


def touched(draft: Version) -> None:
    """The draft has been written on. A model that was never published shows its draft in lists."""
    draft.changed_at = timezone.now()
    draft.save(update_fields=["changed_at", "set_aside"])
    model = draft.model
    if not model.is_published:
        contents = [part.content for part in Part.objects.filter(version=draft)]
        model.save(update_fields=show_on_model(model, contents))
