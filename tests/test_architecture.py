"""What imports cannot show. The import contracts themselves are in pyproject.toml (`lint-imports`)."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

import talkoot
from talkoot.kernel.actions import ACTIONS
from talkoot.kernel.municipalities.middleware import MUNICIPALITY_URLS, SITE_URLS
from talkoot.kernel.municipalities.models import Municipality, MunicipalModel
from talkoot.kernel.permissions.rules import PERMISSIONS
from talkoot.kernel.ui.pages import PAGES, Page
from talkoot.kernel.ui.panels import PANELS

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["kernel", "tools", "commons", "activities", "overviews", "operations"]

# Rows that belong to no municipality, each with its reason.
ROWS_OF_NO_MUNICIPALITY = {
    "search.Entry": "has a municipality, but no policy: the text index is not used under one, so its only reader filters",
    "municipalities.Municipality": "is the municipality",
    "people.Person": "one account for all municipalities; what a person may do lies in Grants",
}


# Functions of the room `actions` that are steps or checks inside an action of the same app, called by it alone.
PARTS_OF_ACTIONS = {"attach_packed", "bring_project", "locked_for_change", "speaks_for", "tie_to_model", "wait_for_review"}


def floor_of(dotted: str) -> int:
    parts = dotted.split(".")
    return FLOORS.index(parts[1]) if len(parts) > 1 and parts[1] in FLOORS else -1


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("talkoot.")]


def all_modules() -> list[str]:
    return [m.name for m in walk_packages(talkoot.__path__, "talkoot.") if ".migrations." not in m.name and not m.name.endswith("__main__")]


def patterns(urlconf: str) -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry, prefix + str(entry.pattern))
            else:
                found.append((prefix + str(entry.pattern), entry))

    walk(get_resolver(urlconf), "")
    return found


@pytest.fixture(scope="module", autouse=True)
def everything_imported():
    for name in all_modules():
        if ".tests" not in name:
            import_module(name)


def test_foreign_keys_point_down_or_inside_and_leave_no_name_across_apps():
    wrong = []
    for model in own_models():
        if model.__name__.endswith("Event") and hasattr(model, "pgh_tracked_model"):
            continue
        for field in model._meta.get_fields():
            if not (isinstance(field, models.ForeignKey) and field.remote_field):
                continue
            target = field.related_model
            other_app = model._meta.app_label != target._meta.app_label
            if other_app and floor_of(target.__module__) > floor_of(model.__module__) >= 0:
                wrong.append(f"{model._meta.label}.{field.name} points up to {target._meta.label}")
            if other_app and not field.remote_field.hidden:
                wrong.append(f"{model._meta.label}.{field.name} leaves a name on {target._meta.label}")
    assert wrong == []


def test_every_domain_row_belongs_to_a_municipality():
    homeless = [
        m._meta.label
        for m in own_models()
        if not issubclass(m, MunicipalModel) and not hasattr(m, "pgh_tracked_model") and m._meta.label not in ROWS_OF_NO_MUNICIPALITY
    ]
    assert homeless == []


def test_history_rows_carry_their_municipality():
    assert [
        m._meta.label
        for m in own_models()
        if hasattr(m, "pgh_tracked_model") and issubclass(m.pgh_tracked_model, MunicipalModel) and not hasattr(m, "municipality_id")
    ] == []


def test_every_page_names_a_declared_permission():
    bases = {"Page", "FormPage", "ActPage", "ListPage"}
    nameless = [
        f"{p.__module__}.{p.__name__}"
        for p in PAGES
        if p.__name__ not in bases and p.__module__.startswith("talkoot.") and p.permission and p.permission not in PERMISSIONS
    ]
    assert nameless == []


@pytest.mark.parametrize("urlconf", [MUNICIPALITY_URLS, SITE_URLS])
def test_every_address_leads_to_a_page_with_a_permission_or_to_a_named_exception(urlconf):
    open_to_all = {"health/", "robots.txt", "sitemap.xml", "theme/"}
    bare = []
    for address, pattern in patterns(urlconf):
        view = pattern.callback
        page = getattr(view, "view_class", None)
        module = getattr(page or view, "__module__", "")
        if not module.startswith("talkoot.") or any(address.startswith(a) for a in open_to_all):
            continue
        if page is None or not issubclass(page, Page):
            # Sign-in pages of the library, with our look, and the API, which asks its own tokens.
            if module.startswith(("talkoot.kernel.people", "talkoot.kernel.api")):
                continue
            bare.append(address)
        elif page.permission not in PERMISSIONS:
            bare.append(f"{address} ({page.__name__})")
    assert bare == []


def test_every_public_function_of_actions_is_an_action():
    """What changes data is an action; a plain function in that room is a helper of one and says so by a leading word."""
    allowed_plain = {
        # kernel rooms that are the means of actions themselves
        "talkoot.kernel.actions",
    }
    known = {id(inspect.unwrap(facts.function)) for facts in ACTIONS.values()}
    undecorated = []
    for name in all_modules():
        parts = name.split(".")
        if "actions" not in parts or name in allowed_plain or parts[1] not in ("tools", "commons", "activities", "overviews"):
            continue
        module = sys.modules[name]
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != name or function_name.startswith("_"):
                continue
            takes_actor = "actor" in inspect.signature(function).parameters
            if takes_actor and id(inspect.unwrap(function)) not in known and function_name not in PARTS_OF_ACTIONS:
                undecorated.append(f"{name}.{function_name}")
    assert undecorated == []


def test_actions_take_keywords_only_and_the_actor_first():
    wrong = []
    for facts in ACTIONS.values():
        parameters = list(inspect.signature(inspect.unwrap(facts.function)).parameters.values())
        if not parameters or parameters[0].name != "actor" or any(p.kind != p.KEYWORD_ONLY and p.kind != p.VAR_KEYWORD for p in parameters):
            wrong.append(facts.name)
        if facts.permission is not None and facts.permission not in PERMISSIONS:
            wrong.append(f"{facts.name}: {facts.permission}")
    assert wrong == []


def test_every_app_has_its_readme():
    apps_without = [
        str(path.parent.relative_to(ROOT))
        for path in sorted((ROOT / "talkoot").glob("*/*/apps.py"))
        if not (path.parent / "README.md").exists()
    ]
    assert apps_without == []


def test_no_room_is_past_four_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "talkoot").rglob("*.py")
        if "migrations" not in path.parts and "tests" not in path.parts and (count := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_no_room_is_a_file_and_a_folder_at_once():
    """Python opens the folder and passes the file over in silence: its listeners, jobs and panels would never be heard of."""
    code = ROOT / "talkoot"
    assert [str(file.relative_to(ROOT)) for file in code.rglob("*.py") if file.with_suffix("").is_dir()] == []


def test_panels_are_drawn_on_things_of_floors_below():
    for model, makers in PANELS.items():
        for maker in makers:
            assert floor_of(maker.__module__) >= floor_of(model.__module__)


def test_municipality_is_the_tenant():
    assert Municipality not in [m for m in own_models() if issubclass(m, MunicipalModel)]


def run_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


PLANTED = {
    "a lower floor looks up": ("talkoot/tools/themes/models.py", "import talkoot.overviews.showcase.models.project\n"),
    "a view is called by a query": (
        "talkoot/overviews/showcase/queries/interest.py",
        "import talkoot.overviews.showcase.views.interest\n",
    ),
    "a helper room": ("talkoot/overviews/showcase/helpers.py", "nothing = 1\n"),
    "the showcase looks at home": ("talkoot/overviews/showcase/views/public.py", "import talkoot.overviews.home.queries\n"),
}


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory):
    import shutil

    folder = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "talkoot", folder / "talkoot", ignore=shutil.ignore_patterns("__pycache__", "*.mo", "static", "packages"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_contracts_hold(copied_tree):
    result = run_contracts(copied_tree)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-2000:]


@pytest.mark.parametrize("violation", PLANTED)
def test_contracts_break_by_a_planted_violation(copied_tree, violation):
    path, line = PLANTED[violation]
    file = copied_tree / path
    before = file.read_text() if file.exists() else None
    file.write_text((before or "") + line)
    try:
        result = run_contracts(copied_tree)
    finally:
        file.write_text(before) if before is not None else file.unlink()
    assert result.returncode != 0, f"{violation} went unnoticed"
