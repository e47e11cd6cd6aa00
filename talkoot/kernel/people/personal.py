"""The registry of personal fields: what is held of people, why, for how long. One declaration drives four things:
export of own data, erasure, the retention job and the privacy page. Every app declares its own in its personal.py:

    declare_personal(
        Question,
        fields={"author": _("Shows who asked."), "email": _("The answer is sent here.")},
        basis=PUBLIC_TASK,
        retention=Retention(_("Two years after the answer."), days=730, after="answered_at"),
        person_lookup="author",
        erase=ANONYMISE,
    )

A test finds every field that looks personal and is neither declared nor listed by `not_personal()` with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pghistory.models
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.jobs.tasks import job
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.registry import DomainApp

Sentence = str | Promise

# Legal bases of article 6 of the General Data Protection Regulation.
CONSENT: Final = "consent"
CONTRACT: Final = "contract"
LEGAL_OBLIGATION: Final = "legal_obligation"
PUBLIC_TASK: Final = "public_task"
BASES: dict[str, Sentence] = {
    CONSENT: _("Your consent (GDPR 6.1 a)"),
    CONTRACT: _("An agreement with you or with the organisation you act for (GDPR 6.1 b)"),
    LEGAL_OBLIGATION: _("A legal obligation of the municipality (GDPR 6.1 c)"),
    PUBLIC_TASK: _("A task of the municipality in the public interest (GDPR 6.1 e)"),
}

DELETE: Final = "delete"
ANONYMISE: Final = "anonymise"
KEEP: Final = "keep"
ERASURES: dict[str, Sentence] = {
    DELETE: _("Deleted."),
    ANONYMISE: _("Stays without the data about you."),
    KEEP: _("Stays; it points to “an erased person” without a name."),
}


@dataclass(frozen=True)
class Retention:
    """text: for the privacy page. With `days` and `after` (a date or time field) the nightly job erases older rows by itself.

    `only` narrows which rows the job takes, as a Q.
    """

    text: Sentence
    days: int | None = None
    after: str = ""
    only: Q | None = None


@dataclass(frozen=True)
class PersonalData:
    """One model's personal fields. `find(person)` is the condition for the rows about her."""

    model: type[models.Model]
    fields: dict[str, Sentence]
    basis: str
    retention: Retention
    find: Callable[[Person], Q]
    erase: str
    exported: bool
    title: Sentence

    def rows(self, condition: Q) -> QuerySet[Any]:
        """Rows in the municipalities in force. Raises ScopeError for a municipal model outside all."""
        return self.model._default_manager.filter(condition)


PERSONAL: dict[type[models.Model], PersonalData] = {}
NOT_PERSONAL: dict[tuple[type[models.Model], str], str] = {}


def declare_personal(
    model: type[models.Model],
    *,
    fields: dict[str, Sentence],
    basis: str,
    retention: Retention,
    person_lookup: str | Callable[[Person], Q] = "person",
    erase: str,
    exported: bool = True,
    title: Sentence = "",
) -> None:
    """Declare the personal fields of a model, each with why it is held. Raises ValueError for what cannot be true.

    person_lookup: the path to the person ("author", "trial__owner"), or a function of the person that returns a Q.
    erase: DELETE rows, ANONYMISE the fields (text emptied, references and times set to null; a field that can be neither must
    be nullable or the rows deleted), or KEEP (references to an account that has lost its name).
    """
    if model in PERSONAL:
        raise ValueError(f"{model._meta.label} is declared twice.")
    if basis not in BASES or erase not in ERASURES:
        raise ValueError(f"{model._meta.label}: unknown basis or erasure.")
    for name in fields:
        model._meta.get_field(name)
    if retention.days is not None:
        model._meta.get_field(retention.after)
    if erase == ANONYMISE:
        emptied(model, fields)
    find = (lambda person: Q(**{person_lookup: person})) if isinstance(person_lookup, str) else person_lookup
    PERSONAL[model] = PersonalData(model, fields, basis, retention, find, erase, exported, title or model._meta.verbose_name_plural or "")


def not_personal(model: type[models.Model], *fields: str, reason: str) -> None:
    """These fields look personal and are not; say why."""
    for name in fields:
        model._meta.get_field(name)
        NOT_PERSONAL[model, name] = reason


def emptied(model: type[models.Model], fields: Iterable[str]) -> dict[str, Any]:
    """What each field is set to when it is anonymised."""
    values: dict[str, Any] = {}
    for name in fields:
        field = model._meta.get_field(name)
        if getattr(field, "null", False):
            values[name] = None
        elif isinstance(field, models.CharField | models.TextField):
            values[name] = ""
        elif isinstance(field, models.JSONField):
            values[name] = field.get_default()
        else:
            raise ValueError(f"{model._meta.label}.{name} can be neither empty nor null, so it cannot be anonymised.")
    return values


# --- Erasure and retention ---------------------------------------------------------------------------------------------


