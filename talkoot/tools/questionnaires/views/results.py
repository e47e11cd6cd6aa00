"""Results of a round: figures for those who may see them, words and rows for those who keep the answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy

from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.streams import stream_rows
from talkoot.kernel.ui.lists import csv_line
from talkoot.tools.questionnaires.permissions import ANSWERS, RESULTS
from talkoot.tools.questionnaires.queries.exports import exported_rows, files_of, flattened, headings, words_of
from talkoot.tools.questionnaires.queries.results import results_of, splits_of
from talkoot.tools.questionnaires.views.rounds import OnRound


class RoundResults(OnRound):
    permission = RESULTS
    template_name = "questionnaires/results.html"
    title = gettext_lazy("Results")

    def context(self) -> dict[str, Any]:
        round = self.thing
        results = results_of(round, split_by=self.request.GET.get("split") or None)
        may_see_answers = self.allows(ANSWERS)
        return super().context() | {
            "round": round,
            "results": results,
            "splits": self.splits() if results.count else [],
            "words": self.words() if may_see_answers else [],
            "files": files_of(round) if may_see_answers and not round.is_anonymous else [],
            "may_see_answers": may_see_answers and (bool(results.count) or not round.is_anonymous),
        }

    def splits(self) -> list[dict[str, Any]]:
        names: dict[str, Any] = {"": ""} | splits_of(self.thing)
        asked = self.request.GET.get("split", "")
        chosen = asked if asked in names else ""
        return [
            {"name": name, "label": label, "url": f"?split={name}" if name else "?", "is_current": name == chosen}
            for name, label in names.items()
        ]

    def words(self) -> list[dict[str, Any]]:
        texts = [question for question in self.thing.version.content if question["kind"] == "text"]
        return [{"text": Words(question["text"]), "answers": words_of(self.thing, question["key"])} for question in texts]


class AnswersFile(OnRound):
    """Rows as a file, streamed a few at a time."""

    permission = ANSWERS
    title = gettext_lazy("Results")

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.kwargs["form"] not in FORMS:
            raise Http404
        return super().answer(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.kwargs["form"]
        make, media_type = FORMS[form]
        round = self.thing
        response = StreamingHttpResponse(stream_rows(request, lambda: make(round)), content_type=f"{media_type}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="answers-{round.pk}.{form}"'
        response["X-Accel-Buffering"] = "no"
        return response


def as_csv(round: Any) -> Iterator[str]:
    yield "\ufeff" + csv_line(headings(round))
    yield from batches(csv_line(flattened(row, round)) for row in exported_rows(round))


def as_jsonl(round: Any) -> Iterator[str]:
    yield from batches(json.dumps(row, ensure_ascii=False) + "\n" for row in exported_rows(round))


def batches(lines: Iterator[str], size: int = 200) -> Iterator[str]:
    """Lines put together: a chunk for each would cost the server more than the line."""
    together: list[str] = []
    for line in lines:
        together.append(line)
        if len(together) >= size:
            yield "".join(together)
            together.clear()
    if together:
        yield "".join(together)


FORMS: dict[str, tuple[Callable[[Any], Iterator[str]], str]] = {"csv": (as_csv, "text/csv"), "jsonl": (as_jsonl, "application/x-ndjson")}
