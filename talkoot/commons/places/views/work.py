"""Working on a place: its desk, the parts of its description, the rows of its page, its people, its steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from talkoot.commons.places.actions.parts import ROW_KINDS, remove_row, save_row
from talkoot.commons.places.actions.people import end_part, name_operator, name_person
from talkoot.commons.places.actions.places import STEP_ACTIONS, begin_place, describe_place, review_place
from talkoot.commons.places.forms.place import (
    PART_FORMS,
    PART_TITLES,
    ROW_FORMS,
    BeginForm,
    OperatorForm,
    PersonForm,
    PictureForm,
    ReviewForm,
)
from talkoot.commons.places.models.place import Place, PlaceRole
from talkoot.commons.places.permissions import BEGIN, DESCRIBE, FOLLOW, NAME_PEOPLE, OPERATE, PUBLISH, SERVE, WORK
from talkoot.commons.places.phases import LIFE
from talkoot.commons.places.queries.intakes import figures_of_intakes, intakes_at
from talkoot.commons.places.queries.lessons import hand_overs_of, open_hand_over
from talkoot.commons.places.queries.needs import answered_share, needs_waiting_at
from talkoot.commons.places.queries.places import places_at_work, roles_in
from talkoot.commons.places.views.reading import place_or_404, trail
from talkoot.kernel.files.actions import store_file
from talkoot.kernel.i18n.fields import in_order_of
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page

WAITING_SHOWN = 20
YEAR = 365


class WorkList(ListPage):
    """Places in which the person has a part; all of the municipality for its readers."""

    permission = WORK
    title = gettext_lazy("Places to work on")
    lead = gettext_lazy("Drafts and published places in which you have a part.")
    row_template = "places/work_row.html"
    sorts = (
        Sort("changed", gettext_lazy("Changed last first"), lambda language: F("changed_at"), is_descending=True),
        Sort("name", pgettext_lazy("sort", "By name"), lambda language: in_order_of("name_order", language)),
    )

    def rows(self) -> Any:
        return places_at_work(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Describe a place"), "url": reverse("places:begin")} if self.allows(BEGIN) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {
            "title": _("No place to work on"),
            "text": _("A coordinator of the municipality describes a place and names its operator."),
        }


class PlaceBegin(FormPage):
    permission = BEGIN
    title = gettext_lazy("Describe a place")
    lead = gettext_lazy("Begin with the name and one line. Everything is saved as a draft that only your municipality sees.")
    submit_label = gettext_lazy("Save and go on")
    form_class = BeginForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Place:
        return begin_place(actor=self.person, **form.values())

    def done_url(self, result: Place) -> str:
        return reverse("places:desk", args=[result.slug])

    def cancel_url(self) -> str:
        return reverse("places:list")


class OfPlace(Page):
    """Mixin: a page about a place, which whoever may not work on finds missing."""

    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_desk(self.thing, self.title)

    def desk(self) -> str:
        return reverse("places:desk", args=[self.thing.slug])

    def done_url(self, result: Any) -> str:
        return self.desk()

    def cancel_url(self) -> str:
        return self.desk()


def trail_of_desk(place: Place, here: Any) -> list[dict[str, Any]]:
    crumbs = trail(place, here)
    crumbs.insert(-1, {"label": pgettext("of a place", "Desk"), "url": reverse("places:desk", args=[place.slug])})
    return crumbs


class Desk(OfPlace):
    """What waits, what is described and what is missing, the people, the figures."""

    permission = FOLLOW
    template_name = "places/desk.html"

    @property
    def title(self) -> Any:
        return self.thing.name

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, pgettext("of a place", "Desk"))

    def context(self) -> dict[str, Any]:
        place = self.thing
        may = {name: self.allows(permission) for name, permission in MAY.items()}
        today = timezone.localdate()
        return super().context() | {
            "place": place,
            "may": may,
            "stages": LIFE.stages(place),
            "steps": LIFE.open_steps(place, self.person),
            "needs": needs_waiting_at(place)[:WAITING_SHOWN] if may["serve"] else [],
            "intakes": intakes_at(place).filter(state="received").order_by("due_at", "pk")[:WAITING_SHOWN] if may["serve"] else [],
            "parts": described_parts(place, self.municipality.languages),
            "lists": listed_rows(place),
            "roles": roles_in(place),
            "figures": figures_of_intakes(place),
            "answered": answered_share(place),
            "hand_over": open_hand_over(place),
            "handed_over": hand_overs_of(place)[:5],
            "is_stale": bool(place.is_published and place.review_by and place.review_by < today),
            "year": today.year,
        }


MAY = {"describe": DESCRIBE, "operate": OPERATE, "serve": SERVE, "publish": PUBLISH, "name_people": NAME_PEOPLE}


def described_parts(place: Place, languages: list[str]) -> list[dict[str, Any]]:
    """The parts of the description, each with what is written of it and in which languages something is missing."""
    found = []
    for name, form in PART_FORMS.items():
        texts = [getattr(place, field) for field in form._meta.fields or () if field in TEXT_FIELDS]
        written = [words for words in texts if words]
        missing = sorted({code for words in written for code in languages if code not in words}, key=languages.index)
        found.append({"name": name, "title": PART_TITLES[name], "is_empty": bool(texts) and not written, "missing": missing})
    return found


TEXT_FIELDS = {field.name for field in Place._meta.get_fields() if type(field).__name__ == "TranslatedField"}


def listed_rows(place: Place) -> list[dict[str, Any]]:
    groups = []
    for kind, model in ROW_KINDS.items():
        rows = model._default_manager.filter(place=place)
        if kind == "units":
            rows = rows.select_related("unit")
        groups.append({"kind": kind, "label": model._meta.verbose_name_plural, "rows": [(row.pk, row_words(row)) for row in rows]})
    return groups


def row_words(row: Any) -> str:
    if hasattr(row, "unit_id"):
        return str(row.unit)
    return f"{row.year}: {row}" if hasattr(row, "year") else str(row)


class PlacePart(OfPlace, FormPage):
    """One part of the description."""

    permission = DESCRIBE
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["part"] not in PART_FORMS:
            raise Http404
        return super().answer(request, *args, **kwargs)

    @property
    def title(self) -> Any:
        return PART_TITLES[self.kwargs["part"]]

    def form(self) -> forms.Form:
        posted = self.request.method == "POST"
        return PART_FORMS[self.kwargs["part"]](  # type: ignore[return-value]
            data=self.request.POST if posted else None,
            municipality=self.municipality,
            # A row of its own: checking the form writes what was typed into it.
            instance=Place.objects.get(pk=self.thing.pk),
        )

    def act(self, form: Any) -> Place:
        return describe_place(actor=self.person, place=self.thing, **form.values())


class PlacePicture(OfPlace, FormPage):
    permission = DESCRIBE
    title = gettext_lazy("Picture of the place")
    lead = gettext_lazy("Ask for leave of those who are seen in it.")
    done_message = gettext_lazy("Saved.")
    form_class = PictureForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> Place:
        typed = form.cleaned_data
        file = store_file(actor=self.person, upload=typed["upload"], alt_text=typed["alt_text"], is_public=True)
        return describe_place(actor=self.person, place=self.thing, picture=file)


class PictureRemove(OfPlace, ActPage):
    permission = DESCRIBE
    done_message = gettext_lazy("Removed.")

    def act(self) -> Place:
        return describe_place(actor=self.person, place=self.thing, picture=None)


class RowPage(OfPlace, FormPage):
    """Add or change one row: a user group, a host unit, a seat of the steering group, a lesson."""

    permission = DESCRIBE
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["kind"] not in ROW_FORMS:
            raise Http404
        return super().answer(request, *args, **kwargs)

    @property
    def title(self) -> Any:
        return str(ROW_KINDS[self.kwargs["kind"]]._meta.verbose_name).capitalize()

    def row(self) -> Any:
        model: Any = ROW_KINDS[self.kwargs["kind"]]
        if "pk" not in self.kwargs:
            return model(place=self.thing)
        return get_object_or_404(model.objects.filter(place=self.thing), pk=self.kwargs["pk"])

    def form(self) -> forms.Form:
        posted = self.request.method == "POST"
        return ROW_FORMS[self.kwargs["kind"]](  # type: ignore[return-value]
            data=self.request.POST if posted else None, municipality=self.municipality, instance=self.row()
        )

    def act(self, form: Any) -> Place:
        return save_row(actor=self.person, place=self.thing, row=form.instance)


class RowRemove(OfPlace, ActPage):
    permission = DESCRIBE
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        model: Any = ROW_KINDS.get(self.kwargs["kind"])
        if model is None:
            raise Http404
        row = get_object_or_404(model.objects.filter(place=self.thing), pk=self.kwargs["pk"])
        return remove_row(actor=self.person, place=self.thing, row=row)


class PersonName(OfPlace, FormPage):
    permission = OPERATE
    title = gettext_lazy("Give a person a part")
    lead = gettext_lazy("Staff read proposals and needs. Members of the steering group read figures and reports.")
    done_message = gettext_lazy("Saved.")
    form_class = PersonForm

    def act(self, form: Any) -> Any:
        return name_person(actor=self.person, place=self.thing, **form.cleaned_data)


class OperatorName(OfPlace, FormPage):
    permission = NAME_PEOPLE
    title = gettext_lazy("Name the operator")
    lead = gettext_lazy("The operator says from day to day what may be tried. To change it later, hand the place over.")
    done_message = gettext_lazy("Saved.")
    form_class = OperatorForm

    def act(self, form: Any) -> Any:
        return name_operator(actor=self.person, place=self.thing, **form.cleaned_data)


class PartEnd(OfPlace, ActPage):
    permission = OPERATE
    done_message = gettext_lazy("Ended.")

    def act(self) -> Any:
        role: PlaceRole = get_object_or_404(PlaceRole.objects.filter(place=self.thing).select_related("place"), pk=self.kwargs["pk"])
        return end_part(actor=self.person, role=role)


class PlaceStep(OfPlace, ActPage):
    permission = PUBLISH

    def act(self) -> Any:
        if self.kwargs["step"] not in STEP_ACTIONS:
            raise Http404
        kwargs: dict[str, Any] = {}
        if self.kwargs["step"] == "publish" and self.thing.review_by is None:
            kwargs["review_by"] = timezone.localdate() + timedelta(days=YEAR)
        return STEP_ACTIONS[self.kwargs["step"]](actor=self.person, place=self.thing, **kwargs)


class PlaceReview(OfPlace, FormPage):
    permission = OPERATE
    title = gettext_lazy("Look the page through")
    lead = gettext_lazy("Read the page as a partner would. When all of it holds, say until when; until then readers trust it.")
    submit_label = gettext_lazy("All of it holds")
    done_message = gettext_lazy("The page holds until the day you chose.")
    form_class = ReviewForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"review_by": timezone.localdate() + timedelta(days=YEAR)}}

    def act(self, form: Any) -> Place:
        return review_place(actor=self.person, place=self.thing, review_by=form.cleaned_data["review_by"])
