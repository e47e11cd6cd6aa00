"""`talkoot doctor`: is all well, and if not, what mends it. Changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import BaseCommand

from talkoot.operations.health import database, surroundings
from talkoot.operations.health.findings import FAIL, OK, Finding, fail

QUESTIONS: tuple[Callable[[], Iterator[Finding]], ...] = (
    surroundings.settings_are_safe,
    database.database_answers,
    database.serving_role_is_safe,
    database.owner_answers,
    database.migrations_are_applied,
    database.fences_stand,
    database.history_is_written,
    surroundings.jobs_run,
    surroundings.mail_goes_out,
    surroundings.storage_can_be_written,
    surroundings.search_is_filled,
    surroundings.pages_have_their_looks,
    surroundings.disk_has_room,
    surroundings.somebody_is_here,
)


class Command(BaseCommand):
    help = "Looks at everything an installation needs. Exit code 1 when something fails."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [finding for question in QUESTIONS for finding in answers(question)]
        for finding in findings:
            style = {OK: self.style.SUCCESS, FAIL: self.style.ERROR}.get(finding.level, self.style.WARNING)
            self.stdout.write(f"{style(f'{finding.level:5}')} {finding.what}")
            if finding.level != OK and finding.mend:
                self.stdout.write("\n".join(f"        {line}" for line in finding.mend.splitlines()))
        if any(finding.level == FAIL for finding in findings):
            sys.exit(1)


def answers(question: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """One question that can not be asked must not silence the others."""
    try:
        yield from question()
    except Exception as broken:
        name = question.__name__.replace("_", " ")
        yield fail(f"Could not find out: {name}", f"{type(broken).__name__}: {broken}".strip()[:500])
