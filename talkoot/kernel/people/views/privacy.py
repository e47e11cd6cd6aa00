"""The privacy page, made from the registry of personal fields."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.people.personal import BASES, ERASURES, PERSONAL, PersonalData, Sentence
from talkoot.kernel.ui.pages import Page


class PrivacyPage(Page):
    permission = "people.view_privacy"
    template_name = "people/privacy.html"
    title = _("Privacy")
    lead = _("What is stored about people, why, and for how long.")

    def context(self) -> dict[str, Any]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for data in PERSONAL.values():
            groups.setdefault(group_of(data), []).append(
                {
                    "title": data.title,
                    "fields": [{"label": label_of(data.model._meta.get_field(name)), "why": why} for name, why in data.fields.items()],
                    "basis": BASES[data.basis],
                    "retention": data.retention.text,
                    "erasure": ERASURES[data.erase],
                }
            )
        return super().context() | {"groups": [{"title": title, "kinds": kinds} for title, kinds in groups.items()]}


def label_of(field: Any) -> Sentence:
    """The field's own words; where its app gave it none, what kind of thing it is: Django would show its name in the code."""
    if str(field.verbose_name).casefold() != field.name.replace("_", " "):
        return field.verbose_name
    if field.is_relation:
        return _("Who")
    if isinstance(field, models.DateField):
        return _("When")
    if isinstance(field, models.BooleanField):
        return _("Yes or no")
    return _("Text")


def group_of(data: PersonalData) -> str:
    """The app in people's words. Other people's apps are here for signing in; those that nobody named are the platform itself."""
    config = apps.get_app_config(data.model._meta.app_label)
    if not config.name.startswith("talkoot."):
        return str(_("Signing in"))
    is_named = str(config.verbose_name) != config.label.replace("_", " ").title()
    return str(config.verbose_name) if is_named else str(_("The platform itself"))
