from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People whom stories are about, and the roles they hold."""

    name = "people"
    verbose_name = "People"
