"""The router of this app's operations."""

from ninja import Router

from talkoot.kernel.api.access import OPEN

router = Router(auth=OPEN)
