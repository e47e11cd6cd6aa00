"""A person with an account: always an adult acting in a role. Pupils and customers have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from talkoot.kernel.municipalities.models import Municipality


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Person:
        person = self.model(email=self.normalize_email(email), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=self.normalize_email(username))


# The hash of the password and the time of the last sign-in are nobody's history.
@pghistory.track(exclude=["password", "last_login"])
class Person(AbstractBaseUser):
    """One account for all municipalities; what the person may do lies in Grants, municipality by municipality."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Erased person")
        return self.name or self.email

    def granted_roles(self, municipality: Municipality) -> frozenset[str]:
        """Codes of the roles granted in the municipality, asked once for each request. Costs a query the first time."""
        remembered: dict[int, frozenset[str]] = self.__dict__.setdefault("_granted_roles", {})
        if municipality.pk not in remembered:
            from talkoot.kernel.people.queries import roles_granted

            remembered[municipality.pk] = roles_granted(self, municipality)
        return remembered[municipality.pk]

    def forget_roles(self) -> None:
        """After a grant has changed: the next question reads the database again."""
        self.__dict__.pop("_granted_roles", None)
