"""The `talkoot` command: every operator's command, and Django's own."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talkoot.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["talkoot", *sys.argv[1:]])


if __name__ == "__main__":
    main()
