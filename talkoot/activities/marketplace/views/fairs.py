"""Fairs: the list, the programme as page, print form and calendar, signing up, preparing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.actions.fairs import (
    cancel_fair,
    change_fair,
    change_pitch,
    make_fair,
    move_item_up,
    open_fair,
    publish_fair,
    remove_item,
    save_item,
    sign_up_pitch,
)
from talkoot.activities.marketplace.content.kinds import FairPart, FairState
from talkoot.activities.marketplace.content.programme import Occasion, Slot, calendar, timetable
from talkoot.activities.marketplace.forms.fairs import CancelForm, FairForm, ItemForm, PitchForm
from talkoot.activities.marketplace.models.fair import FairEvent, FairItem
from talkoot.activities.marketplace.permissions import CHANGE_ITEM, COORDINATE, POST, VIEW
from talkoot.activities.marketplace.phases import FAIR_LIFE
from talkoot.activities.marketplace.queries.fairs import items_of, pitch_count, shown_items, visible_fairs
from talkoot.kernel.i18n.templatetags.words import language_named
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.queries import organisation_ids_of
from talkoot.kernel.permissions.rules import allowed
from talkoot.kernel.printing.pdf import print_form
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.templatetags.ui import date_words
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of

TEMPLATE = Path(__file__).parents[1] / "print" / "fair.typ"
STEP_ACTIONS = {"open": open_fair, "publish": publish_fair}


def fairs_crumbs(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    return [{"label": _("Fairs"), "url": reverse("marketplace:fairs")}, *({"label": label, "url": url} for label, url in more)]


def hour(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%H.%M" if (get_language() or "") in ("fi", "sv") else "%H:%M")


class FairList(ListPage):
    permission = VIEW
    title = gettext_lazy("Fairs")
    lead = gettext_lazy("Companies tell their ideas in five minutes, schools what they have tried, and people meet.")
    row_template = "marketplace/fair_row.html"
    sorts = (
        Sort("latest", gettext_lazy("Latest first"), lambda language: F("starts_at"), is_descending=True),
        Sort("earliest", gettext_lazy("Earliest first"), lambda language: F("starts_at")),
    )

    def rows(self) -> Any:
        return visible_fairs(self.person)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows"}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Make a fair"), "url": reverse("marketplace:fair_make")} if self.allows(COORDINATE) else None

    def empty(self) -> dict[str, Any]:
        return super().empty() | {"title": _("No fairs yet"), "text": _("When schools and companies meet next, it is told here.")}


class OnFair(Page):
    permission = VIEW
    thing: FairEvent

    def fetch(self) -> FairEvent:
        return get_object_or_404(visible_fairs(self.person).select_related("municipality"), pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return fairs_crumbs((self.thing.title, reverse("marketplace:fair", args=[self.thing.pk])), (self.title, ""))

    def back(self) -> str:
        return reverse("marketplace:fair", args=[self.thing.pk])


class FairDetail(OnFair):
    template_name = "marketplace/fair_detail.html"

    @property
    def title(self) -> Any:
        return self.thing.title

    @property
    def lead(self) -> Any:
        return self.thing.text

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return fairs_crumbs((self.thing.title, ""))

    def slots(self) -> tuple[list[Slot], list[FairItem]]:
        items = shown_items(self.thing, self.person)
        return timetable(self.thing.starts_at, items, self.thing.change_minutes), [item for item in items if item.kind == FairPart.STAND]

    def context(self) -> dict[str, Any]:
        fair, is_coordinator = self.thing, self.allows(COORDINATE)
        slots, stands = self.slots()
        own = organisation_ids_of(self.person)
        taken = pitch_count(fair)
        is_programme = fair.state == FairState.PUBLISHED or is_coordinator
        steps = FAIR_LIFE.open_steps(fair, self.person) if is_coordinator else []
        return super().context() | {
            "fair": fair,
            "is_coordinator": is_coordinator,
            "is_programme": is_programme,
            "slots": [
                {
                    "item": slot.item,
                    "time": f"{hour(slot.starts_at)}–{hour(slot.ends_at)}" if is_programme else "",
                    "is_own": slot.item.organisation_id in own,
                }
                for slot in slots
            ],
            "stands": stands,
            "steps": [{"step": one.step, "refusals": one.refusals} for one in steps if one.step.name in STEP_ACTIONS],
            "may_cancel": is_coordinator and fair.state in (FairState.OPEN, FairState.PUBLISHED),
            "taken": taken,
            "takes_pitches": fair.state == FairState.OPEN and fair.sign_up_until > timezone.now(),
            "is_full": taken >= fair.most_pitches,
            "has_signed_up": any(slot.item.kind == FairPart.PITCH and slot.item.organisation_id in own for slot in slots),
        }


class FairPdf(FairDetail):
    """The programme as a tagged PDF, to be put on the door."""

    def fetch(self) -> FairEvent:
        fair = super().fetch()
        if fair.state != FairState.PUBLISHED and not allowed(self.person, COORDINATE):
            raise Http404
        return fair

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = HttpResponse(print_form(TEMPLATE, self.data()), content_type="application/pdf")
        except Refusal as refusal:
            later = render(request, "marketplace/print_later.html", {"refusal": refusal}, status=503)
            later["Retry-After"] = "60"
            return later
        response["Content-Disposition"] = f'inline; filename="fair-{self.thing.pk}-{get_language()}.pdf"'
        return response

    def data(self) -> dict[str, Any]:
        fair = self.thing
        slots, stands = self.slots()
        return {
            "title": str(fair.title),
            "language": get_language(),
            "author": str(fair.municipality),
            "colour": ink_of(fair.municipality),
            "kicker": f"{date_words(fair.starts_at)} · {fair.place}",
            "footer": self.request.build_absolute_uri(self.back()),
            "text": str(fair.text),
            "rows": [
                [f"{hour(slot.starts_at)}–{hour(slot.ends_at)}", who(slot.item), str(slot.item.title), about(slot.item)] for slot in slots
            ],
            "stands": [[who(item), str(item.title)] for item in stands],
            "words": {"time": _("Time"), "who": _("Who"), "what": _("What"), "programme": _("Programme"), "stands": _("Stands")},
        }


def who(item: FairItem) -> str:
    return str(item.organisation or (item.unit.name if item.unit else "") or "")


def about(item: FairItem) -> str:
    language = language_named(item.language) if item.language else ""
    return " ".join(part for part in (str(item.text), f"({language})" if language else "") if part)


def ink_of(municipality: Municipality) -> str:
    """The municipality's colour, dark enough to be read on white paper (4.5:1)."""
    brand = theme_of(municipality).brand
    return at_luminance(brand, min(luminance(brand), 0.15))


