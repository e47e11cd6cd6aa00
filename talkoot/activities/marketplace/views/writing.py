"""Posting in steps, changing, renewing and ending a listing; its check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talkoot.activities.marketplace.actions.listings import (
    change_listing,
    close_listing,
    name_product,
    publish_listing,
    renew_listing,
    reopen_listing,
    return_listing,
    send_listing,
    start_listing,
    withdraw_listing,
)
from talkoot.activities.marketplace.content.kinds import Kind, State
from talkoot.activities.marketplace.forms.listings import (
    EndForm,
    IdeaMore,
    IdeaStart,
    NeedMore,
    NeedStart,
    ProductForm,
    ReturnForm,
    TranslationForm,
    WhomForm,
    WithdrawForm,
)
from talkoot.activities.marketplace.models.listing import Listing
from talkoot.activities.marketplace.permissions import CHECK, EDIT, POST
from talkoot.activities.marketplace.queries.listings import (
    organisations_for_ideas,
    similar_listings,
    units_for_needs,
)
from talkoot.activities.marketplace.queries.products import versions_for
from talkoot.activities.marketplace.queries.rules import has_accepted, listing_points, rules_in_force
from talkoot.activities.marketplace.views.reading import listing_or_404
from talkoot.commons.places.models.intake import Intake
from talkoot.commons.places.models.needs import PlaceNeed
from talkoot.kernel.links.queries import thing_named
from talkoot.kernel.ui.pages import ActPage, FormPage

MOST_VERSIONS = 200
SAVE_AND_GO_ON = gettext_lazy("Save and go on")


class StartPage(FormPage):
    """The first step. Who has nobody to post for is told what to do."""

    permission = POST
    template_name = "marketplace/start.html"
    submit_label = SAVE_AND_GO_ON
    kind: str

    def mine(self) -> Any:
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        return super().context() | {"kind": self.kind, "has_somebody": self.mine().exists()}

    def start(self, who: Any, values: dict[str, Any]) -> Listing:
        raise NotImplementedError

    def origin(self) -> Any:
        """The need of a place or the proposal to one (`?from=places.intake:7`) from which the listing grows, if she may see it."""
        return thing_named(self.request.GET.get("from", ""), self.person, "places.intake", "places.placeneed")

    def begun(self) -> dict[str, Any]:
        """What is known of it already."""
        origin = self.origin()
        if isinstance(origin, Intake):
            return {"title": origin.title[:120], "text": origin.what}
        return {"text": origin.text} if isinstance(origin, PlaceNeed) else {}

    def act(self, form: Any) -> Listing:
        values = form.values()
        name = "unit" if self.kind == Kind.NEED else "organisation"
        who = values.pop(name, None) or self.mine().first()
        return self.start(who, values)

    def done_url(self, result: Listing) -> str:
        return reverse("marketplace:edit_whom", args=[result.pk])

    def cancel_url(self) -> str:
        return reverse("marketplace:front")


class NeedPost(StartPage):
    title = gettext_lazy("Post a need")
    lead = gettext_lazy("Five minutes are enough. You save a draft first; a coordinator looks at it before others see it.")
    form_class = NeedStart
    kind = Kind.NEED

    def mine(self) -> Any:
        return units_for_needs(self.person)

    def form_kwargs(self) -> dict[str, Any]:
        return {"language": get_language() or "fi", "units": list(self.mine()[:500]), "initial": self.begun()}

    def start(self, who: Any, values: dict[str, Any]) -> Listing:
        return start_listing(
            actor=self.person, kind=self.kind, language=get_language() or "fi", unit=who, grew_from=self.origin(), **values
        )


class IdeaPost(StartPage):
    title = gettext_lazy("Post an idea")
    lead = gettext_lazy("Tell it so that a teacher wants to join. You save a draft first; a coordinator looks at it before others see it.")
    form_class = IdeaStart
    kind = Kind.IDEA

    def mine(self) -> Any:
        return organisations_for_ideas(self.person)

    def form_kwargs(self) -> dict[str, Any]:
        return {"language": get_language() or "fi", "organisations": list(self.mine()[:100]), "initial": self.begun()}

    def start(self, who: Any, values: dict[str, Any]) -> Listing:
        return start_listing(
            actor=self.person, kind=self.kind, language=get_language() or "fi", organisation=who, grew_from=self.origin(), **values
        )


class EditPage(FormPage):
    """A step over some fields. On the way of posting (`?step=1`) it leads to the next, otherwise back to the listing."""

    permission = EDIT
    template_name = "marketplace/edit.html"
    done_message = gettext_lazy("Saved.")
    thing: Listing
    # Names of the steps in order; the ones after this are offered on the way.
    step: str = ""

    def fetch(self) -> Listing:
        return listing_or_404(self)

    @property
    def submit_label(self) -> Any:
        return SAVE_AND_GO_ON if self.thing.state == State.DRAFT else gettext_lazy("Save")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": self.thing.title, "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        return {"listing": self.thing, "language": self.thing.written_in}

    def act(self, form: Any) -> Listing:
        return change_listing(actor=self.person, listing=self.thing, **form.values())

    def done_url(self, result: Listing) -> str:
        if result.state == State.DRAFT and (after := self.next_step()):
            return reverse(f"marketplace:{after}", args=[result.pk])
        return reverse("marketplace:listing", args=[result.pk])

    def next_step(self) -> str:
        return ""

    def cancel_url(self) -> str:
        return reverse("marketplace:listing", args=[self.thing.pk])

    def context(self) -> dict[str, Any]:
        return super().context() | {"listing": self.thing, "steps": self.steps()}

    def steps(self) -> list[dict[str, Any]]:
        """The phase bar of posting; only while it is a draft."""
        if self.thing.state != State.DRAFT:
            return []
        names = [("edit_basics", _("What")), ("edit_whom", _("For whom"))]
        names += [] if self.thing.is_need else [("edit_product", _("The product"))]
        names += [("listing", _("Look and send"))]
        here = next((place for place, (name, _label) in enumerate(names) if name == self.step), len(names) - 1)
        return [
            {
                "label": label,
                "state": "done" if place < here else "current" if place == here else "next",
                "url": reverse(f"marketplace:{name}", args=[self.thing.pk]) if place < here else "",
            }
            for place, (name, label) in enumerate(names)
        ]


class EditBasics(EditPage):
    title = gettext_lazy("What it is about")
    step = "edit_basics"

    @property
    def form_class(self) -> Any:
        return NeedStart if self.thing.is_need else IdeaStart

    def next_step(self) -> str:
        return "edit_whom"


class EditWhom(EditPage):
    title = gettext_lazy("For whom")
    lead = gettext_lazy("By these the right partners find it. What the unit itself tells is filled in.")
    form_class = WhomForm
    step = "edit_whom"

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"municipality": self.municipality}

    def next_step(self) -> str:
        return "" if self.thing.is_need else "edit_product"

    def context(self) -> dict[str, Any]:
        """What is there already, for those without script, who did not see it while they wrote."""
        alike = similar_listings(str(self.thing.title), self.person, but=self.thing.pk) if self.thing.state == State.DRAFT else []
        return super().context() | {"similar": alike}


class EditProduct(EditPage):
    title = gettext_lazy("The product")
    lead = gettext_lazy("A school asks these first. Nobody is turned away for an honest “not sure”.")
    form_class = ProductForm
    step = "edit_product"

    def fetch(self) -> Listing:
        listing = super().fetch()
        if listing.is_need:
            raise Http404
        return listing

    def form_kwargs(self) -> dict[str, Any]:
        return super().form_kwargs() | {"versions": list(versions_for(self.thing)[:MOST_VERSIONS])}

    def act(self, form: Any) -> Listing:
        return name_product(actor=self.person, listing=self.thing, **form.values())


class EditMore(EditPage):
    title = gettext_lazy("More about it")
    lead = gettext_lazy("Everything here may be left empty.")

    @property
    def form_class(self) -> Any:
        return NeedMore if self.thing.is_need else IdeaMore


class EditTranslations(EditPage):
    title = gettext_lazy("In other languages")
    lead = gettext_lazy("What is missing is shown to readers in the language in which it was written.")
    form_class = TranslationForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"listing": self.thing, "municipality": self.municipality}


class OnListing(ActPage):
    """One button about a listing; back to its page."""

    permission = EDIT
    thing: Listing

    def fetch(self) -> Listing:
        return listing_or_404(self)

    def done_url(self, result: Any) -> str:
        return reverse("marketplace:listing", args=[self.thing.pk])


class ListingSend(OnListing):
    """Rules that have not been accepted yet are shown first, and lead back here."""

    done_message = gettext_lazy("Sent. A coordinator looks at it within a few days and you get an e-mail.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rules = rules_in_force()
        if rules is not None and not has_accepted(rules, self.thing.organisation_id, self.thing.unit_id):
            return redirect(f"{reverse('marketplace:rules')}?next={self.done_url(None)}")
        return super().post(request, *args, **kwargs)

    def act(self) -> Any:
        return send_listing(actor=self.person, listing=self.thing)


class ListingRenew(OnListing):
    done_message = gettext_lazy("Thank you. It is shown for another period.")

    def act(self) -> Any:
        return renew_listing(actor=self.person, listing=self.thing)


class ListingReopen(OnListing):
    done_message = gettext_lazy("It is a draft again.")

    def act(self) -> Any:
        return reopen_listing(actor=self.person, listing=self.thing)


class ListingPublish(OnListing):
    permission = CHECK
    done_message = gettext_lazy("Checked and published.")

    def act(self) -> Any:
        return publish_listing(actor=self.person, listing=self.thing, read_at=self.read_at())

    def read_at(self) -> datetime | None:
        """Of the text that was on the page; a broken value counts as an old text."""
        try:
            return parse_datetime(self.request.POST.get("read_at", ""))
        except ValueError:
            return None


class ListingReturn(FormPage):
    permission = CHECK
    title = gettext_lazy("Return with a reason")
    submit_label = gettext_lazy("Return it to the writer")
    done_message = gettext_lazy("Returned. The writer gets your reason by e-mail.")
    form_class = ReturnForm
    thing: Listing

    def fetch(self) -> Listing:
        return listing_or_404(self)

    @property
    def lead(self) -> Any:
        return self.thing.title

    def form_kwargs(self) -> dict[str, Any]:
        return {"points": listing_points()}

    def act(self, form: Any) -> Listing:
        return return_listing(actor=self.person, listing=self.thing, **form.cleaned_data)

    def done_url(self, result: Listing) -> str:
        return reverse("marketplace:work")

    def cancel_url(self) -> str:
        return reverse("marketplace:listing", args=[self.thing.pk])


class ListingEnd(FormPage):
    """Close what was published, or withdraw what never was."""

    permission = EDIT
    done_message = gettext_lazy("Done.")
    thing: Listing

    def fetch(self) -> Listing:
        return listing_or_404(self)

    @property
    def closes(self) -> bool:
        return self.thing.state in (State.PUBLISHED, State.RESTING, State.MATCHED)

    @property
    def form_class(self) -> type[forms.Form]:
        return EndForm if self.closes else WithdrawForm

    @property
    def title(self) -> Any:
        return gettext_lazy("Close the listing") if self.closes else gettext_lazy("Withdraw the listing")

    @property
    def submit_label(self) -> Any:
        return self.title

    @property
    def lead(self) -> Any:
        return self.thing.title

    def act(self, form: Any) -> Listing:
        end = close_listing if self.closes else withdraw_listing
        return end(actor=self.person, listing=self.thing, reason=form.cleaned_data["reason"])

    def done_url(self, result: Listing) -> str:
        return reverse("marketplace:listing", args=[result.pk])

    def cancel_url(self) -> str:
        return self.done_url(self.thing)
