# Opened at start so that every action is registered; everything else imports the noun's own file.
from talkoot.kernel.people.actions import accounts, invitations, members, operators, organisations, roles

__all__ = ["accounts", "invitations", "members", "operators", "organisations", "roles"]
