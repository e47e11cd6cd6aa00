"""The needs board: read by all, raised without an account, followed by a receipt; read and answered by those who work in the place."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from talkoot.commons.places.actions.needs import answer_need, browser_hash_of, hide_need, publish_need, raise_need, support_need
from talkoot.commons.places.content.kinds import NeedState
from talkoot.commons.places.forms.needs import AnswerNeedForm, NeedFilter, NeedForm, ReadNeedForm
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.commons.places.models.place import Place
from talkoot.commons.places.permissions import RAISE_NEED, SERVE, VIEW
from talkoot.commons.places.queries.needs import board_of, count_supports, need_of_receipt, needs_supported, visible_needs
from talkoot.commons.places.views.printing import pdf_answer
from talkoot.commons.places.views.reading import place_or_404, trail
from talkoot.kernel.api.brakes import Brake
from talkoot.kernel.links.queries import course_of, thread_of
from talkoot.kernel.links.registry import reversed_under
from talkoot.kernel.people.brakes import client_address
from talkoot.kernel.people.receipts import new_receipt, read_receipt, spaced
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Column, ListPage, Sort
from talkoot.kernel.ui.pages import ActPage, FormPage, Page
from talkoot.kernel.ui.panels import panels_of
from talkoot.kernel.ui.theme import at_luminance, luminance, theme_of

# A family behind one address raises a few; a hall full of people has many addresses. Held in each web process.
NEEDS_IN_A_MINUTE, SUPPORTS_IN_A_MINUTE = 6, 30
NEED_BRAKE, SUPPORT_BRAKE = Brake(), Brake()
# The browser's receipt: lets a need be supported once without an account. Kept by the browser alone.
BROWSER_COOKIE = "talkoot_needs"
BROWSER_SECONDS = 400 * 24 * 3600
POSTER = Path(__file__).parents[1] / "print" / "needs_poster.typ"


class NeedBoard(ListPage):
    permission = VIEW
    template_name = "places/needs.html"
    row_template = "places/need_row.html"
    filter_form_class = NeedFilter
    sorts = (
        Sort("wanted", gettext_lazy("Most wanted first"), lambda language: F("support_count"), is_descending=True),
        Sort("newest", gettext_lazy("Newest first"), lambda language: F("raised_at"), is_descending=True),
    )
    columns = (
        Column(gettext_lazy("Need"), lambda need: need.text),
        Column(gettext_lazy("Raised by"), lambda need: need.get_raised_as_display()),
        Column(gettext_lazy("Theme"), lambda need: need.get_theme_display()),
        Column(gettext_lazy("How many need the same"), lambda need: need.support_count),
        Column(gettext_lazy("Something came of it"), lambda need: _("yes") if need.has_led_on else _("no")),
        Column(gettext_lazy("Answer"), lambda need: need.answer),
    )
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def title(self) -> Any:
        return _("Needs: %(place)s") % {"place": self.thing.name}

    lead = gettext_lazy("What customers and staff need, in their own words, and what has come of it.")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail(self.thing, _("Needs"))

    def rows(self) -> Any:
        return board_of(self.thing, self.person)

    def show(self, *, status: int = 200, **more: Any) -> Any:
        needs = more.get("rows", [])
        browser = self.request.COOKIES.get(BROWSER_COOKIE, "")
        hashes = {need.pk: browser_hash_of(need, read_receipt(browser)) for need in needs}
        more["supported"] = needs_supported(self.person, hashes, needs)
        return super().show(status=status, **more)

    def context(self) -> dict[str, Any]:
        return super().context() | {"layout": "rows", "place": self.thing}

    def primary_action(self) -> dict[str, Any] | None:
        return {"label": _("Tell a need"), "url": reverse("places:raise_need", args=[self.thing.slug])} if self.thing.is_published else None

    def empty(self) -> dict[str, Any]:
        if self.request.GET:
            return super().empty() | {"title": _("Nothing was found"), "text": _("Take a filter away, or search with another word.")}
        return super().empty() | {
            "title": _("No needs yet"),
            "text": _("Tell what you need, or what should be better here. It takes half a minute, without an account."),
        }


class NeedDetail(Page):
    permission = VIEW
    template_name = "places/need.html"
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        return get_object_or_404(visible_needs(self.person), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return _("A need: %(place)s") % {"place": self.thing.place.name}

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_board(self.thing.place, _("A need"))

    def context(self) -> dict[str, Any]:
        need = self.thing
        browser = read_receipt(self.request.COOKIES.get(BROWSER_COOKIE, ""))
        return super().context() | {
            "need": need,
            "place": need.place,
            "steps": course_of(need, self.person),
            "came_from": thread_of(need, self.person).came_from,
            "panels": panels_of(need, self.person),
            "is_supported": bool(needs_supported(self.person, {need.pk: browser_hash_of(need, browser)}, [need])),
            "may_serve": self.person is not None and self.allows(SERVE),
        }


def trail_of_board(place: Place, here: Any) -> list[dict[str, Any]]:
    crumbs = trail(place, here)
    crumbs.insert(-1, {"label": _("Needs"), "url": reverse("places:needs", args=[place.slug])})
    return crumbs


@method_decorator(never_cache, name="dispatch")
class NeedRaise(FormPage):
    permission = RAISE_NEED
    template_name = "places/need_form.html"
    title = gettext_lazy("Tell a need")
    lead = gettext_lazy("You need no account and no name. Each need is read by the place, then published in your words.")
    submit_label = gettext_lazy("Send")
    form_class = NeedForm
    thing: Place

    def fetch(self) -> Place:
        return place_or_404(self)

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_board(self.thing, self.title)

    def context(self) -> dict[str, Any]:
        return super().context() | {"place": self.thing}

    def act(self, form: Any) -> Any:
        if NEED_BRAKE.seconds_to_wait(client_address(self.request), NEEDS_IN_A_MINUTE):
            raise Refusal(
                _("Several needs have just come from your connection."), mend=_("Wait a minute and send again; what you wrote is kept.")
            )
        typed = form.cleaned_data
        self.receipt = read_receipt(typed["receipt"])
        # Nobody is named unless she works here: then it is the staff's need, and public at once.
        actor = self.person if self.person is not None and self.allows(SERVE) and typed["raised_as"] == "staff" else None
        return raise_need(actor=actor, place=self.thing, language=get_language() or "fi", **typed)

    def done_url(self, result: Any) -> str:
        return reverse("places:need_receipt", args=[self.receipt])

    def cancel_url(self) -> str:
        return reverse("places:needs", args=[self.thing.slug])


@method_decorator(never_cache, name="dispatch")
class NeedReceipt(Page):
    """Where the need stands, for whoever has the code."""

    permission = RAISE_NEED
    template_name = "places/need_receipt.html"
    title = gettext_lazy("Your need")
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        need = need_of_receipt(read_receipt(self.kwargs["receipt"]))
        if need is None:
            raise Http404
        return need

    def context(self) -> dict[str, Any]:
        is_public = self.thing.state == NeedState.PUBLISHED
        return super().context() | {
            "need": self.thing,
            "place": self.thing.place,
            "receipt": spaced(read_receipt(self.kwargs["receipt"])),
            "steps": course_of(self.thing, self.person) if is_public else [],
            "support_count": count_supports(self.thing) if is_public else 0,
        }


class NeedSupport(ActPage):
    """One button: I need the same. A browser without an account gets a receipt that it keeps for itself."""

    permission = RAISE_NEED
    done_message = gettext_lazy("Thank you. You are counted among those who need the same.")
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        return get_object_or_404(visible_needs(self.person).filter(state=NeedState.PUBLISHED), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.browser = read_receipt(request.COOKIES.get(BROWSER_COOKIE, "")) or new_receipt()
        response = super().post(request, *args, **kwargs)
        if self.person is None and isinstance(response, HttpResponse):
            response.set_cookie(
                BROWSER_COOKIE,
                self.browser,
                max_age=BROWSER_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                path=self.municipality.path,
            )
        return response

    def act(self) -> Any:
        if SUPPORT_BRAKE.seconds_to_wait(client_address(self.request), SUPPORTS_IN_A_MINUTE):
            raise Refusal(_("Very many have just been counted from your connection."), mend=_("Wait a minute and try again."))
        return support_need(actor=self.person, need=self.thing, browser=self.browser)

    def done_url(self, result: Any) -> str:
        return reverse("places:need", args=[self.thing.pk])


class NeedRead(FormPage):
    """Publish a need that waits, or say why not."""

    permission = SERVE
    template_name = "places/need_read.html"
    title = gettext_lazy("Read a need")
    lead = gettext_lazy("Publish it when it tells of no person and can be read by anybody. The words stay as they are.")
    form_class = ReadNeedForm
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        return get_object_or_404(visible_needs(self.person), pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_board(self.thing.place, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"theme": self.thing.theme, "because": self.thing.hidden_because}}

    def context(self) -> dict[str, Any]:
        return super().context() | {"need": self.thing, "place": self.thing.place}

    def act(self, form: Any) -> Any:
        if "hide" in self.request.POST:
            return hide_need(actor=self.person, need=self.thing, because=form.cleaned_data["because"])
        return publish_need(actor=self.person, need=self.thing, theme=form.cleaned_data["theme"])

    def done_url(self, result: Any) -> str:
        return reverse("places:desk", args=[self.thing.place.slug])

    def cancel_url(self) -> str:
        return reverse("places:desk", args=[self.thing.place.slug])


class NeedPublish(ActPage):
    """From the queue: as it is."""

    permission = SERVE
    done_message = gettext_lazy("Published.")
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        return get_object_or_404(visible_needs(self.person), pk=self.kwargs["pk"])

    def act(self) -> Any:
        return publish_need(actor=self.person, need=self.thing)

    def done_url(self, result: Any) -> str:
        return reverse("places:need", args=[self.thing.pk])


class NeedAnswer(FormPage):
    permission = SERVE
    template_name = "places/need_answer.html"
    title = gettext_lazy("Answer a need")
    submit_label = gettext_lazy("Publish the answer")
    done_message = gettext_lazy("Answered.")
    form_class = AnswerNeedForm
    thing: PlaceNeed

    def fetch(self) -> PlaceNeed:
        return get_object_or_404(visible_needs(self.person).filter(state=NeedState.PUBLISHED), pk=self.kwargs["pk"])

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return trail_of_board(self.thing.place, self.title)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"answer": self.thing.answer}}

    def context(self) -> dict[str, Any]:
        return super().context() | {"need": self.thing}

    def act(self, form: Any) -> Any:
        return answer_need(actor=self.person, need=self.thing, answer=form.cleaned_data["answer"], language=get_language() or "fi")

    def done_url(self, result: Any) -> str:
        return reverse("places:need", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return reverse("places:need", args=[self.thing.pk])


class NeedPoster(Page):
    """A poster with a QR code for the wall of the place: tagged PDF in all languages of the municipality."""

    permission = VIEW
    thing: Place

    def fetch(self) -> Place:
        place = place_or_404(self)
        if not place.is_published:
            raise Http404
        return place

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return pdf_answer(request, POSTER, self.data(), f"{self.thing.slug}-needs")

    def data(self) -> dict[str, Any]:
        municipality, place = self.municipality, self.thing
        first = municipality.default_language
        path = reversed_under(f"{municipality.path}{first}/", lambda: reverse("places:raise_need", args=[place.slug]))
        address = self.request.build_absolute_uri(path)
        qr = BytesIO()
        segno.make(address, error="m").save(qr, kind="svg", border=0, scale=10, xmldecl=False, svgns=True)
        brand = theme_of(municipality).brand
        parts = []
        for code in municipality.languages:
            with translation.override(code):
                parts.append(
                    {
                        "language": code,
                        "title": _("What do you need here?"),
                        "what": place.name.in_language(code),
                        "more": _("Tell it in your own words, without an account. The place reads it, and you see what comes of it."),
                    }
                )
        with translation.override(first):
            return {
                "title": _("What do you need here?"),
                "language": first,
                "author": str(municipality),
                "colour": at_luminance(brand, min(luminance(brand), 0.15)),
                "footer": address,
                "address": address,
                "qr": qr.getvalue().decode(),
                "qr_alt": _("QR code to the address %(address)s") % {"address": address},
                "parts": parts,
            }
