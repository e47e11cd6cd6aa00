"""Completed projects in the API. The kernel opens this room and takes `router` and `TAGS`.

The modules put their operations on one router: two would answer 405 for each other's methods of an address.
"""

from django.utils.translation import gettext_noop

from talkoot.overviews.showcase.api import questions, reading, writing
from talkoot.overviews.showcase.api.routes import router

__all__ = ["TAGS", "questions", "reading", "router", "writing"]

TAGS = {
    "projects": gettext_noop("Completed projects"),
    "questions": gettext_noop("Questions to projects"),
}
