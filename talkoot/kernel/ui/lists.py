"""ListPage: the one way of all lists. Filter form, sort, keyset paging, CSV, htmx swap; works without script.

    class ProjectList(ListPage):
        permission = "showcase.view"
        title = _("Completed projects")
        row_template = "showcase/project_row.html"
        filter_form_class = ProjectFilter
        sorts = [Sort("newest", _("Newest first"), lambda lang: [("-published_at", "-id")]), …]

        def rows(self): return visible_projects(self.person)

The same number of queries for 3 rows and for 100,000: a page is a range of the sort key, never an offset, and rows are
counted only up to COUNTED_TO.
"""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, DateField, DateTimeField, Expression, F, Field, Model, OrderBy, Q, QuerySet, TextField
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talkoot.kernel.municipalities.streams import stream_rows
from talkoot.kernel.ui.pages import Page

PAGE_SIZE = 20
# Of 100,000 rows with a rare filter, counting to a thousand cost four times the page itself; nobody reads on after two hundred.
COUNTED_TO = 200
# How the key of a cursor is read back: time, date, number, or the value as it is.
READERS: dict[str, Callable[[Any], Any]] = {"t": parse_datetime, "d": parse_date, "n": Decimal, "v": lambda same: same}


@dataclass(frozen=True)
class Sort:
    """A way to order a list. `key(language)` is the expression; rows with equal keys go by id in the same direction."""

    name: str
    label: str | Promise
    key: Callable[[str], Expression | F]
    is_descending: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the CSV file: its heading and how a row gives its text."""

    heading: str | Promise
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Slice:
    """One page of rows, and the cursors of its neighbours (None where there is none)."""

    rows: list[Any]
    previous: str | None
    next: str | None


def read_slice(queryset: QuerySet[Any], sort: Sort, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Slice:
    """A page of the queryset by key, never by offset. A cursor that cannot be read gives the first page.

    One query whatever the depth; an index on (key, id) makes it a range scan.
    """
    language = get_language() or "fi"
    backwards = bool(before)
    cursor = decode_cursor(before or after)
    descending = sort.is_descending != backwards
    keyed = queryset.annotate(_key=sort.key(language))
    if cursor is not None and not fits(cursor[0], keyed.query.annotations["_key"].output_field):
        cursor = None
    if cursor is not None:
        key, pk = cursor
        beyond, at_or_beyond = ("lt", "lte") if descending else ("gt", "gte")
        # The first condition is implied by the second; PostgreSQL needs it to start the index at the right place.
        try:
            keyed = keyed.filter(Q(**{f"_key__{at_or_beyond}": key}) & (Q(**{f"_key__{beyond}": key}) | Q(**{f"pk__{beyond}": pk})))
        except (ValidationError, TypeError, ValueError):
            # A cursor of another list or order, or made up: its key is of another kind.
            cursor = None
    rows = list(keyed.order_by(OrderBy(F("_key"), descending=descending), OrderBy(F("pk"), descending=descending))[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    if not rows:
        return Slice([], None, None)
    has_previous, has_next = (has_more, True) if backwards else (cursor is not None, has_more)
    return Slice(
        rows,
        encode_cursor(rows[0]) if has_previous else None,
        encode_cursor(rows[-1]) if has_next else None,
    )


def encode_cursor(row: Any) -> str:
    key = row._key
    kind = "t" if isinstance(key, datetime) else "d" if isinstance(key, date) else "n" if isinstance(key, Decimal) else "v"
    plain = key.isoformat() if kind in "td" else str(key) if kind == "n" else key
    return base64.urlsafe_b64encode(json.dumps([kind, plain, row.pk]).encode()).decode().rstrip("=")


def decode_cursor(text: str) -> tuple[Any, int] | None:
    """(key, id), or None when the text is empty or not one of ours."""
    try:
        kind, plain, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(pk, int) or isinstance(pk, bool) or not -(2**63) <= pk < 2**63 or kind not in "tdnv":
            return None
        if isinstance(plain, (list, dict)) or (isinstance(plain, str) and b"\0" in plain.encode()):
            return None
        key = READERS[kind](plain)
        is_naive = isinstance(key, datetime) and key.tzinfo is None
        return None if key is None or is_naive else (key, pk)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None


def fits(key: Any, wanted: Field[Any, Any]) -> bool:
    """Is this a key of such a column? A cursor comes from outside: a forged one must not reach the database."""
    if isinstance(wanted, DateTimeField):
        return isinstance(key, datetime) and timezone.is_aware(key)
    if isinstance(wanted, DateField):
        return isinstance(key, date) and not isinstance(key, datetime)
    if isinstance(wanted, (CharField, TextField)):
        return isinstance(key, str) and not any("\ud800" <= character <= "\udfff" for character in key)
    return isinstance(key, (int, float, Decimal)) and not isinstance(key, bool) and abs(key) < 2**63  # type: ignore[operator]


class ListPage(Page):
    """A list over a queryset. Subclasses give `rows()`, a row template, sorts, and a filter form if they have filters.

    The filter form has a method `narrow(queryset) -> queryset`; a field `q` in it is the search text.
    """

    template_name = "ui/list_page.html"
    row_template: ClassVar[str] = ""
    if TYPE_CHECKING:

        @property
        def lead(self) -> str | Promise: ...
    else:
        lead = ""
    filter_form_class: ClassVar[type[forms.Form] | None] = None
    sorts: ClassVar[Sequence[Sort]] = ()
    columns: ClassVar[Sequence[Column]] = ()
    page_size: ClassVar[int] = PAGE_SIZE

    def rows(self) -> QuerySet[Any]:
        """All rows that the person may see."""
        raise NotImplementedError

    def primary_action(self) -> dict[str, Any] | None:
        return None

    def empty(self) -> dict[str, Any]:
        """What an empty list says: title, text, action {label, url}."""
        return {"title": _("Nothing here yet"), "text": "", "action": self.primary_action()}

    def downloads(self) -> list[dict[str, Any]]:
        return [{"label": "CSV", "url": self.address(download="csv", after=None, before=None)}] if self.columns else []

    def filter_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.filter_form_class(request.GET, **self.filter_form_kwargs()) if self.filter_form_class else None
        queryset = self.rows()
        if form is not None:
            # A filter that makes no sense narrows nothing; the form says what is wrong with it.
            queryset = form.narrow(queryset) if form.is_valid() else queryset.none()  # type: ignore[attr-defined]
        if self.columns and request.GET.get("download") == "csv":
            return self.as_csv(queryset)
        sort = next((s for s in self.sorts if s.name == request.GET.get("sort")), self.sorts[0])
        page = read_slice(
            queryset,
            sort,
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            size=self.page_size,
        )
        count = queryset.order_by()[: COUNTED_TO + 1].count()
        return self.show(
            rows=page.rows,
            row_template=self.row_template,
            filter_form=form,
            active_filters=self.active_filters(form) if form else [],
            count=count,
            count_text=self.count_text(count),
            sorts=[
                {"label": s.label, "url": self.address(sort=s.name, after=None, before=None), "is_current": s is sort} for s in self.sorts
            ],
            pager={
                "previous_url": self.address(before=page.previous, after=None) if page.previous else "",
                "next_url": self.address(after=page.next, before=None) if page.next else "",
            },
            downloads=self.downloads(),
            empty=self.empty(),
        )

    def count_text(self, count: int) -> str:
        if count > COUNTED_TO:
            return _("Over %(count)s results") % {"count": f"{COUNTED_TO:,}".replace(",", "\u00a0")}
        return ngettext("%(count)d result", "%(count)d results", count) % {"count": count}

    def address(self, **changes: str | None) -> str:
        """The address of this list with some parameters changed; None takes one away."""
        query = self.request.GET.copy()
        query.pop("download", None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        text = query.urlencode()
        return f"{self.request.path}?{text}" if text else self.request.path

    def active_filters(self, form: forms.Form) -> list[dict[str, Any]]:
        """What narrows the list now, each with the address without it."""
        if not form.is_valid():
            return []
        active = []
        for name, value in form.cleaned_data.items():
            if value in (None, "", [], False) or name == "sort":
                continue
            active.append(
                {
                    "label": f"{form.fields[name].label}: {filter_text(form, name, value)}",
                    "remove_url": self.address(**{name: None}, after=None, before=None),
                }
            )
        return active

    def as_csv(self, queryset: QuerySet[Any]) -> StreamingHttpResponse:
        """All rows as CSV with a byte-order mark (spreadsheets need it), streamed: memory stays flat."""
        columns, language = self.columns, get_language()
        sort = self.sorts[0]
        ordered = queryset.annotate(_key=sort.key(language or "fi")).order_by(OrderBy(F("_key"), descending=sort.is_descending), "pk")

        def lines() -> Iterator[str]:
            yield "\ufeff" + csv_line(column.heading for column in columns)
            for row in ordered.iterator(chunk_size=500):
                yield csv_line(column.value(row) for column in columns)

        response = StreamingHttpResponse(stream_rows(self.request, lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{slugify(str(self.title)) or "talkoot"}.csv"'
        return response


class Echo:
    def write(self, text: str) -> str:
        return text


def csv_line(values: Iterable[Any]) -> str:
    """One CSV line. A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    cells = ["" if value is None else str(value) for value in values]
    safe = ["'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number(cell) else cell for cell in cells]
    return csv.writer(Echo()).writerow(safe)


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def filter_text(form: forms.Form, name: str, value: Any) -> str:
    """The value of a filter in the words of its choices."""
    if isinstance(value, Model):
        return str(value)
    labels = {str(key): str(label) for key, label in getattr(form.fields[name], "choices", [])}
    values = value if isinstance(value, (list, tuple, set, QuerySet)) else [value]
    return ", ".join(labels.get(str(getattr(v, "pk", v)), str(v)) for v in values)
