"""The whole API against what schemathesis makes up from its own document: no fault of ours, no answer that is not declared.

In process, against the WSGI application and the real database with things in it, as a stranger and with a token.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone, translation
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import read_document, shipped_packages
from talkoot.config.wsgi import application
from talkoot.kernel.api import brakes
from talkoot.kernel.api.actions import make_token
from talkoot.kernel.api.root import document
from talkoot.kernel.api.scopes import SCOPES
from talkoot.kernel.i18n.words import Words
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM
from talkoot.overviews.showcase.actions.exchange import import_projects
from talkoot.overviews.showcase.actions.interest import ask_question
from talkoot.overviews.showcase.actions.projects import start_project
from talkoot.overviews.showcase.content.file_format import read_projects_file
from talkoot.overviews.showcase.models.interest import Question
from talkoot.overviews.showcase.models.project import Project

PROJECTS = Path(__file__).resolve().parents[1] / "talkoot/overviews/showcase/demo/espoo-projects.json"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
FEW = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def filled(espoo, turku, aino, monkeypatch):
    """Espoo with its completed projects, a model, a draft and a question; the brake is off."""
    monkeypatch.setattr(brakes, "seconds_to_wait", lambda kind, client: 0)
    monkeypatch.setattr("talkoot.kernel.api.door.seconds_to_wait", lambda kind, client: 0)
    with in_municipality(espoo):
        import_projects(actor=SYSTEM, data=read_projects_file(PROJECTS.read_bytes()))
        package = next(path for path in shipped_packages() if path.stem == "kyky")
        import_package(actor=SYSTEM, package=read_document(package.read_bytes()), is_published=True)
        start_project(actor=aino, slug="draft", title=Words(fi="Luonnos"), kind="tool")
        ask_question(actor=aino, project=Project.objects.filter(state="published")[0], text="?", language="fi")
        token = make_token(actor=aino, name="fuzz", scopes=list(SCOPES), ends_at=timezone.now() + timedelta(days=1))
        real = {
            "municipality": ["espoo"],
            "slug": ["draft", "kyky", *Project.objects.values_list("slug", flat=True)[:2]],
            "number": ["1.0"],
            "id": list(Question.objects.values_list("id", flat=True)),
        }
    # As Django's own test client does: a request must not close the connection that holds the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token.text, real
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


with translation.override("en"):
    DOCUMENT = schemathesis.openapi.from_dict(document("/api", "en"))
DOCUMENT.app = application
OPERATIONS = {operation.definition.raw["operationId"]: operation for operation in (found.ok() for found in DOCUMENT.get_all_operations())}


@pytest.mark.parametrize("name", OPERATIONS)
def test_stranger_and_token_meet_no_fault(name, filled):
    text, real = filled
    fuzz(OPERATIONS[name], real, {})
    fuzz(OPERATIONS[name], real, {"Authorization": f"Bearer {text}"})


def fuzz(operation, real, headers):
    """Right and wrong requests, three of four about things that are there."""
    for mode, count in ((GenerationMode.POSITIVE, 10), (GenerationMode.NEGATIVE, 5)):

        @settings(FEW, max_examples=count)
        @given(case=operation.as_strategy(generation_mode=mode))
        def meets_no_fault(case):
            lead_to_real_things(case, real)
            case.call_and_validate(checks=CHECKS, headers=headers)

        meets_no_fault()


def lead_to_real_things(case, real):
    """What is made up hardly ever is a thing that is there: three of four cases are led to one."""
    turn = sum(json.dumps(case.path_parameters or {}, sort_keys=True, default=str).encode())
    if turn % 4 == 0:
        return
    for name in case.path_parameters or {}:
        if name in real:
            case.path_parameters[name] = real[name][turn % len(real[name])]
