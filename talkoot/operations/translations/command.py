"""`talkoot translations collect|compile|check|list [APP …]`: needs neither settings nor database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from talkoot.operations.translations.catalogue import LANGUAGES, compile_catalogue, faults, load, merge
from talkoot.operations.translations.messages import App, all_apps, messages_of


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="talkoot translations", description="The strings of the apps and their translations.")
    parser.add_argument("what", choices=["collect", "compile", "check", "list"])
    parser.add_argument("apps", nargs="*", metavar="APP", help="labels of apps; all when none is named")
    parser.add_argument("--prune", action="store_true", help="collect: remove translations of strings that are gone")
    chosen = parser.parse_args(arguments)
    everyone = all_apps()
    labels = {app.label for app in everyone}
    if unknown := set(chosen.apps) - labels:
        parser.error(f"no such app: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(labels))}")
    asked = [app for app in everyone if not chosen.apps or app.label in chosen.apps]
    try:
        return {"collect": collect, "compile": compile_all, "check": check, "list": show}[chosen.what](asked, everyone, chosen.prune)
    except ValueError as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201
        return 1


def collect(asked: list[App], everyone: list[App], prune: bool) -> int:
    for app in asked:
        messages = messages_of(app, everyone)
        for language in LANGUAGES:
            changed = merge(app, language, messages, prune=prune)
            missing = sum(1 for _ in faults(app, language, messages))
            if changed or missing:
                say(f"{app.label} {language}: {len(messages)} strings{f', {missing} to mend' if missing else ''}")
    return 0


def compile_all(asked: list[App], everyone: list[App], prune: bool) -> int:
    count = 0
    for app in asked:
        # English too, where an app words something of a library anew.
        for file in sorted(app.folder.glob("locale/*/LC_MESSAGES/django.po")):
            count += compile_catalogue(app, file.parents[1].name)
    say(f"{count} translations compiled.")
    return 0


def check(asked: list[App], everyone: list[App], prune: bool) -> int:
    found = 0
    for app in asked:
        messages = messages_of(app, everyone)
        for language in LANGUAGES:
            for fault in faults(app, language, messages):
                found += 1
                say(f"{app.label} {language}: {fault}")
    say(f"{found} to mend. `talkoot translations collect` brings the files up to date." if found else "All translated.")
    return int(found > 0)


def show(asked: list[App], everyone: list[App], prune: bool) -> int:
    for app in asked:
        messages = messages_of(app, everyone)
        catalogues = {
            language: {(entry.msgid, entry.msgctxt or ""): entry for entry in load(app.catalogue(language)) if not entry.obsolete}
            for language in LANGUAGES
        }
        for key, message in messages.items():
            say(f"{app.label}: {key.text!r}" + (f" / {message.plural!r}" if message.plural else ""))
            for language, entries in catalogues.items():
                entry = entries.get((key.text, key.context))
                translated = (entry.msgstr or " / ".join(entry.msgstr_plural.values())) if entry else ""
                say(f"    {language}: {translated or '—'}")
    return 0


def say(text: str) -> None:
    print(text)  # noqa: T201
