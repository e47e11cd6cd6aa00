"""The OpenAPI 3.1 document, in the language in force: what ninja makes of the operations, and what holds for all of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE

from talkoot.kernel.api.answers import Problem
from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.api.texts import LANGUAGE_CODES

ABOUT = gettext_noop(
    "What the pages of Talkoot show and do, for programs. Without a token it answers with what is published, of all municipalities;"
    " with one it acts for the person who made the token, inside her municipality, as far as the scopes of the token reach."
    " Translated texts come in all languages, and as the chosen one shows them."
)
ERRORS = {
    400: gettext_noop("The body is not JSON."),
    401: gettext_noop("A token is needed, or the one that was sent does not hold."),
    403: gettext_noop("The person, or the scopes of the token, may not do this."),
    404: gettext_noop("There is nothing here, or you may not see it."),
    409: gettext_noop("The state of the thing does not allow it now; the reason says why."),
    413: gettext_noop("The body is too large."),
    415: gettext_noop("The body is neither JSON nor a form."),
    422: gettext_noop("A value does not fit; “field” and “faults” say which."),
    429: gettext_noop("Too many requests in a short time; the header Retry-After says how many seconds to wait."),
    500: gettext_noop("A fault of the platform itself."),
}
LANGUAGE_PARAMETER = {
    "name": "language",
    "in": "query",
    "required": False,
    "description": gettext_noop("The language of what is shown and said. Without it the header Accept-Language decides."),
    "schema": {"type": "string", "enum": list(LANGUAGE_CODES)},
}


def make_document(api: NinjaAPI, *, server: str, tags: dict[str, str]) -> dict[str, Any]:
    """server: the address under which all paths lie, "/api" or "/espoo/api". tags: {name: description}."""
    made: dict[str, Any] = NinjaAPI.get_openapi_schema(api, path_prefix="")
    used = set()
    for path, operation in operations_of(api):
        details = made["paths"][path][operation.methods[0].lower()]
        complete(details, operation, path)
        used.update(details.get("tags", []))
    components = made["components"]
    schema = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    components["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
    components["parameters"] = {"Language": LANGUAGE_PARAMETER}
    components["responses"] = {
        f"Problem{status}": {
            "description": description,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, description in ERRORS.items()
    }
    components["securitySchemes"] = {"Token": {"type": "http", "scheme": "bearer", "description": scopes_in_words()}}
    document = {
        "openapi": made["openapi"],
        "info": {
            "title": "Talkoot API",
            "version": api.version,
            "description": ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": name, "description": description} for name, description in tags.items() if name in used],
        "paths": made["paths"],
        "components": components,
    }
    spoken: dict[str, Any] = in_words(document)
    return spoken


def operations_of(api: NinjaAPI) -> list[tuple[str, Any]]:
    """(path, operation) of every operation that the document shows."""
    return [
        (path, operation)
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        if operation.include_in_schema
    ]


def complete(details: dict[str, Any], operation: Any, path: str) -> None:
    """What is the same rule for all operations: language, the errors that can come, the scope."""
    method = operation.methods[0]
    for parameter in details["parameters"]:
        # ninja copies the list of JSON Schema; OpenAPI wants one `example`, or named ones.
        if examples := parameter.pop("examples", None):
            parameter["example"] = examples[0]
        # What is left out of an address is not null in it.
        schema = parameter["schema"]
        if len(kinds := [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]) == 1:
            parameter["schema"] = {name: value for name, value in schema.items() if name != "anyOf"} | kinds[0]
    details["parameters"] = [*details["parameters"], {"$ref": "#/components/parameters/Language"}]
    access = operation.auth_callbacks[0]
    statuses = {401, 422, 429, 500}
    if not access.is_optional:
        statuses |= {403}
    if "{" in path:
        statuses |= {404}
    if method != "GET":
        statuses |= {409, 413}
    if "requestBody" in details:
        statuses |= {400, 415}
    if method == "GET":
        details["responses"][304] = {"description": gettext_noop("Not changed since the answer whose ETag was sent in If-None-Match.")}
    details["responses"] |= {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}
    details["responses"] = {str(status): value for status, value in sorted(details["responses"].items())}
    details["responses"] = {
        status: value | ({"description": SUCCESSES[status]} if status in SUCCESSES else {})
        for status, value in details["responses"].items()
    }
    scope = {"Token": [access.scope.code]}
    details["security"] = [{}, scope] if access.is_optional else [scope]


SUCCESSES = {
    "200": gettext_noop("Done; the answer."),
    "201": gettext_noop("Made; the answer shows it."),
    "204": gettext_noop("Done; there is nothing to say."),
}


def scopes_in_words() -> str:
    lines = [f"- `{scope.code}`: {scope.description}" for scope in SCOPES.values()]
    return "\n".join([_("A token of a municipality, made by a person on the page of API tokens. Scopes:"), *lines])


def in_words(part: Any) -> Any:
    """Descriptions and summaries in the language in force; titles that only repeat the names of fields left out."""
    if isinstance(part, list):
        return [in_words(item) for item in part]
    if not isinstance(part, dict):
        return part
    spoken = {}
    for name, value in part.items():
        if name in ("description", "summary") and isinstance(value, str):
            spoken[name] = _(value) if value else value
        elif name == "title" and isinstance(value, str) and "openapi" not in part and "version" not in part:
            continue
        elif name == "default" and value is None:
            # Means "not sent"; null itself is taken only where the type says so.
            continue
        else:
            spoken[name] = in_words(value)
    return spoken
