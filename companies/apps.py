from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """The ground floor: companies, and what people and stories share with them (tags, photos, profiles)."""

    name = "companies"
    verbose_name = "Companies"

    def ready(self):
        from companies import deletion  # noqa: F401  connects the guard
