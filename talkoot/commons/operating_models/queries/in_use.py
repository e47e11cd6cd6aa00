"""The model by which an activity is run here: the published one that names it."""

from __future__ import annotations

from talkoot.commons.operating_models.content.kinds import ABOUT
from talkoot.commons.operating_models.models.part import Part
from talkoot.commons.operating_models.models.version import PUBLISHED, Version


def version_in_use_for(activity: str) -> Version | None:
    """The published version that says it is made for the activity; the one adopted or published first, when there are several."""
    about = Part.objects.filter(kind=ABOUT, data__activities__contains=[activity], version__state=PUBLISHED)
    found = about.select_related("version__model").order_by("version__model_id").first()
    return found.version if found else None


def part_in_use_for(activity: str, key: str) -> Part | None:
    """A part of the version in use, by its key."""
    version = version_in_use_for(activity)
    return Part.objects.filter(version=version, key=key).first() if version else None
