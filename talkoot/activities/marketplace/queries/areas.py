from __future__ import annotations

from talkoot.kernel.people.models.organisation import Unit


def areas_of_units() -> list[str]:
    """Areas in which the municipality in force has units, in alphabetical order."""
    return sorted(set(Unit.objects.filter(is_active=True).exclude(area="").values_list("area", flat=True)))
