"""The municipality (the tenant), and the base of every row that belongs to one."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from talkoot.kernel.i18n.fields import TranslatedField

# First segments of paths that are the installation's own: no municipality may take them.
RESERVED_SLUGS = frozenset(
    [
        "account",
        "api",
        "assets",
        "credentials",
        "files",
        "fi",
        "sv",
        "en",
        "health",
        "idp",
        "media",
        "privacy",
        "robots.txt",
        "sitemap.xml",
        "static",
        "theme",
        "well-known",
    ]
)


def default_languages() -> list[str]:
    return ["fi", "sv", "en"]


class Municipality(models.Model):
    """A municipality that uses this installation. Not itself a municipal row: anybody may know that it is here."""

    slug = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]{1,39}$", _("Use small letters a–z, numbers and hyphens."))],
    )
    name = TranslatedField(max_length=120)
    hostname = models.CharField(max_length=253, unique=True, null=True, blank=True)
    code = models.CharField(max_length=3, blank=True, help_text=_("Three digits of Statistics Finland."))
    business_id = models.CharField(max_length=9, blank=True)
    languages = models.JSONField(default=default_languages)
    time_zone = models.CharField(max_length=40, default="Europe/Helsinki")
    theme = models.JSONField(default=dict, blank=True)
    contact_email = models.EmailField(blank=True)
    supervising_authority = TranslatedField(blank=True, max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return str(self.name) or self.slug

    @property
    def default_language(self) -> str:
        return self.languages[0]

    @property
    def path(self) -> str:
        """Where its pages begin on the installation's own host name."""
        return f"/{self.slug}/"


class MunicipalModel(models.Model):
    """Base of every row of a municipality. Fails closed twice: a query outside a municipality raises in Python
    (django-scopes), and PostgreSQL shows no row whose municipality is not in force (row-level security).

    `municipality` is filled from the one in force when it is not given.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+", editable=False)

    objects = ScopedManager(municipality="municipality")  # type: ignore[django-manager-missing]

    class Meta:
        abstract = True
        base_manager_name = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "municipality" not in kwargs and "municipality_id" not in kwargs:
            from talkoot.kernel.municipalities.scope import municipality_in_force

            current = municipality_in_force()
            if current is not None:
                kwargs["municipality"] = current
        super().__init__(*args, **kwargs)
