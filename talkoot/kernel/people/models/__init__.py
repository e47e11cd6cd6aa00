# Django finds models by this module; everything else imports the noun's own file.
from talkoot.kernel.people.models.grant import Grant
from talkoot.kernel.people.models.person import Person

__all__ = ["Grant", "Person"]
