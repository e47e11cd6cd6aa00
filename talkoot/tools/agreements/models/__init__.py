# Django finds models by this module; everything else imports the noun's own file.
from talkoot.tools.agreements.models.agreement import Agreement, AgreementVersion, Annex, Party
from talkoot.tools.agreements.models.library import Clause, ClauseVersion
from talkoot.tools.agreements.models.signing import Signature, SigningRight
from talkoot.tools.agreements.models.template import AgreementTemplate, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementTemplate",
    "AgreementVersion",
    "Annex",
    "Clause",
    "ClauseVersion",
    "Party",
    "Signature",
    "SigningRight",
    "TemplateVersion",
]
