# The kernel opens this room by its name; the files below register what they hold.
from talkoot.activities.calls.jobs import applying, deciding

__all__ = ["applying", "deciding"]
