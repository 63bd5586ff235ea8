from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    """Stories: the desk that writes them and the site that shows them."""

    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self):
        from newsroom import signals  # noqa: F401  connects the receivers


class NewsroomAdminConfig(AdminConfig):
    default_site = "newsroom.desk.admin.site.NewsroomAdminSite"
