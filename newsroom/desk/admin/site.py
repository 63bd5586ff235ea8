"""The editors' desk: Django's admin under our own name."""

from django.conf import settings
from django.contrib.admin import AdminSite


class NewsroomAdminSite(AdminSite):
    site_title = "Newsroom"
    index_title = "The desk"
    site_url = "/"

    @property
    def site_header(self):
        return f"{settings.SITE_NAME} newsroom"
