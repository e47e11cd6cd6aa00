"""Migrations that draw only the models they touch.

Django draws the classes of nearly all models anew for each of a thousand operations, because all are related through the
municipality and the person: 57,000 classes and a minute for an empty database. Here a class is drawn when an operation asks
for it, with what it refers to and what refers to it; nothing else of the migrations is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation

Key = tuple[str, str]


@cache
def states_of_app(label: str) -> tuple[ModelState, ...]:
    """Models of an app without migrations, as Django's own StateApps takes them."""
    return tuple(ModelState.from_model(model, exclude_rels=True) for model in global_apps.get_app_config(label).get_models())


class FrugalApps(StateApps):
    """A registry that draws a model when get_model asks for it. get_models gives those that were asked for and their neighbours."""

    def __init__(self, real_apps: set[str], models: dict[Key, ModelState]) -> None:
        self.real_models = [state for label in sorted(real_apps) for state in states_of_app(label)]
        self.states = {(state.app_label, state.name_lower): state for state in self.real_models} | models
        labels = {*real_apps, *(label for label, _name in self.states)}
        # Past StateApps, which draws all models here.
        Apps.__init__(self, [AppConfigStub(label) for label in sorted(labels)])
        self._lock = self.ready_event = None  # type: ignore[assignment]

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        if model_name is None:
            app_label, model_name = app_label.split(".")
        self.draw((app_label, model_name.lower()))
        return super().get_model(app_label, model_name, require_ready)

    def draw(self, *wanted: Key) -> None:
        """The wanted models, those that refer to them, and all that any of these refers to."""
        missing = [key for key in wanted if key in self.states and key[1] not in self.all_models[key[0]]]
        if not missing:
            return
        reached = set(missing) | {key for key, state in self.states.items() if not set(missing).isdisjoint(referred(key, state))}
        waiting = list(reached)
        while waiting:
            key = waiting.pop()
            found = {other for other in referred(key, self.states[key]) if other in self.states} - reached
            reached |= found
            waiting.extend(found)
        self.render_multiple([self.states[key] for key in sorted(reached) if key[1] not in self.all_models[key[0]]])


def referred(key: Key, state: ModelState) -> Iterator[Key]:
    """What the model's fields and bases name."""
    for field in state.fields.values():
        for other in (getattr(field.remote_field, "model", None), getattr(field.remote_field, "through", None)):
            if other is not None:
                yield resolve_relation(other, *key)
    for base in state.bases:
        if isinstance(base, str):
            yield resolve_relation(base, *key)


class FrugalState(ProjectState):
    """The state between two operations; its classes are forgotten with every change."""

    @property
    def apps(self) -> FrugalApps:
        if "drawn" not in self.__dict__:
            self.drawn = FrugalApps(self.real_apps, self.models)
        return self.drawn

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        self.__dict__.pop("drawn", None)

    def reload_models(self, models: Any, delay: bool = True) -> None:
        self.__dict__.pop("drawn", None)

    def add_model(self, model_state: ModelState) -> None:
        self.__dict__.pop("drawn", None)
        super().add_model(model_state)

    def remove_model(self, app_label: str, model_name: str) -> None:
        self.__dict__.pop("drawn", None)
        super().remove_model(app_label, model_name)

    def rename_model(self, app_label: str, old_name: str, new_name: str) -> None:
        self.__dict__.pop("drawn", None)
        super().rename_model(app_label, old_name, new_name)

    def clear_delayed_apps_cache(self) -> None:
        """Nothing is ever delayed."""

    def clone(self) -> FrugalState:
        made = FrugalState({key: state.clone() for key, state in self.models.items()}, self.real_apps)
        made.is_delayed = self.is_delayed
        return made


class FrugalExecutor(MigrationExecutor):
    def _migrate_all_forwards(self, state: ProjectState, plan: Any, full_plan: Any, fake: bool, fake_initial: bool) -> ProjectState:
        frugal = FrugalState(state.models, state.real_apps)
        # "Rendering model states" at each migration would tell of nothing.
        tell, self.progress_callback = self.progress_callback, None
        if tell is not None:
            self.progress_callback = lambda action, *rest: None if action.startswith("render") else tell(action, *rest)
        done = super()._migrate_all_forwards(frugal, plan, full_plan, fake, fake_initial)  # type: ignore[misc]
        return ProjectState(done.models, done.real_apps)