def erase_personal_fields(person: Person) -> None:
    """Erase what every app has declared, in the municipalities in force. The highest floor first: it may refer to lower rows."""
    for data in reversed(PERSONAL.values()):
        if data.model is not Person:
            erase_rows(data, data.find(person))


def erase_rows(data: PersonalData, condition: Q) -> int:
    """Delete or empty the rows, in their history too: the trigger has kept copies of the fields. Returns how many."""
    if data.erase == KEEP:
        return 0
    ids = list(data.rows(condition).values_list("pk", flat=True))
    history = getattr(data.model, "pgh_event_model", None)
    if data.erase == DELETE:
        data.rows(Q(pk__in=ids)).delete()
        if history is not None:
            history.objects.filter(pgh_obj_id__in=ids).delete()
    else:
        values = emptied(data.model, data.fields)
        data.rows(Q(pk__in=ids)).update(**values)
        if history is not None:
            kept = {field.name for field in history._meta.get_fields()}
            history.objects.filter(pgh_obj_id__in=ids).update(**{name: value for name, value in values.items() if name in kept})
    return len(ids)


def erase_expired(now: datetime) -> int:
    """Erase what is older than its declared retention, in the municipality in force. Returns how many rows."""
    count = 0
    for data in reversed(PERSONAL.values()):
        if data.retention.days is None or data.erase == KEEP:
            continue
        limit = now - timedelta(days=data.retention.days)
        field = data.model._meta.get_field(data.retention.after)
        bound: date = limit if isinstance(field, models.DateTimeField) else limit.date()
        condition = Q(**{f"{data.retention.after}__lt": bound})
        if data.retention.only is not None:
            condition &= data.retention.only
        if data.erase == ANONYMISE:
            # Emptied rows stay old for ever; they are not taken again every night.
            values = emptied(data.model, data.fields)
            condition &= ~Q(
                **{(f"{name}__isnull" if value is None else name): (True if value is None else value) for name, value in values.items()}
            )
        count += erase_rows(data, condition)
    return count


@job(cron="20 1 * * *")
def remove_expired_personal_data() -> None:
    """Every night in every municipality, and sessions that have ended. Running twice changes nothing."""
    now = timezone.now()
    erase_expired(now)
    Session.objects.filter(expire_date__lt=now).delete()


# --- Export --------------------------------------------------------------------------------------------------------------


def exported_data(person: Person) -> dict[str, Any]:
    """Everything declared about the person, as plain values for JSON. All municipalities must be in force."""
    sections: dict[str, list[dict[str, Any]]] = {}
    slugs = dict(Municipality.objects.values_list("pk", "slug"))
    for data in PERSONAL.values():
        if not data.exported:
            continue
        rows = []
        for row in data.rows(data.find(person)).order_by("pk"):
            plain = {"id": plain_value(row.pk)} | {name: plain_value(getattr(row, attname(row, name))) for name in data.fields}
            if (municipality := getattr(row, "municipality_id", None)) is not None:
                plain["municipality"] = slugs[municipality]
            rows.append(plain)
        if rows:
            sections[data.model._meta.label_lower] = rows
    return {"format": "talkoot-own-data/1", "exported_at": timezone.now().isoformat(), "data": sections}


def attname(row: models.Model, name: str) -> str:
    """References as ids: their targets may hold others' data."""
    return getattr(row._meta.get_field(name), "attname", name)


def plain_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return str(value)


# --- What has been forgotten -------------------------------------------------------------------------------------------

PERSONAL_ENDINGS = ("email", "phone", "phone_number")
NAMES_OF_PEOPLE = ("first_name", "last_name", "full_name", "person_name", "contact_name", "author_name", "signer_name", "guest_name")


def looks_personal(field: models.Field[Any, Any]) -> bool:
    """An address, a telephone number, a reference to a person, or a name in a model that has one of these."""
    if isinstance(field, models.EmailField) or field.name.endswith(PERSONAL_ENDINGS) or field.name in NAMES_OF_PEOPLE:
        return True
    if field.is_relation:
        return field.related_model is Person
    own = [other for other in field.model._meta.concrete_fields if other is not field]
    is_of_a_person = any(isinstance(other, models.EmailField) or other.name.endswith(PERSONAL_ENDINGS) for other in own)
    return is_of_a_person and field.name.endswith("name")


def undeclared() -> Iterator[str]:
    """Fields of Talkoot's models that look personal and that nobody has declared or explained."""
    for config in apps.get_app_configs():
        if not (isinstance(config, DomainApp) or config.name.startswith("talkoot.")):
            continue
        for model in config.get_models():
            # History tables are copies; they are erased with their originals.
            if issubclass(model, pghistory.models.Event):
                continue
            declared = PERSONAL[model].fields if model in PERSONAL else {}
            for field in model._meta.concrete_fields:
                if looks_personal(field) and field.name not in declared and (model, field.name) not in NOT_PERSONAL:
                    yield f"{model._meta.label}.{field.name}"
