"""Operating models through the API: reading, taking the package, adopting and importing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from talkoot.commons.operating_models.actions.drafts import create_model
from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import read_document, shipped_packages
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.api.tests.asking import ask, token_for
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM

MODELS = "/api/operating-models"


def bring(name, *, is_published=True):
    path = next(path for path in shipped_packages() if path.stem == name)
    return import_package(actor=SYSTEM, package=read_document(path.read_bytes()), is_published=is_published)


@pytest.fixture
def kyky(espoo, turku):
    with in_municipality(espoo):
        model = bring("kyky")
        create_model(
            actor=SYSTEM,
            name={"fi": "Planted draft"},
            summary={"fi": "Planted"},
            kind="handbook",
            licence="CC-BY-4.0",
            themes=["education"],
        )
    return model


def slugs(path, token=None):
    return [row["slug"] for row in ask(path, token).json()["items"]]


def test_everybody_reads_what_is_offered(kyky):
    assert slugs(MODELS) == slugs("/espoo/api/operating-models") == ["kyky"]
    assert slugs(f"{MODELS}?municipality=turku") == slugs(f"{MODELS}?theme=culture") == slugs(f"{MODELS}?origin=adopted") == []
    assert slugs(f"{MODELS}?kind={kyky.kind}&sort=name&written_in=sv") == ["kyky"]
    facts = ask(f"{MODELS}/espoo/kyky?language=sv").json()
    assert (facts["number"], facts["name"]["language"], facts["version"]["state"]) == (kyky.published_number, "sv", "published")
    assert facts["version"]["parts"][0]["kind"] == "about"
    versions = ask(f"{MODELS}/espoo/kyky/versions").json()["items"]
    assert [v["number"] for v in versions] == [kyky.published_number]
    version = ask(versions[0]["url"]).json()
    assert version["parts"] == ask(f"{MODELS}/espoo/kyky").json()["version"]["parts"]


def test_drafts_are_for_the_municipality_alone(kyky, espoo, turku, aino, carl):
    mine, theirs = token_for(aino, espoo, "read"), token_for(carl, turku, "read", "write", "publish", "adopt")
    assert slugs(f"{MODELS}?sort=name", mine) == ["kyky", "planted-draft"]
    assert ask(f"{MODELS}/espoo/planted-draft", mine).json()["version"]["state"] == "draft"
    for token in (None, theirs):
        for path in ("", "/versions", "/versions/1.0", "/versions/1.0/package"):
            assert ask(f"{MODELS}/espoo/planted-draft{path}", token).status_code == 404
        assert "lanted" not in ask(f"{MODELS}?municipality=espoo", token).content.decode()
    # Not even with a token does a draft leave as a file.
    assert ask(f"{MODELS}/espoo/planted-draft/versions/1.0/package", mine).status_code == 404


def test_model_is_adopted_once(kyky, turku, carl):
    token = token_for(carl, turku, "adopt")
    body = {"municipality": "espoo", "slug": "kyky"}
    made = ask(f"{MODELS}/adoptions", token, method="post", json=body)
    assert (made.status_code, made.json()["municipality"]["slug"], made.json()["version"]["state"]) == (201, "turku", "draft")
    assert made.json()["adopted_from"]["municipality"]["texts"]["fi"] == "Espoo"
    assert ask(f"{MODELS}/adoptions", token, method="post", json=body).status_code == 409
    gone = ask(f"{MODELS}/adoptions", token, method="post", json=body | {"slug": "planted-draft"})
    assert (gone.status_code, gone.json()["field"]) == (422, "slug")
    assert ask(f"{MODELS}/adoptions", token_for(carl, turku, "write"), method="post", json=body).status_code == 403
    assert ask(f"{MODELS}/adoptions", method="post", json=body).status_code == 401


def test_package_leaves_and_comes_in_elsewhere(kyky, turku, carl):
    file = ask(f"{MODELS}/espoo/kyky/versions/{kyky.published_number}/package")
    assert (file.status_code, file["Content-Type"]) == (200, "application/zip")
    token = token_for(carl, turku, "adopt")

    def send(content):
        return ask(f"{MODELS}/imports?language=en", token, method="post", data={"file": SimpleUploadedFile("kyky.zip", content)})

    made = send(file.content)
    assert (made.status_code, made.json()["slug"], made.json()["version"]["state"]) == (201, "kyky", "draft")
    assert send(file.content).json()["url"] == made.json()["url"]
    for broken in (b"", b"PK\x03\x04", b"no zip", file.content[:-100]):
        answer = send(broken)
        assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert send(b"PK" + b"\0" * (21 * 1024 * 1024)).status_code == 413
    assert send(b"PK" + b"\0" * (25 * 1024 * 1024)).status_code == 413
    assert ask(f"{MODELS}/imports", token, method="post", data={"other": "x"}).status_code == 422
    with in_municipality(turku):
        assert OperatingModel.objects.count() == 1


def test_lists_are_constant(kyky, espoo):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert ask(f"{MODELS}?size=50").status_code == 200
        return len(seen)

    few = queries()
    with in_municipality(espoo):
        for name in ("kuntakanvas", "fast-trials", "customer-support"):
            bring(name)
    assert queries() == few <= 12
