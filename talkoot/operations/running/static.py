"""Collecting the style sheets, scripts and pictures only when one of them has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from talkoot.operations.running.readiness import has_static_files

STAMP = ".sources"


def collect_static() -> bool:
    """True when they were collected anew."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    sources = fingerprint()
    if has_static_files() and stamp.exists() and stamp.read_text("ascii") == sources:
        return False
    # Nothing is cleared: pages drawn before still name the files of before.
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sources, "ascii")
    return True


def fingerprint() -> str:
    """Changes when a file to be collected is added, removed or written, or when the way of storing them changes."""
    total = hashlib.sha256(f"{django.__version__} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda pair: pair[0]):
            facts = Path(storage.path(name)).stat()
            total.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return total.hexdigest()
