"""What the API answers when it cannot do what was asked: one shape, `Problem`, whatever the reason.

400 not JSON                401 no token that holds       403 the person, or the token's scopes, may not
404 not there (for you)     405 no such method here       409 the state of the thing does not allow it
413 too large               415 neither JSON nor a form   422 a value does not fit (`field`, `faults`)
429 too often               500 our own fault; `X-Request-ID` tells operators where to look
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelFault
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from talkoot.kernel.refusals import Forbidden, Refusal

log = logging.getLogger("talkoot.api")
MOST_FAULTS = 20


class Fault(Schema):
    field: str = Field(
        description=gettext_noop("Where in the request: a parameter, or a path into the body with dots."), examples=["title.fi"]
    )
    message: str = Field(description=gettext_noop("What is wrong with it."))


class Problem(Schema):
    """The body of every answer with a status of 400 or more."""

    reason: str = Field(
        description=gettext_noop("One sentence for people, in the language of the answer."), examples=["The project is not published."]
    )
    mend: str = Field(description=gettext_noop("What to do next, or empty."), examples=["Publish it first."])
    field: str = Field(description=gettext_noop("The field it is about, or empty when it is about the whole."), examples=["slug"])
    faults: list[Fault] = Field(description=gettext_noop("Each value that does not fit, when there are several."))


class Unauthorised(Refusal):
    """No token, or none that holds."""


class Answer(Exception):
    """Anything else that stops a request before it is done, with its status."""

    def __init__(self, status: int, reason: Any, *, mend: Any = "", **headers: str) -> None:
        self.status, self.reason, self.mend, self.headers = status, reason, mend, headers
        super().__init__(status, reason)


def problem(status: int, reason: Any, *, mend: Any = "", field: str = "", faults: list[dict[str, str]] | None = None) -> HttpResponse:
    body = {"reason": str(reason), "mend": str(mend), "field": field, "faults": faults or []}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Talkoot"'
    return response


def answer_to(error: Exception) -> HttpResponse:
    """The answer to an exception that we know; raises the others again."""
    if isinstance(error, Answer):
        response = problem(error.status, error.reason, mend=error.mend)
        for name, value in error.headers.items():
            response[name.replace("_", "-")] = value
        return response
    if isinstance(error, Unauthorised):
        return problem(401, error.reason, mend=error.mend)
    if isinstance(error, Forbidden):
        return problem(403, error.reason, mend=error.mend, field=error.field)
    if isinstance(error, Refusal):
        return problem(422 if error.field else 409, error.reason, mend=error.mend, field=error.field)
    if isinstance(error, Http404):
        return problem(404, _("There is nothing here, or you may not see it."), mend=_("Check the address and the token."))
    if isinstance(error, ValidationError):
        faults = [{"field": place_of(fault["loc"]), "message": sentence(fault)} for fault in error.errors[:MOST_FAULTS]]
        return unfit(faults)
    if isinstance(error, ModelFault):
        named = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        return unfit(
            [
                {"field": "" if field == NON_FIELD_ERRORS else field, "message": message}
                for field, messages in named.items()
                for message in messages
            ][:MOST_FAULTS]
        )
    if isinstance(error, HttpError):
        if error.status_code == 400:
            return problem(400, _("The body cannot be read as JSON in UTF-8."), mend=_("Send one JSON object."))
        return problem(error.status_code, error.message)
    raise error


def unfit(faults: list[dict[str, str]]) -> HttpResponse:
    first = faults[0] if faults else {"field": "", "message": ""}
    reason = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    return problem(422, reason, mend=_("Compare the request with the documentation."), field=first["field"], faults=faults)


def place_of(steps: Any) -> str:
    """("body", "change", "title", "fi") → "title.fi": without where it was read and the name of our own argument."""
    kept = [str(step) for step in steps[1:] if str(step) != "[key]"]
    return ".".join(kept[1:] if steps[0] == "body" and len(kept) > 1 else kept)[:200]


def sentence(fault: dict[str, Any]) -> str:
    """pydantic's own messages are English; the commonest are said in the reader's language."""
    limits = fault.get("ctx") or {}
    match fault["type"]:
        case "missing":
            return _("This is needed.")
        case "string_too_long":
            return _("The text is longer than %(limit)d characters.") % {"limit": limits["max_length"]}
        case "string_too_short":
            return _("The text is shorter than %(limit)d characters.") % {"limit": limits["min_length"]}
        case "string_pattern_mismatch":
            return _("The text has not the form that is asked for.")
        case "literal_error" | "enum":
            return _("This is none of the values that are known: %(known)s.") % {"known": limits["expected"]}
        case "greater_than_equal":
            return _("The number must be at least %(limit)s.") % {"limit": limits["ge"]}
        case "less_than_equal":
            return _("The number must be at most %(limit)s.") % {"limit": limits["le"]}
        case "extra_forbidden":
            return _("There is no such field.")
    return str(fault["msg"])


def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """500. Said to the log and to whoever watches requests, never to the caller."""
    log.error("API request failed: %s %s", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return problem(500, _("Something went wrong here. It is not your fault."), mend=_("Try again later."))


def register_answers(api: NinjaAPI) -> None:
    for known in (Answer, Refusal, Http404, ValidationError, ModelFault, HttpError):
        api.add_exception_handler(known, lambda request, error: answer_to(error))  # type: ignore[arg-type]
    # ninja would show a trace when DEBUG is on; the door answers for what is unknown.
    api._exception_handlers.pop(Exception, None)
