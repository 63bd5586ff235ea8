"""Accounts and groups. Whoever may change these can become anything, so no role of the newsroom may."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from companies.admin.base import SafeLookups

admin.site.unregister([User, Group])


@admin.register(User)
class NewsroomUserAdmin(SafeLookups, UserAdmin):
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request, obj=None):
        """An account that has gone is switched off: deleting it would delete its lines in the log with it."""
        return False

    @admin.display(description="roles")
    def roles(self, user):
        names = ["everything"] if user.is_superuser else [group.name for group in user.groups.all()]
        return ", ".join(names)


@admin.register(Group)
class NewsroomGroupAdmin(SafeLookups, GroupAdmin):
    pass
