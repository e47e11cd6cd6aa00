"""Public holidays of Finland, computed: Easter and what follows it, Midsummer, All Saints' and the eves that are kept as holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language

COUNTRY = "FI"
# Languages of the installation as the library knows them.
LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


@lru_cache(maxsize=64)
def public_holidays(year: int, language: str) -> dict[date, str]:
    """Holidays of the year with their names, Christmas Eve and Midsummer Eve included."""
    return dict(holidays.country_holidays(COUNTRY, years=year, language=LANGUAGES.get(language, "en_US")))


def public_holiday_on(day: date) -> str:
    """Its name in the language in force, or ""."""
    return public_holidays(day.year, get_language() or "en").get(day, "")
