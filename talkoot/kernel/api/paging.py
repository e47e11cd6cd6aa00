"""Pages of a list by key: every row is met once, also while rows are added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field, StringConstraints

from talkoot.kernel.api.asked import ApiRequest
from talkoot.kernel.i18n.words import language_codes
from talkoot.kernel.refusals import Refusal
from talkoot.kernel.ui.lists import Sort, decode_cursor, fits, read_slice

LARGEST_PAGE = 100

After = Annotated[
    str,
    StringConstraints(max_length=1000, pattern=r"^[A-Za-z0-9_-]*$"),
    Field(
        description=gettext_noop(
            "Go on after the page whose “next” this is; empty for the first page. Keep the other parameters as they were."
        )
    ),
]
Size = Annotated[int, Field(ge=1, le=LARGEST_PAGE, description=gettext_noop("So many rows at most."))]


class Rows(Schema):
    """The envelope of every list; lists give `items` its type."""

    next: str | None = Field(description=gettext_noop("The cursor of the next page, or null on the last."))
    next_url: str | None = Field(description=gettext_noop("The address of the next page, or null on the last."))


def page_of(
    request: ApiRequest, queryset: QuerySet[Any], sort: Sort, show: Callable[[Any], Any], *, after: str, size: int
) -> dict[str, Any]:
    """One page of the queryset, each row as `show` gives it. One query."""
    check_cursor(queryset, sort, after)
    page = read_slice(queryset, sort, after=after, size=size)
    return envelope(request, [show(row) for row in page.rows], page.next)


def envelope(request: ApiRequest, items: Sequence[Any], cursor: str | None) -> dict[str, Any]:
    query = request.GET.copy()
    query["after"] = cursor or ""
    address = f"{request.build_absolute_uri(request.path)}?{urlencode(list(query.items()))}" if cursor else None
    return {"items": list(items), "next": cursor, "next_url": address}


def check_cursor(queryset: QuerySet[Any], sort: Sort, after: str) -> None:
    """A page shows its first rows for a cursor that it cannot read; a program would then go round for ever."""
    if not after:
        return
    cursor = decode_cursor(after)
    wanted = queryset.annotate(_key=sort.key(language_codes()[0])).query.annotations["_key"].output_field
    if cursor is None or not fits(cursor[0], wanted):
        raise Refusal(_("This is not a cursor of this list."), mend=_("Begin again with the first page."), field="after")
