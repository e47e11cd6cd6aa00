from __future__ import annotations

from talkoot.kernel.permissions.roles import READER
from talkoot.kernel.permissions.rules import EVERYONE, permit

VIEW = permit("home.view", to=EVERYONE)
QUEUE = permit("home.queue", to=[READER])
