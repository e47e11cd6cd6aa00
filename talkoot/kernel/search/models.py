"""What search finds: one row per thing and language, filled by the actions that change the things."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from talkoot.kernel.municipalities.models import Municipality


class VectorField(models.Field):
    """A tsvector written as its text form (search/language.py makes it); asked through search/words_index.py.

    Not Django's own SearchVectorField: that wants django.contrib.postgres installed, and converts text in the database,
    whose Finnish stemmer misses half of the words.
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector"


class Entry(models.Model):
    """One thing in one language; `path` is its address inside the municipality, without language.

    The index of its words is made by words_index.py. Not behind a row-level policy (the text index would not be used under one): every read
    goes through search/queries.py, which filters by municipality and visibility. Nothing else may query it.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5)
    title = models.TextField()
    body = models.TextField(blank=True)
    path = models.CharField(max_length=500)
    vector = VectorField()
    is_public = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title
