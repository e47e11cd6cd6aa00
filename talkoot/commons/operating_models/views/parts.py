"""Writing a part: its texts and fields on one page, each item of its lists on its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.commons.operating_models.actions.drafts import add_part, edit_part, move_part, remove_part
from talkoot.commons.operating_models.content.items import (
    Place,
    item_at,
    list_at,
    moved_item,
    place_of,
    with_item,
    without_item,
)
from talkoot.commons.operating_models.content.kinds import ABOUT, KINDS, Items, Kind
from talkoot.commons.operating_models.forms import ContentForm, NewPartForm, PartForm, initial_of
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.queries.models import parts_of
from talkoot.commons.operating_models.queries.reading import shown_item
from talkoot.commons.operating_models.slots import SLOTS
from talkoot.commons.operating_models.views.workbench import ConfirmPage, WorkPage
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.pages import ActPage, FormPage


class AddPart(WorkPage, FormPage):
    form_class = NewPartForm
    submit_label = gettext_lazy("Add and go on")

    @property
    def title(self) -> str:
        return _("Add a part")

    def form_kwargs(self) -> dict[str, Any]:
        self.draft()
        return {"municipality": self.municipality, "initial": {"kind": self.request.GET.get("kind", "")}}

    def act(self, form: NewPartForm) -> Part:
        return add_part(actor=self.person, model=self.thing, **form.cleaned_data)

    def done_url(self, result: Part) -> str:
        return self.url("part", result.key)


class PartPage(WorkPage):
    """A page about one part of the draft."""

    part: Part

    def fetch(self) -> Any:
        model = self.thing = super().fetch()
        self.parts = parts_of(self.draft())
        found = next((part for part in self.parts if part.key == self.kwargs["key"]), None)
        if found is None:
            raise Http404
        self.part = found
        return model

    @property
    def kind(self) -> Kind:
        return KINDS[self.part.kind]

    @property
    def title(self) -> str:
        return str(self.part.title) or str(self.kind.label)

    def above(self) -> list[dict[str, str]]:
        return [*super().above(), {"label": str(self.part.title), "url": self.url("part", self.part.key)}]

    def content_form_kwargs(self) -> dict[str, Any]:
        activities = dict.fromkeys([*SLOTS, *(self.part.data.get("activities") or ())])
        return {
            "municipality": self.municipality,
            "roles": [(part.key, str(part.title)) for part in self.parts if part.kind == "role"],
            "activities": [(name, name.replace("_", " ").capitalize()) for name in activities],
        }

    def edit(self, data: dict[str, Any], seen_hash: str, **texts: Any) -> Part:
        return edit_part(
            actor=self.person,
            part=self.part,
            title=texts.get("title", self.part.title),
            body=texts.get("body", self.part.body),
            data=data,
            seen_hash=seen_hash,
        )

    def lists(self, fields: tuple[Items, ...], data: Any, above: str = "") -> list[dict[str, Any]]:
        """Each list with its items as lines: where each is edited, moved, removed."""
        shown = []
        for field in fields:
            items = data.get(field.name) or []
            place = f"{above}{field.name}"
            lines = [
                {
                    "item": shown_item(field, item),
                    "url": self.url("item", self.part.key, f"{place}/{n}"),
                    "change_url": self.url("change_item", self.part.key, f"{place}/{n}"),
                    "is_first": n == 0,
                    "is_last": n == len(items) - 1,
                    "missing": Words(item[field.shown]).missing(self.municipality.languages)
                    if isinstance(item.get(field.shown), dict)
                    else [],
                }
                for n, item in enumerate(items)
            ]
            shown.append({"field": field, "lines": lines, "add_url": self.url("item", self.part.key, place), "number": len(items)})
        return shown


class EditPart(PartPage, FormPage):
    template_name = "operating_models/part_form.html"
    form_class = PartForm
    done_message = gettext_lazy("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        part = self.part
        initial = {"title": part.title, "body": part.body, "seen_hash": part.content_hash, **initial_of(self.kind.fields, part.data)}
        return self.content_form_kwargs() | {"kind": self.kind, "initial": initial}

    def act(self, form: PartForm) -> Part:
        cleaned = form.cleaned_data
        return self.edit({**self.part.data, **form.content()}, cleaned["seen_hash"], title=cleaned["title"], body=cleaned["body"])

    def context(self) -> dict[str, Any]:
        return super().context() | {
            "part": self.part,
            "kind": self.kind,
            "lists": self.lists(self.kind.lists, self.part.data),
            "remove_url": "" if self.part.kind == ABOUT else self.url("remove_part", self.part.key),
        }

    def done_url(self, result: Part) -> str:
        return self.url("part", self.part.key) if self.kind.lists else self.url("work")


class MovePart(PartPage, ActPage):
    def act(self) -> Part:
        return move_part(actor=self.person, part=self.part, is_up=self.request.POST.get("way") != "down")

    def done_url(self, result: Any) -> str:
        return f"{self.url('work')}#kind-{self.part.kind}"


class RemovePart(PartPage, ConfirmPage):
    submit_label = gettext_lazy("Remove")
    done_message = gettext_lazy("The part has been removed from the draft.")

    @property
    def title(self) -> str:
        return _("Remove “%(part)s”?") % {"part": self.part.title}

    @property
    def what_happens(self) -> list[str]:
        return [_("The part is taken out of the draft."), _("Published versions keep it.")]

    def act(self, form: forms.Form) -> None:
        remove_part(actor=self.person, part=self.part)


class ItemPage(PartPage):
    """A page about one item of a list of the part, or about the list to which one is added."""

    place: Place

    def fetch(self) -> Any:
        model = super().fetch()
        try:
            self.place = place_of(self.kind, self.kwargs["place"])
            self.item = item_at(self.part.data, self.place) if self.place.index is not None else {}
            list_at(self.part.data, self.place)
        except (LookupError, TypeError, AttributeError) as missing:
            raise Http404 from missing
        return model

    def above_url(self) -> str:
        """The page on which the list stands: the part's, or that of the item which holds it."""
        if len(self.place.path) == 1:
            return self.url("part", self.part.key)
        return self.url("item", self.part.key, f"{self.place.path[0]}/{self.place.path[1]}")

    def done_url(self, result: Any) -> str:
        return f"{self.above_url()}#list-{self.place.field.name}"

    def cancel_url(self) -> str:
        return self.above_url()


