# The kernel opens this room by its name; the files below register what they hold.
from talkoot.activities.marketplace.listeners import rounds, suggestions, talks

__all__ = ["rounds", "suggestions", "talks"]
