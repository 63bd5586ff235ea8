"""Who may do what at the desk: four groups, made after every migration.

A permission that is missing is given again; one that an office added stays. An office that wants a group to have
less makes a group of its own.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import router

_READ = ["companies.view_company", "people.view_person", "companies.view_tag", "newsroom.view_section"]
_REPORTER = [
    "newsroom.view_article",
    "newsroom.add_article",
    "newsroom.change_article",
    "newsroom.submit_article",
    *(f"newsroom.{verb}_attachment" for verb in ("view", "add", "change")),
    "companies.view_photo",
    "companies.add_photo",
    "companies.change_photo",
    *_READ,
]
_TAXONOMY = [
    f"{app}.{verb}_{model}"
    for app, model in (("companies", "company"), ("people", "person"), ("companies", "tag"))
    for verb in ("view", "add", "change")
]
# Everybody who tags says which two may be one; a managing editor makes them one.
_TWINS = ["newsroom.view_twins", "newsroom.change_twins", "newsroom.view_mergerecord"]
_HISTORY = [f"newsroom.view_{model}" for model in ("edition", "revision", "event", "correction", "redirect")]
_EDITOR = [
    *_REPORTER,
    *_TAXONOMY,
    *_HISTORY,
    *_TWINS,
    "newsroom.review_article",
    "newsroom.publish_article",
    "newsroom.share_article",
    "newsroom.tag_article",
    *(f"newsroom.{verb}_slot" for verb in ("view", "add", "change", "delete")),
]
_MANAGING = [
    *_EDITOR,
    "newsroom.withdraw_article",
    "newsroom.correct_article",
    "newsroom.emergency_article",
    "newsroom.merge_profiles",
    "newsroom.delete_article",
    "newsroom.view_delivery",
    "newsroom.retry_delivery",
    "newsroom.delete_attachment",
    "companies.delete_photo",
    "companies.delete_company",
    "people.delete_person",
    "companies.delete_tag",
    *(f"newsroom.{verb}_{model}" for model in ("section", "redirect") for verb in ("add", "change", "delete")),
    *(f"newsroom.{verb}_importrun" for verb in ("view", "add", "change", "delete")),
    *(f"newsroom.{verb}_oldaddress" for verb in ("view", "delete")),
]

ROLES = {
    "reporter": _REPORTER,
    "editor": _EDITOR,
    "managing editor": _MANAGING,
    "tagger": ["newsroom.view_article", "newsroom.tag_article", "newsroom.view_section", *_TAXONOMY, *_TWINS],
}


def ensure(using="default", apps=installed, **kwargs) -> None:
    """Make the groups and give them what they lack. Receives post_migrate; harmless when called again."""
    permission_model = installed.get_model("auth", "Permission")
    group_model = installed.get_model("auth", "Group")
    if not router.allow_migrate_model(using, group_model):
        return
    # On a fresh database the permissions of the apps after this one are not there yet.
    for label in ("newsroom", "people", "companies"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.using(using)
        .filter(content_type__app_label__in=["newsroom", "people", "companies"])
        .select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(known[label] for label in wanted if label in known))
