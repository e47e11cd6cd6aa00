"""Screening a level of a version or an organisation; criteria, ages and times of the municipality."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talkoot.kernel.people.models.organisation import Organisation
from talkoot.kernel.people.queries import all_organisations
from talkoot.kernel.ui.pages import FormPage, Page
from talkoot.tools.privacy.actions.screening import change_settings, screen_level, set_criterion
from talkoot.tools.privacy.content.kinds import Level
from talkoot.tools.privacy.forms.screening import CriterionForm, ScreeningForm, SettingsForm
from talkoot.tools.privacy.permissions import OVERSEE, SCREEN, SET
from talkoot.tools.privacy.queries.deletion import settings_here
from talkoot.tools.privacy.queries.screening import all_criteria, criterion_of_key, screening_of, screening_of_organisation
from talkoot.tools.privacy.views.tabs import tabs_of
from talkoot.tools.privacy.views.versions import OnVersion, version_crumbs


class ScreenPage(OnVersion):
    """All criteria of a level on one page; only what is changed is noted."""

    permission = SCREEN
    template_name = "privacy/screening_form.html"
    lead = gettext_lazy("A note is needed for what fails or does not apply: the organisation reads it and can mend it.")
    done_message = gettext_lazy("The screening is noted. It holds for every unit.")
    form_class = ScreeningForm

    def fetch(self) -> Any:
        if self.kwargs["level"] not in Level.values or self.kwargs["level"] == Level.L1:
            raise Http404
        return super().fetch()

    @property
    def title(self) -> Any:
        return _("Screen %(level)s") % {"level": Level(self.kwargs["level"]).label}

    def form_kwargs(self) -> dict[str, Any]:
        return {"screened": screening_of(self.thing, [self.kwargs["level"]])}

    def act(self, form: Any) -> Any:
        return screen_level(actor=self.person, thing=self.thing, findings=form.findings())

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return version_crumbs(self.thing, self.title)


class ScreenOrganisationPage(FormPage):
    permission = SCREEN
    template_name = "privacy/screening_form.html"
    lead = gettext_lazy("Found once of the organisation, it holds for all its products.")
    done_message = gettext_lazy("The screening is noted. It holds for all products of the organisation.")
    form_class = ScreeningForm
    thing: Organisation

    def fetch(self) -> Organisation:
        return get_object_or_404(all_organisations(), pk=self.kwargs["pk"])

    @property
    def title(self) -> Any:
        return _("Screen %(level)s") % {"level": f"{Level.L1.label}: {self.thing.name}"}

    def form_kwargs(self) -> dict[str, Any]:
        return {"screened": screening_of_organisation(self.thing)}

    def act(self, form: Any) -> Any:
        return screen_level(actor=self.person, thing=self.thing, findings=form.findings())

    def done_url(self, result: Any) -> str:
        return reverse("people:organisation", args=[self.thing.pk])

    def cancel_url(self) -> str:
        return self.done_url(None)


class CriteriaList(Page):
    """Criteria by level, and the ages and times."""

    permission = OVERSEE
    template_name = "privacy/criteria.html"
    title = gettext_lazy("Criteria and times")
    lead = gettext_lazy("What products are screened for, how long a finding holds, and the ages of the law. All of it is yours to set.")

    def context(self) -> dict[str, Any]:
        rows = all_criteria()
        return super().context() | {
            "tabs": tabs_of(self, "criteria"),
            "levels": [{"label": level.label, "rows": [one for one in rows if one.criterion.level == level]} for level in Level],
            "settings": settings_here(),
            "may_set": self.allows(SET),
        }


class CriterionPage(FormPage):
    """A criterion of the municipality; one that was shipped gets the municipality's wording."""

    permission = SET
    done_message = gettext_lazy("Saved.")
    form_class = CriterionForm

    def fetch(self) -> Any:
        if "key" not in self.kwargs:
            return None
        found = criterion_of_key(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def title(self) -> Any:
        return _("Add a criterion") if self.thing is None else _("Change a criterion")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Criteria and times"), "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        if self.thing is not None:
            criterion = self.thing.criterion
            initial = {
                "text": self.thing.words,
                "level": criterion.level,
                "valid_days": criterion.valid_days,
                "is_in_use": self.thing.is_in_use,
            }
        return {"municipality": self.municipality, "is_new": self.thing is None, "initial": initial}

    def act(self, form: Any) -> Any:
        values = dict(form.cleaned_data)
        key = values.pop("key", None) or self.kwargs["key"]
        return set_criterion(actor=self.person, key=key, is_new=self.thing is None, **values)

    def done_url(self, result: Any) -> str:
        return reverse("privacy:criteria")

    def cancel_url(self) -> str:
        return reverse("privacy:criteria")


class SettingsPage(FormPage):
    permission = SET
    title = gettext_lazy("Ages and times")
    lead = gettext_lazy("The law knows two ages; neither is written into the program.")
    done_message = gettext_lazy("Saved.")
    form_class = SettingsForm  # type: ignore[assignment]

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        return [{"label": _("Criteria and times"), "url": self.cancel_url()}, {"label": self.title, "url": ""}]

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": settings_here()}

    def act(self, form: Any) -> Any:
        return change_settings(actor=self.person, **form.cleaned_data)

    def done_url(self, result: Any) -> str:
        return reverse("privacy:criteria")

    def cancel_url(self) -> str:
        return reverse("privacy:criteria")
