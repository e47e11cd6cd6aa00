"""Reads about people, their roles and their organisations."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person


def grants_in_force() -> QuerySet[Grant]:
    """Grants of the municipality in force which have not ended."""
    return Grant.objects.filter(Q(until=None) | Q(until__gt=timezone.now()))


def roles_granted(person: Person, municipality: Municipality) -> frozenset[str]:
    """Codes of the roles granted to the person. The municipality must be in force."""
    return frozenset(
        grants_in_force().filter(person=person, municipality=municipality).values_list("role", flat=True)
    )
