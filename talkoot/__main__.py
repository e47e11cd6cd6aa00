"""The `talkoot` command: every operator's command, and Django's own."""

from __future__ import annotations

import sys
from importlib import import_module

# Commands that need no Django, or must come before it: module with a main(arguments) -> exit code.
WITHOUT_DJANGO = {
    "up": "talkoot.operations.running.up",
    "translations": "talkoot.operations.translations.command",
}


def main() -> None:
    arguments = sys.argv[1:]
    if arguments and arguments[0] in WITHOUT_DJANGO:
        sys.exit(import_module(WITHOUT_DJANGO[arguments[0]]).main(arguments[1:]))
    from talkoot.operations.running.environment import prepare_environment

    prepare_environment(arguments)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["talkoot", *arguments])


if __name__ == "__main__":
    main()
