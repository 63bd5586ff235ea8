"""Accounts to try the desk with, one a role.

Their password is public, so a site that others reach must not have them.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

PASSWORD = "demo-park-2013"  # noqa: S105  printed for whoever runs the demo
LOGINS = {  # user name: (given name, family name, group; None is an administrator)
    "admin": ("Ada", "Min", None),
    "chief": ("Chen", "Managing", "managing editor"),
    "editor": ("Edda", "Tor", "editor"),
    "reporter": ("Ren", "Porter", "reporter"),
    "tagger": ("Tao", "Ger", "tagger"),
}


def make_logins() -> None:
    """The accounts that are missing, each in its group."""
    users = get_user_model()
    for username, (first, last, group) in LOGINS.items():
        user, is_new = users.objects.get_or_create(
            username=username,
            defaults={"first_name": first, "last_name": last, "is_staff": True, "is_superuser": group is None},
        )
        if is_new:
            user.set_password(PASSWORD)
            user.save()
        if group:
            user.groups.add(Group.objects.get_or_create(name=group)[0])
