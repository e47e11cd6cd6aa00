"""The `talkoot` command: every operator's command, and Django's own."""

from __future__ import annotations

import os
import sys
from importlib import import_module

# Commands that need no Django, or must come before it.
WITHOUT_DJANGO = {
    "translations": "talkoot.operations.translations.command",
}


def main() -> None:
    arguments = sys.argv[1:]
    if arguments and arguments[0] in WITHOUT_DJANGO:
        sys.exit(import_module(WITHOUT_DJANGO[arguments[0]]).main(arguments[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talkoot.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["talkoot", *arguments])


if __name__ == "__main__":
    main()
