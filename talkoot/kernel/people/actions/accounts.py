"""Accounts: making one for somebody, and what people do with their own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.actions import action
from talkoot.kernel.events import publish
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities
from talkoot.kernel.people.actions.roles import refuse_last_administrator
from talkoot.kernel.people.events import PersonErased
from talkoot.kernel.people.models.person import Person
from talkoot.kernel.people.personal import erase_personal_fields
from talkoot.kernel.permissions.rules import Actor
from talkoot.kernel.refusals import Refusal


@action("people.create_person", permission="people.create_person")
def create_person(*, actor: Actor, email: str, name: str, password: str | None = None, language: str = "") -> Person:
    """An account with a confirmed address, for imports and the demo; people make theirs by signing up.

    password None: the person sets one by “forgotten password”. Refuses an address that has an account.
    """
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, password, name=name.strip(), language=language)
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    except IntegrityError as taken:
        raise Refusal(_("This address already has an account."), field="email") from taken
    return person


@action("people.change_own_details", permission="people.use_account")
def change_own_details(*, actor: Person, name: str, language: str) -> Person:
    """The name others see, and the language of pages and mail; the empty language follows the browser."""
    if language and language not in language_codes():
        raise Refusal(_("Choose one of the languages offered."), field="language")
    actor.name, actor.language = name.strip(), language
    actor.save(update_fields=["name", "language"])
    return actor


@action("people.erase_own_data", permission="people.use_account")
def erase_own_data(*, actor: Person) -> Person:
    """Empty every personal field of the person in all municipalities, and close the account. Cannot be undone.

    What the law or others' decisions need stays without the name: its lines point to an erased person.
    """
    person = Person.objects.select_for_update().get(pk=actor.pk)
    with across_municipalities(reason="A person erases her own data wherever it lies."):
        for municipality in Municipality.objects.order_by("pk"):
            refuse_last_administrator(municipality, without=person)
        erase_personal_fields(person)
    person.email = f"erased-{person.pk}@erased.invalid"
    person.name = person.language = ""
    person.is_active = person.is_operator = False
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()
    erase_history_of(person)
    publish(PersonErased(person_id=person.pk))
    return person


def erase_history_of(person: Person) -> None:
    """The history rows of the account hold the old name and address; those of the erasure itself stay."""
    person_event = Person.pgh_event_model  # type: ignore[attr-defined]
    person_event.objects.filter(pgh_obj_id=person.pk).exclude(email=person.email).delete()
