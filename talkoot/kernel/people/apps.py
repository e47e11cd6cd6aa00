from django.utils.translation import gettext_lazy as _

from talkoot.kernel.registry import DomainApp, MenuItem


class PeopleConfig(DomainApp):
    name = "talkoot.kernel.people"
    label = "people"
    verbose_name = _("People")
    menu = (
        MenuItem(_("Organisations"), "people:organisations", "people.list_organisations", place="work", order=70),
        MenuItem(_("People and roles"), "people:roles", "people.manage_roles", place="work", order=80),
        MenuItem(_("My account"), "people:me", "people.use_account", place="work", order=90),
    )

    def ready(self) -> None:
        super().ready()
        from talkoot.kernel.people import declared  # noqa: F401
