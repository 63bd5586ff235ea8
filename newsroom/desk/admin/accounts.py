"""Accounts and groups. Whoever may change these can become anything, so no role of the newsroom may.

An office may give somebody the right to look after accounts all the same. They make and change the accounts of
colleagues; an administrator's account, and whatever would make somebody one, stays with administrators.
"""

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

    def get_readonly_fields(self, request, obj=None):
        reserved = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return [*super().get_readonly_fields(request, obj), *reserved]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and not request.user.is_superuser:
            field.queryset = field.queryset.exclude(permissions__content_type__app_label="auth")
        return field

    def has_change_permission(self, request, obj=None):
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or request.user.is_superuser or not (obj.is_superuser or _looks_after_accounts(obj))

    def has_delete_permission(self, request, obj=None):
        """An account that has gone is switched off: deleting it would delete its lines in the log with it."""
        return False

    @admin.display(description="roles")
    def roles(self, user):
        names = ["everything"] if user.is_superuser else [group.name for group in user.groups.all()]
        return ", ".join(names)


def _looks_after_accounts(user: User) -> bool:
    return any(label.startswith("auth.") for label in user.get_all_permissions())


@admin.register(Group)
class NewsroomGroupAdmin(SafeLookups, GroupAdmin):
    """What a role may do decides what its people may do, so only administrators change it."""

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_delete_permission = has_change_permission
