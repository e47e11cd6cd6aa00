"""The .po files of an app: merging what was collected, checking and compiling."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib

from talkoot.operations.translations.messages import App, Key, Message

LANGUAGES = ("fi", "sv")
WIDTH = 118
PLACEHOLDER = re.compile(r"%(?:\([^)]+\))?[-+0#]*\d*(?:\.\d+)?[sdifr]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "talkoot",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def key_of(entry: polib.POEntry) -> Key:
    return Key(entry.msgid, entry.msgctxt or "")


def load(file: Path) -> polib.POFile:
    """The catalogue, empty when there is no file. Raises ValueError when it can not be read."""
    if not file.exists():
        return polib.POFile(wrapwidth=WIDTH)
    try:
        return polib.pofile(str(file), wrapwidth=WIDTH)
    except (OSError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{file}: {wrong}") from wrong


def merge(app: App, language: str, messages: dict[Key, Message], *, prune: bool) -> bool:
    """Bring the catalogue up to date with the strings; every translation stays. True when the file changed.

    What stands in no file any more is kept aside as obsolete, so that a string that was moved or reworded can be taken
    from there; `prune` removes it.
    """
    file = app.catalogue(language)
    old = load(file)
    by_key = {key_of(entry): entry for entry in sorted(old, key=lambda entry: not entry.obsolete)}
    merged = polib.POFile(wrapwidth=WIDTH)
    merged.metadata = HEADER | {"Language": language}
    for key, message in sorted(messages.items(), key=lambda pair: (min(pair[1].files), pair[0].text, pair[0].context)):
        merged.append(merged_entry(by_key.pop(key, None), message))
    if not prune:
        for entry in by_key.values():
            if is_translated(entry):
                entry.obsolete, entry.occurrences = True, []
                merged.append(entry)
    if not len(merged) and not file.exists():
        return False
    text = str(merged).removeprefix("#\n").rstrip("\n") + "\n"
    if file.exists() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return True


def merged_entry(old: polib.POEntry | None, message: Message) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.key.text,
        msgctxt=message.key.context or None,
        occurrences=[(file, "") for file in sorted(message.files)],
    )
    if "%" in message.key.text:
        entry.flags = ["python-format"]
    if old is not None:
        entry.tcomment = old.tcomment
        entry.flags += [flag for flag in old.flags if flag == "fuzzy"]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
        if old is not None and old.msgstr_plural:
            entry.msgstr_plural = dict(old.msgstr_plural)
    elif old is not None:
        entry.msgstr = old.msgstr
    return entry


def is_translated(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr_plural and any(entry.msgstr_plural.values())) or bool(entry.msgstr)


def faults(app: App, language: str, messages: dict[Key, Message]) -> Iterator[str]:
    """Sentences about all that is not right; none when the catalogue is complete."""
    file = app.catalogue(language)
    if not messages and not file.exists():
        return
    entries = load(file)
    twice = [key for key, count in Counter(map(key_of, entries)).items() if count > 1]
    yield from (f"stands twice: “{key.text}”" for key in twice)
    yield from (f"obsolete: “{entry.msgid}”" for entry in entries.obsolete_entries())
    by_key = {key_of(entry): entry for entry in entries if not entry.obsolete}
    yield from (f"stands in no file: “{key.text}”" for key in by_key.keys() - messages.keys())
    for key, message in messages.items():
        entry = by_key.get(key)
        if entry is None:
            yield f"missing: “{key.text}”"
        else:
            yield from (f"{fault}: “{key.text}”" for fault in faults_of_entry(entry, message))


def faults_of_entry(entry: polib.POEntry, message: Message) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy"
    if message.plural:
        if entry.msgid_plural != message.plural or set(entry.msgstr_plural) != {0, 1}:
            yield "the plural is another"
            return
        pairs = [(message.key.text, entry.msgstr_plural[0]), (message.plural, entry.msgstr_plural[1])]
    else:
        pairs = [(message.key.text, entry.msgstr)]
    for source, translated in pairs:
        if not translated.strip():
            yield "not translated"
        elif placeholders(source) != placeholders(translated):
            # The singular may leave the number out, and may say it where English says "one".
            if message.plural and placeholders(translated) <= placeholders(message.plural) and source == message.key.text:
                continue
            yield f"placeholders differ ({', '.join(differing(source, translated))})"
        elif source.startswith("\n") != translated.startswith("\n") or source.endswith("\n") != translated.endswith("\n"):
            yield "begins or ends with a line break that the other has not"


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text.replace("%%", "")))


def differing(one: str, other: str) -> list[str]:
    first, second = placeholders(one), placeholders(other)
    return sorted(((first - second) + (second - first)).elements())


def compile_catalogue(app: App, language: str) -> int:
    """Write the .mo beside the .po. Returns how many strings are translated in it."""
    file = app.catalogue(language)
    catalogue = load(file)
    target = file.with_suffix(".mo")
    part = target.with_suffix(".mo.part")
    catalogue.save_as_mofile(str(part))
    part.replace(target)
    return len(catalogue.translated_entries())
