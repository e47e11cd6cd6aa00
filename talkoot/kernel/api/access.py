"""Which scope an operation needs, and reading things of a municipality named in the address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.urls import get_script_prefix
from django.utils import translation
from django.utils.translation import gettext as _

from talkoot.kernel.api.answers import Unauthorised
from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.api.scopes import SCOPES, role_ceiling
from talkoot.kernel.municipalities.models import Municipality
from talkoot.kernel.municipalities.scope import across_municipalities, municipality_in_force
from talkoot.kernel.refusals import Forbidden


class Token:
    """`auth=` of an operation. Optional: without a token, or without the scope, it shows what everybody may see."""

    openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __init__(self, scope: str, *, is_optional: bool = False) -> None:
        self.scope, self.is_optional = SCOPES[scope], is_optional

    def __call__(self, request: Any) -> Any:
        token = request.api_token
        if token is not None and self.scope.code in token.scopes:
            request.person.role_ceiling = role_ceiling(token.scopes, self.scope.code)
            return token
        if self.is_optional:
            return True
        if token is None:
            raise Unauthorised(_("A token is needed for this."), mend=_("Send the header “Authorization: Bearer” with a token."))
        raise Forbidden(
            _("The token has not the scope “%(scope)s”.") % {"scope": self.scope.label},
            mend=_("Make a token that has it."),
        )


OPEN = Token("read", is_optional=True)


@contextmanager
def reading(slug: str = "") -> Iterator[None]:
    """Read things of the named municipality: with the person's own sight when it is the one in force, else what is published.

    The queryset must hold the visibility rule, and be narrowed to the municipality when one is named.
    """
    current = municipality_in_force()
    if current is None or not slug or current.slug == slug:
        yield
        return
    with across_municipalities(reason="The public API: published things of a named municipality."):
        yield


def own_municipality(request: ApiRequest, slug: str = "") -> Municipality:
    """The municipality of the token; the one named in the address must be it."""
    current = municipality_in_force()
    assert current is not None, "Operations that change need a token, and a token has a municipality."
    if slug and slug != current.slug:
        raise Forbidden(_("The token belongs to another municipality."), mend=_("Use a token of the municipality in the address."))
    return current


def page_address(request: ApiRequest, municipality: Municipality, path: str) -> str:
    """Absolute address of a page inside the municipality: `page_address(request, espoo, "projects/kyky/")`."""
    language = translation.get_language()
    spoken = language if language in municipality.languages else municipality.default_language
    known: Municipality | None = request.municipality
    prefix = request.place_prefix if known is not None and known.pk == municipality.pk else municipality.path
    return request.build_absolute_uri(f"{prefix}{spoken}/{path}")


def here(request: ApiRequest, path: str) -> str:
    """An address that `reverse()` or search has written, made absolute."""
    return request.build_absolute_uri(path or get_script_prefix())


def api_address(request: ApiRequest, path: str) -> str:
    """Absolute address of an operation: `api_address(request, "projects/espoo/kyky")`."""
    return request.build_absolute_uri(f"{request.place_prefix}api/{path}")
