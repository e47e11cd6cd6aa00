from talkoot.kernel.permissions.roles import COORDINATOR, EDITOR, READER
from talkoot.kernel.permissions.rules import EVERYONE, SIGNED_IN, permit

VIEW = permit("operating_models.view", to=EVERYONE)
READ_DRAFTS = permit("operating_models.read_drafts", to=[READER])
EDIT = permit("operating_models.edit", to=[EDITOR])
PUBLISH = permit("operating_models.publish", to=[COORDINATOR])
# Leads visitors to sign in before they choose for which municipality they adopt.
CHOOSE = permit("operating_models.choose_adopter", to=SIGNED_IN)
ADOPT = permit("operating_models.adopt", to=[COORDINATOR])
IMPORT = permit("operating_models.import", to=[COORDINATOR])
