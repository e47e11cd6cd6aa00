"""Organisations that develop services with the municipality, their units and their people."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.i18n.fields import LONGEST_SORT_KEY, SortKeysField, TranslatedField, sort_key
from talkoot.kernel.municipalities.models import MunicipalModel
from talkoot.kernel.people.business_id import validate_business_id


class NameOrderField(models.CharField):
    """Sort key of the name in Finnish order (å, ä, ö last), filled before every save."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": LONGEST_SORT_KEY, "editable": False, "db_collation": "C", "default": ""})

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = sort_key(model_instance.name, "fi")
        setattr(model_instance, self.attname, key)
        return key


class OrganisationKind(models.TextChoices):
    COMPANY = "company", _("Company")
    ASSOCIATION = "association", _("Association")
    SCHOOL = "school", _("School")
    INSTITUTE = "institute", _("Institute")
    CITY_UNIT = "city_unit", _("City unit")


class OrganisationSize(models.TextChoices):
    """Staff headcount of the EU's recommendation 2003/361/EC on small enterprises."""

    MICRO = "micro", _("Fewer than 10 people")
    SMALL = "small", _("10–49 people")
    MEDIUM = "medium", _("50–249 people")
    LARGE = "large", _("250 people or more")


@pghistory.track()
class Organisation(MunicipalModel):
    """One row per organisation and municipality: each municipality knows its own partners."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    name_order = NameOrderField()
    business_id = models.CharField(_("business id"), max_length=9, blank=True, validators=[validate_business_id])
    website = models.URLField(_("website"), max_length=300, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=OrganisationSize.choices, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    contact_role = models.CharField(_("contact point"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "business_id"], condition=~models.Q(business_id=""), name="one_organisation_of_a_business_id"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "name_order", "id"], name="organisation_by_name"),
            models.Index(fields=["municipality", "created_at", "id"], name="organisation_newest"),
        ]

    def __str__(self) -> str:
        return self.name


class EducationLevel(models.TextChoices):
    EARLY = "early", _("Early childhood education")
    BASIC = "basic", _("Basic education")
    UPPER_SECONDARY = "upper_secondary", _("General upper secondary education")
    VOCATIONAL = "vocational", _("Vocational education")
    HIGHER = "higher", _("Higher education")
    ADULT = "adult", _("Liberal adult education")


class UnitKind(models.TextChoices):
    SCHOOL = "school", _("School")
    DAY_CARE = "day_care", _("Day-care centre")
    LIBRARY = "library", _("Library")
    MUSEUM = "museum", _("Museum")
    SERVICE_CENTRE = "service_centre", _("Service centre")
    OTHER = "other", _("Other unit")


@pghistory.track()
class Unit(MunicipalModel):
    """A school of the city, a service point, a branch office."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = TranslatedField(verbose_name=_("name"), max_length=200)
    name_order = SortKeysField(of="name")
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices, default=UnitKind.OTHER)
    area = models.CharField(_("area"), max_length=120, blank=True)
    education_level = models.CharField(_("level of education"), max_length=20, choices=EducationLevel.choices, blank=True)
    # In which a class is taught or customers are served.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    # Degrees north and east (WGS 84); both or none.
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [models.Index(fields=["organisation", "id"], name="units_of_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="unit_lies_on_earth",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track()
class Membership(MunicipalModel):
    """A person acts for an organisation. Contacts take care of its page, units and people; heads decide for their unit."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=120, blank=True)
    is_contact = models.BooleanField(_("contact person"), default=False)
    is_head = models.BooleanField(_("head of the unit"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "person", "organisation"], name="one_membership_of_a_person"),
            models.CheckConstraint(condition=models.Q(is_head=False) | models.Q(unit__isnull=False), name="a_head_has_a_unit"),
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="members_of_organisation")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.organisation_id}"


@pghistory.track()
class JoinRequest(MunicipalModel):
    """Someone asks to act for an organisation that is already here. Its contacts or a coordinator answer."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120, blank=True)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person", "organisation"],
                condition=models.Q(answered_at=None),
                name="one_open_request_to_join",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="requests_to_join")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.organisation_id}"
