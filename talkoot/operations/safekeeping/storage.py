"""The stored files as a flat list of keys, whatever the storage is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.files.storage import default_storage


def stored_keys(folder: str = "") -> Iterator[str]:
    """Keys of everything stored, in order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from stored_keys(f"{prefix}{name}")


def is_safe_key(key: str) -> bool:
    """Whether a key from a file may be written: it stays below the storage's root."""
    path = PurePosixPath(key)
    return bool(key) and not path.is_absolute() and ".." not in path.parts and str(path) == key and "\0" not in key and "\\" not in key
