# The kernel opens this room by its name; the files below register what they hold.
from talkoot.activities.calls.listeners import applying, deciding, jury

__all__ = ["applying", "deciding", "jury"]
