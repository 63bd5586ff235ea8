from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    """Stories: the desk that writes them and the site that shows them."""

    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self):
        from newsroom import signals  # noqa: F401  connects the receivers
        from newsroom.desk import mails, roles, websub  # noqa: F401  both tellers stand in the outbox's register then
        from newsroom.desk.signin import receivers  # noqa: F401  connects them
        from newsroom.running import system_checks  # noqa: F401  registers them

        post_migrate.connect(roles.ensure, sender=self, dispatch_uid="newsroom-roles")
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="newsroom-cache-table")


def _make_cache_table(using="default", **kwargs) -> None:
    """Where the cache is a table, settings name it and no migration can; harmless when called again."""
    call_command("createcachetable", database=using, verbosity=0)


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.desk.admin.site.NewsroomAdminSite"

    def ready(self):
        super().ready()
        from newsroom.desk.admin import register  # noqa: F401  the desk is not where autodiscovery looks
