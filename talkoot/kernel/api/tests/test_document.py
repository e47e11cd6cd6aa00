from __future__ import annotations

import re

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from talkoot.kernel.api.root import document


@pytest.fixture
def english():
    with translation.override("en"):
        return document("/api", "en")


def operations(made):
    return [(path, method, details) for path, item in made["paths"].items() for method, details in item.items()]


def test_document_is_openapi_3_1(english):
    OPENAPI_31_VALIDATOR.validate(english)


def test_document_is_served_with_its_own_server(espoo, ask):
    assert ask("/api/openapi.json").json()["servers"] == [{"url": "/api"}]
    assert ask("/espoo/api/openapi.json").json()["servers"] == [{"url": "/espoo/api"}]
    assert ask("/api/openapi.json").json()["openapi"] == "3.1.0"


def test_schemas_are_json_schema(english):
    for schema in english["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_references_lead_somewhere(english):
    references = set(re.findall(r"'\$ref': '#/components/(\w+)/(\w+)'", str(english)))
    assert references
    assert all(name in english["components"][part] for part, name in references)


def test_every_operation_is_described(english):
    ids = [details["operationId"] for _path, _method, details in operations(english)]
    assert len(ids) == len(set(ids)) > 2
    for path, method, details in operations(english):
        where = f"{method} {path}"
        assert details["summary"], where
        assert details["description"], where
        assert len(details["tags"]) == 1, where
        assert {"401", "422", "429", "500"} <= set(details["responses"]), where
        assert details["security"], where
        for parameter in details["parameters"]:
            assert "$ref" in parameter or parameter.get("description"), f"{where} {parameter}"
    tags = {details["tags"][0] for _path, _method, details in operations(english)}
    assert tags == {tag["name"] for tag in english["tags"]}


def test_numbers_and_texts_are_bounded(english):
    """What a program may send fits PostgreSQL's types."""
    for path, method, details in operations(english):
        for parameter in details["parameters"]:
            schema = parameter.get("schema", {})
            if schema.get("type") == "integer":
                assert {"minimum", "maximum"} <= set(schema), f"{method} {path} {parameter['name']}"
            if schema.get("type") == "string" and "enum" not in schema:
                assert {"pattern"} & set(schema), f"{method} {path} {parameter['name']}"


def test_document_speaks_the_language():
    made = {}
    for code in ("fi", "sv", "en"):
        with translation.override(code):
            made[code] = document("/api", code)
    summaries = {code: made[code]["paths"]["/municipalities"]["get"]["summary"] for code in made}
    assert summaries == {"fi": "Luettele kunnat", "sv": "Lista kommunerna", "en": "List the municipalities"}
    assert set(made["fi"]["paths"]) == set(made["en"]["paths"])


@pytest.mark.parametrize("path", ["/api/docs", "/fi/api/docs", "/sv/api/docs", "/en/api/docs", "/espoo/sv/api/docs", "/espoo/api/docs"])
def test_documentation_page_shows_all_operations(path, espoo, client_of, english):
    answer = client_of(None).get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    for _path, _method, details in operations(english):
        assert f'id="{details["operationId"].replace("_", "-")}"' in page
    # The strict policy forbids all of these; nothing is fetched from elsewhere.
    assert not re.search(r"<script(?![^>]*\bsrc=\"/)|<style|\sstyle=|\son\w+=|(?:src|href)=\"(?:https?:)?//", page)
