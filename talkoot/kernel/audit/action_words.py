"""What each action is called in the history; filled by `@action(…, label=_("Published the project"))`."""

from __future__ import annotations

from django.utils.functional import Promise

ACTION_WORDS: dict[str, str | Promise] = {}


def words_of(action: str) -> str:
    """The action in words; without a label its own name, readable: "showcase.publish_project" → "Publish project"."""
    if label := ACTION_WORDS.get(action):
        return str(label)
    return action.rpartition(".")[2].replace("_", " ").capitalize()
