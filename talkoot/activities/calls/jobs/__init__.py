# The kernel opens this room by its name; the files below register what they hold.
from talkoot.activities.calls.jobs import deciding

__all__ = ["deciding"]