class FairCalendar(OnFair):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        fair = self.thing
        occasion = Occasion(
            uid=f"fair-{fair.pk}.{fair.municipality.slug}@{request.get_host().partition(':')[0]}",
            starts_at=fair.starts_at,
            ends_at=fair.ends_at,
            title=str(fair.title),
            text=str(fair.text),
            place=str(fair.place),
            url=request.build_absolute_uri(self.back()),
            changed_at=fair.changed_at,
            is_cancelled=fair.state == FairState.CANCELLED,
        )
        response = HttpResponse(calendar([occasion], name=str(fair.title)), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="fair-{fair.pk}.ics"'
        return response


# --- Signing up ---


class PitchSignUp(FormPage, OnFair):
    permission = POST
    template_name = "marketplace/pitch_sign_up.html"
    title = gettext_lazy("Sign up for a pitch")
    submit_label = gettext_lazy("Sign up")
    done_message = gettext_lazy("Signed up. You get your time when the programme is published.")
    form_class = PitchForm  # type: ignore[assignment]

    @property
    def lead(self) -> Any:
        return _("You have %(minutes)d minutes. Tell what you would make together, and whom you seek.") % {
            "minutes": self.thing.pitch_minutes
        }

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "organisation_ids": organisation_ids_of(self.person)}

    def context(self) -> dict[str, Any]:
        return super().context() | {"has_organisation": bool(organisation_ids_of(self.person))}

    def act(self, form: Any) -> FairItem:
        fields = form.values()
        return sign_up_pitch(actor=self.person, fair=self.thing, organisation=fields.pop("organisation"), **fields)

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class OnItem(OnFair):
    """A page about an item of the programme; other people's are not there."""

    permission = CHANGE_ITEM
    item: FairItem

    def fetch(self) -> FairItem:  # type: ignore[override]
        self.fair = super().fetch()
        return get_object_or_404(items_of(self.fair), pk=self.kwargs["item"])

    def back(self) -> str:
        return reverse("marketplace:fair", args=[self.fair.pk])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return fairs_crumbs((self.fair.title, self.back()), (self.title, ""))


