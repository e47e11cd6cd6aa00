# Types made at run time from the choices of models and from limits: pydantic reads them, mypy cannot.
# mypy: disable-error-code="valid-type"
"""Types of values in requests and answers: translated texts, slugs, ids. Nothing that fits them reaches PostgreSQL out of range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.refusals import Refusal

# PostgreSQL's texts hold every character but this one; lone surrogates are refused by the reading of UTF-8.
NO_NULL = r"^[^\x00]*$"
LARGEST_ID = 2**63 - 1

LanguageCode = Literal[tuple(code for code, _name in settings.LANGUAGES)]
Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$"), Field(description=gettext_noop("The last part of its address."))
]
MunicipalitySlug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$"),
    Field(description=gettext_noop("The municipality, by the name in its addresses."), examples=["espoo"]),
]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID, description=gettext_noop("Its number."))]


def plain_text(longest: int, *, shortest: int = 0, **facts: Any) -> Any:
    """A text without a language."""
    return Annotated[str, StringConstraints(min_length=shortest, max_length=longest, pattern=NO_NULL), Field(**facts)]


def words_of(longest: int, **facts: Any) -> Any:
    """A translated text in a request: {"fi": "…", "sv": "…"}; languages may be missing."""
    one = Annotated[str, StringConstraints(max_length=longest, pattern=NO_NULL)]
    return Annotated[dict[LanguageCode, one], Field(**facts)]


class Input(Schema):
    """Base of bodies: a field that is not known is refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Text(Schema):
    """A translated text: all that is written, and what a reader of the chosen language gets."""

    texts: dict[str, str] = Field(
        description=gettext_noop("The text in each language in which it is written, by language code."),
        examples=[{"fi": "Kirjastorobotti", "sv": "Biblioteksroboten"}],
    )
    shown: str = Field(description=gettext_noop("The text in the chosen language; where that is missing, in the next one that is there."))
    language: str | None = Field(
        description=gettext_noop("The language of what is shown, or null when nothing is written."), examples=["sv"]
    )


class MunicipalityBrief(Schema):
    slug: str = Field(description=gettext_noop("The name in its addresses."), examples=["espoo"])
    name: Text


def text_of(words: Mapping[str, str] | None) -> dict[str, Any]:
    words = words if isinstance(words, Words) else Words(words or {})
    return {"texts": dict(words), "shown": words.in_language(), "language": words.shown_language()}


def municipality_brief(municipality: Municipality) -> dict[str, Any]:
    return {"slug": municipality.slug, "name": text_of(municipality.name)}


def first_language_written(municipality: Municipality, **fields: Mapping[str, str]) -> None:
    """Raise the refusal that the forms give too: the municipality's first language is compulsory, others may follow."""
    code = municipality.default_language
    for field, words in fields.items():
        if code not in Words(words):
            raise Refusal(
                _("The text in the municipality's first language (%(language)s) is missing.") % {"language": code},
                mend=_("Write it in that language; others may follow later."),
                field=field,
            )


LANGUAGE_CODES: tuple[str, ...] = get_args(LanguageCode)
