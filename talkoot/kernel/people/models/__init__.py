# Django finds models by this module; everything else imports the noun's own file.
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.invitation import Invitation
from talkoot.kernel.people.models.operator_session import OperatorSession
from talkoot.kernel.people.models.organisation import JoinRequest, Membership, Organisation, Unit
from talkoot.kernel.people.models.person import Person

__all__ = ["Grant", "Invitation", "JoinRequest", "Membership", "OperatorSession", "Organisation", "Person", "Unit"]
