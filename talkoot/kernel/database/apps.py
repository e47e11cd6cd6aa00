from django.db.models.signals import post_migrate

from talkoot.kernel.registry import DomainApp


class DatabaseConfig(DomainApp):
    name = "talkoot.kernel.database"
    label = "database"

    def ready(self) -> None:
        super().ready()
        from talkoot.kernel.database import checks  # noqa: F401
        from talkoot.kernel.database.policies import raise_fences

        # Sent once per app with models, after all migrations; from the second time on it finds nothing to do.
        post_migrate.connect(raise_fences, dispatch_uid="talkoot.fences")
