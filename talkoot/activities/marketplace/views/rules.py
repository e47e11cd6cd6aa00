"""The rules and their acceptance."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from talkoot.activities.marketplace.actions.rules import accept_rules
from talkoot.activities.marketplace.permissions import ACCEPT_RULES, VIEW
from talkoot.activities.marketplace.queries.listings import organisations_for_ideas, units_for_needs
from talkoot.activities.marketplace.queries.rules import has_accepted, rules_in_force
from talkoot.kernel.people.models.organisation import Organisation, Unit
from talkoot.kernel.ui.pages import ActPage, Page


class RulesPage(Page):
    """The rules in force, and for whom of the person's own they have been accepted. Accepted with one button each."""

    permission = VIEW
    template_name = "marketplace/rules.html"
    title = gettext_lazy("The rules of co-creation")
    lead = gettext_lazy("Short and the same for everybody. They are accepted once, and again when they change.")

    def context(self) -> dict[str, Any]:
        rules = rules_in_force()
        return super().context() | {"rules": rules, "whose": self.whose(rules) if rules else [], "next": self.next_address()}

    def whose(self, rules: Any) -> list[dict[str, Any]]:
        """Own units and organisations, each with whether it has accepted. A few at most: one query each."""
        if self.person is None:
            return []
        units = [(unit.organisation_id, unit) for unit in units_for_needs(self.person)[:20]]
        partners = [(organisation.pk, organisation) for organisation in organisations_for_ideas(self.person)[:20]]
        return [
            {
                "name": str(thing),
                "key": f"unit-{thing.pk}" if isinstance(thing, Unit) else f"organisation-{thing.pk}",
                "has_accepted": has_accepted(rules, organisation_id, thing.pk if isinstance(thing, Unit) else None),
            }
            for organisation_id, thing in [*units, *partners]
        ]

    def next_address(self) -> str:
        address = self.request.GET.get("next", "")
        return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""


class RulesAccept(ActPage):
    permission = ACCEPT_RULES
    done_message = gettext_lazy("Thank you. The rules have been accepted.")

    def act(self) -> Any:
        kind, _sign, number = self.request.POST.get("who", "").partition("-")
        whose = units_for_needs(self.person) if kind == "unit" else organisations_for_ideas(self.person)
        thing: Any = whose.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None
        if thing is None:
            raise Http404
        organisation: Organisation = thing.organisation if isinstance(thing, Unit) else thing
        return accept_rules(
            actor=self.person,
            organisation=organisation,
            unit=thing if isinstance(thing, Unit) else None,
            content_hash=self.request.POST.get("content_hash", ""),
        )

    def done_url(self, result: Any) -> str:
        address = self.request.POST.get("next", "")
        return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else reverse("marketplace:rules")
