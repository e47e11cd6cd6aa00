"""MaildirBackend: mail as files in a folder, one each, for the demo and for tests."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import make_msgid


class MaildirBackend(BaseEmailBackend):
    """Writes each message to `<EMAIL_FILE_PATH>/new/<Message-ID>.eml`. The same Message-ID gives the same file: sent once.

    The file appears whole or not at all: written and synced under `tmp/`, then renamed.
    """

    def __init__(self, *args: Any, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def open(self) -> bool:
        for name in ("tmp", "new", "cur"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            self.write(message)
        return len(email_messages)

    def write(self, message: EmailMessage) -> None:
        message_id = message.extra_headers.get("Message-ID") or make_msgid()
        name = re.sub(r"[^A-Za-z0-9@.=_-]", "", message_id) + ".eml"
        written = self.folder / "tmp" / f"{name}.{os.getpid()}"
        with open(written, "wb") as file:
            file.write(message.message().as_bytes(linesep="\n"))  # type: ignore[call-arg]
            file.flush()
            os.fsync(file.fileno())
        written.replace(self.folder / "new" / name)