class PitchChange(FormPage, OnItem):
    title = gettext_lazy("Change the pitch")
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")
    form_class = PitchForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        own = frozenset({self.thing.organisation_id}) if self.thing.organisation_id else frozenset[int]()  # type: ignore[attr-defined]
        return {"municipality": self.municipality, "organisation_ids": own, "instance": FairItem.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> Any:
        return change_pitch(actor=self.person, item=self.thing, **form.values())  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class ItemRemove(OnItem, ActPage):
    done_message = gettext_lazy("Removed.")

    def act(self) -> Any:
        return remove_item(actor=self.person, item=self.thing)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return self.back()


# --- Preparing ---


class FairMake(FormPage):
    permission = COORDINATE
    title = gettext_lazy("Make a fair")
    submit_label = gettext_lazy("Save")
    form_class = FairForm  # type: ignore[assignment]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return fairs_crumbs((self.title, ""))

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> FairEvent:
        return make_fair(actor=self.person, **form.values())

    def done_url(self, result: FairEvent) -> str:
        return reverse("marketplace:fair", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:fairs")


class WorksOnFair(FormPage, OnFair):
    permission = COORDINATE
    submit_label = gettext_lazy("Save")
    done_message = gettext_lazy("Saved.")

    def done_url(self, result: Any) -> str:
        return self.back()

    def cancel_url(self) -> str:
        return self.back()


class FairEdit(WorksOnFair):
    title = gettext_lazy("Change the fair")
    form_class = FairForm  # type: ignore[assignment]

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality, "instance": FairEvent.objects.get(pk=self.thing.pk)}

    def act(self, form: Any) -> FairEvent:
        return change_fair(actor=self.person, fair=self.thing, **form.values())


class ItemPage(WorksOnFair):
    form_class = ItemForm  # type: ignore[assignment]

    @property
    def title(self) -> Any:
        return _("Change the item") if "item" in self.kwargs else _("Add to the programme")

    def form_kwargs(self) -> dict[str, Any]:
        if "item" in self.kwargs:
            return {"municipality": self.municipality, "instance": get_object_or_404(items_of(self.thing), pk=self.kwargs["item"])}
        return {"municipality": self.municipality, "instance": FairItem(fair=self.thing)}

    def act(self, form: Any) -> FairItem:
        return save_item(actor=self.person, fair=self.thing, item=form.instance)


class ItemUp(OnItem, ActPage):
    permission = COORDINATE

    def act(self) -> Any:
        return move_item_up(actor=self.person, item=self.thing)  # type: ignore[arg-type]

    def done_url(self, result: Any) -> str:
        return self.back()


class FairStep(OnFair, ActPage):
    permission = COORDINATE
    done_message = gettext_lazy("Done.")

    def act(self) -> Any:
        step = STEP_ACTIONS.get(self.kwargs["step"])
        if step is None:
            raise Http404
        return step(actor=self.person, fair=self.thing)

    def done_url(self, result: Any) -> str:
        return self.back()


class FairCancel(WorksOnFair):
    title = gettext_lazy("Cancel the fair")
    lead = gettext_lazy("Everybody in the programme gets a mail with the reason, and the page tells it.")
    submit_label = gettext_lazy("Cancel the fair")
    done_message = gettext_lazy("Cancelled.")
    form_class = CancelForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"municipality": self.municipality}

    def act(self, form: Any) -> FairEvent:
        return cancel_fair(actor=self.person, fair=self.thing, reason=form.cleaned_data["reason"])
