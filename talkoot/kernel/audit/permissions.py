"""Who may read the history of a thing: whoever reads what is in the making."""

from talkoot.kernel.permissions.roles import READER
from talkoot.kernel.permissions.rules import permit

READ = permit("audit.read", to=[READER])
