"""Accounts, groups and the log of the door.

Whoever may change accounts and groups can become anything, so no role of the newsroom may.

An office may give somebody the right to look after accounts all the same. They make and change the accounts of
colleagues; an administrator's account, and whatever would make somebody one, stays with administrators.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

from companies.admin.base import ReadOnlyAdmin, RowsByNumber, SafeLookups, when
from companies.admin.csv_export import CsvExport
from companies.admin.whole_forms import WholeForms
from newsroom.desk.signin.log import Verb, record
from newsroom.models import AccountEvent

admin.site.unregister([User, Group])
for _model in (EmailAddress, Authenticator, UserSession):  # secrets and sessions are nobody's to look at
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(User)
class NewsroomUserAdmin(SafeLookups, RowsByNumber, CsvExport, WholeForms, UserAdmin):
    list_display = ["username", "first_name", "last_name", "roles", "has_factor", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

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

    def save_model(self, request, obj, form, change):
        form.rights_before = _rights(User.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        before, after = form.rights_before, _rights(form.instance)
        if changed := {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}:
            record(Verb.ACCOUNT_CHANGED, request=request, account=form.instance, actor=request.user, changes=changed)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002  Django's own name
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            account = self.get_object(request, id)
            record(Verb.PASSWORD_CHANGED, request=request, account=account, actor=request.user)
            end_sessions(request, UserSession.objects.filter(user=account).exclude(user=request.user))
        return response

    @admin.display(description="second factor", boolean=True)
    def has_factor(self, user):
        return bool(user.authenticator_set.all())

    @admin.display(description="roles")
    def roles(self, user):
        names = ["everything"] if user.is_superuser else [group.name for group in user.groups.all()]
        return ", ".join(names)


def _rights(user: User) -> dict:
    """What makes an account able to do things, as plain values."""
    return {
        **{name: getattr(user, name) for name in ("is_active", "is_staff", "is_superuser")},
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def _looks_after_accounts(user: User) -> bool:
    """Whether they do, or would as soon as somebody switches their account on again."""
    given = Q(user=user) | Q(group__user=user)
    return Permission.objects.filter(given, content_type__app_label="auth").exists()


@admin.register(Group)
class NewsroomGroupAdmin(SafeLookups, RowsByNumber, CsvExport, WholeForms, GroupAdmin):
    """What a role may do decides what its people may do, so only administrators change it."""

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_delete_permission = has_change_permission

    def save_related(self, request, form, formsets, change):
        # The form holds the new permissions by now, and the table still the old ones.
        before = set(form.instance.permissions.values_list("codename", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.permissions.values_list("codename", flat=True))
        if before != after:
            given, taken = sorted(after - before), sorted(before - after)
            record(
                Verb.ACCOUNT_CHANGED,
                request=request,
                name=form.instance.name,
                actor=request.user,
                given=given,
                taken=taken,
            )


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    list_display = [when("at", "when"), "verb", "account_name", "actor_name", "address"]
    list_filter = ["verb"]
    date_hierarchy = "at"
    search_fields = ["account_name"]
    fields = ["at", "verb", "account_name", "actor_name", "address", "details"]
