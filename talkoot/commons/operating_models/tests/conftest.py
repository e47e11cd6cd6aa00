"""A small model with a part of every kind, published by Espoo."""

from __future__ import annotations

import pytest
from django.urls import set_urlconf

from talkoot.commons.operating_models.actions.packages import import_package
from talkoot.commons.operating_models.content.package import Package
from talkoot.commons.operating_models.content.parts import PartContent, part_content
from talkoot.commons.operating_models.models.model import OperatingModel
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS
from talkoot.kernel.municipalities.scope import in_municipality
from talkoot.kernel.permissions.rules import SYSTEM


def words(text: str) -> dict[str, str]:
    return {"fi": f"{text} (fi)", "sv": f"{text} (sv)", "en": text}


def about(name: str = "School trials", **facts: object) -> PartContent:
    return PartContent(
        "about",
        "about",
        words(name),
        words("For schools and companies."),
        {
            "summary": words("Schools and companies develop together."),
            "kind": "handbook",
            "licence": "CC-BY-4.0",
            "themes": ["education"],
            "activities": [],
            "origin_municipality": "espoo",
            "origin_note": words("Modelled on published rules."),
            "origin_sources": [{"title": "Rules", "address": "https://rules.example/"}],
            **facts,
        },
    )


def question(key: str, kind: str = "text", **more: object) -> dict[str, object]:
    return {
        "key": key,
        "kind": kind,
        "text": words(f"Question {key}"),
        "help": None,
        "required": True,
        "scale": None,
        "options": None,
        **more,
    }


def parts() -> list[PartContent]:
    return [
        about(),
        PartContent(
            "teacher", "role", words("Teacher"), words("Runs the lesson."), {"responsible_for": words("The class."), "may_not": None}
        ),
        PartContent("openness", "principle", words("Openness"), words("Everything is **public**."), {}),
        PartContent(
            "match",
            "phase",
            words("Match"),
            words("### How\n\nTalk to each other."),
            {"usual_length_days": 14, "who": ["teacher"], "output": words("A pair."), "decision": None},
        ),
        PartContent(
            "agreement",
            "agreement_template",
            words("Agreement"),
            words("Between a school and a company."),
            {
                "clauses": [
                    {"key": "parties", "title": words("Parties"), "text": words("{{party_city}} and {{party_partner}}")},
                    {"key": "time", "title": words("Time"), "text": words("From {{starts_on}}.")},
                ],
                "annexes": [{"key": "plan", "title": words("Plan"), "required": True}],
            },
        ),
        PartContent(
            "feedback",
            "questionnaire",
            words("Feedback"),
            {},
            {
                "answered_by": "teacher",
                "anonymous": True,
                "questions": [
                    question("overall", "scale", scale={"min": 1, "max": 5, "min_label": words("Bad"), "max_label": words("Good")}),
                    question("again", "choice", options=[{"key": "yes", "text": words("Yes")}, {"key": "no", "text": words("No")}]),
                ],
            },
        ),
        PartContent(
            "benefit",
            "criterion",
            words("Benefit"),
            words("For the pupil."),
            {
                "weight": 40,
                "minimum": 2,
                "scale_min": 1,
                "scale_max": 5,
                "levels": [{"score": 1, "text": words("None")}, {"score": 3, "text": words("Some")}, {"score": 5, "text": words("Great")}],
            },
        ),
        PartContent(
            "before", "checklist", words("Before"), {}, {"items": [{"key": "consent", "text": words("Consent asked"), "required": True}]}
        ),
        PartContent(
            "count",
            "measure",
            words("Trials a year"),
            {},
            {"unit": words("trials"), "direction": "up", "baseline_needed": True, "source": words("The register.")},
        ),
        PartContent("start", "guidance", words("How to begin"), words("- one\n- two"), {}),
    ]


def package(*, slug: str = "school-trials", version: str = "1.0", contents: list[PartContent] | None = None, **more: object) -> Package:
    listed = tuple(part_content(part) for part in (contents or parts()))
    return Package(slug=slug, version=version, parts=listed, languages=("fi", "sv", "en"), **more)  # type: ignore[arg-type]


@pytest.fixture
def espoo_model(espoo) -> OperatingModel:
    """Published by Espoo as version 1.0."""
    with in_municipality(espoo):
        return import_package(actor=SYSTEM, package=package(), is_published=True)


@pytest.fixture
def routes():
    """Addresses as inside a municipality, for what is asked outside a request."""
    set_urlconf(MUNICIPALITY_URLS)
    yield
    set_urlconf(None)
