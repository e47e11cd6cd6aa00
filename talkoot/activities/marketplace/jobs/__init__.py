# The kernel opens this room by its name; the files below register what they hold.
from talkoot.activities.marketplace.jobs import listings, rounds

__all__ = ["listings", "rounds"]