class EditItem(ItemPage, FormPage):
    template_name = "operating_models/item_form.html"
    form_class = ContentForm
    done_message = gettext_lazy("Saved.")

    @property
    def title(self) -> str:
        return str(self.place.field.one)

    def form_kwargs(self) -> dict[str, Any]:
        fields = self.place.field.fields
        initial = {"seen_hash": self.part.content_hash, **initial_of(fields, self.item)}
        return self.content_form_kwargs() | {"table": fields, "initial": initial}

    def act(self, form: ContentForm) -> Part:
        try:
            data = with_item(self.part.data, self.place, form.content())
        except ValueError as full:
            raise Refusal(_("The list is full.")) from full
        return self.edit(data, form.cleaned_data["seen_hash"])

    def context(self) -> dict[str, Any]:
        inner = tuple(field for field in self.place.field.fields if isinstance(field, Items))
        lists = self.lists(inner, self.item, f"{self.place.text}/") if self.place.index is not None else []
        return super().context() | {"part": self.part, "lists": lists, "later_lists": inner if self.place.index is None else ()}

    def done_url(self, result: Any) -> str:
        has_lists = any(isinstance(field, Items) for field in self.place.field.fields)
        if self.place.index is None and has_lists:
            # A new question goes on to its options.
            number = len(list_at(result.data, self.place)) - 1
            return self.url("item", self.part.key, f"{self.place.text}/{number}")
        return super().done_url(result)


class ChangeItem(ItemPage, ActPage):
    """Move an item up or down, or remove it."""

    def act(self) -> Part:
        if self.place.index is None:
            raise Http404
        what = self.request.POST.get("do")
        if what == "remove":
            data = without_item(self.part.data, self.place)
        else:
            data = moved_item(self.part.data, self.place, is_up=what != "down")
        return self.edit(data, self.request.POST.get("seen_hash", ""))
