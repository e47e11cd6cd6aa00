from django.utils.translation import gettext_lazy as _

from talkoot.commons.operating_models.models.version import DRAFT, PUBLISHED, STATES, SUPERSEDED
from talkoot.commons.operating_models.permissions import PUBLISH
from talkoot.kernel.phases import LifeCycle, Step

LIFE = LifeCycle(
    "version",
    states=STATES,  # type: ignore[arg-type]
    steps=[
        Step("publish", DRAFT, PUBLISHED, _("Publish this version"), permission=PUBLISH),
        Step("supersede", PUBLISHED, SUPERSEDED, _("Supersede"), permission=PUBLISH),
    ],
)
