from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class ShowcaseConfig(DomainApp):
    name = "talkoot.overviews.showcase"
    label = "showcase"
    route = "projects/"
    menu = (
        MenuItem(_("Completed projects"), "showcase:list", "showcase.view", order=10),
        MenuItem(_("Workbench of projects"), "showcase:work", "showcase.read_drafts", place="work", order=20),
    )
