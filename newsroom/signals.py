"""What the newsroom notices about things that need not know it.

A page that moved leaves a redirect behind, and whatever readers may see raises the generation when it changes.
"""

from django.apps import apps
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from companies.importing.signals import saved_in_bulk
from companies.models import Alias, Photo, Profile, Tag
from newsroom.models import (
    AccountEvent,
    Article,
    ArticleCredit,
    ArticleTag,
    Attachment,
    Decision,
    Delivery,
    EditBuffer,
    EditionAttachment,
    Event,
    Generation,
    ImportLine,
    ImportRun,
    Mention,
    MergeRecord,
    NameRecord,
    NamesVersion,
    Presence,
    Redirect,
    Revision,
    SavedForm,
    Section,
    ShareLink,
    SourceName,
    StoryCard,
    StoryScan,
    TagCard,
    Translation,
    Twins,
    Vital,
    cards,
    raise_generation,
    raise_names_version,
    search,
)


def leave_redirect(sender, instance, raw=False, **kwargs):
    """When the address of a page changes, the old one leads to the new one, in one hop however often it moves."""
    if raw or not instance.pk or not issubclass(sender, (Profile, Section, Tag)):
        return
    before = sender._default_manager.filter(pk=instance.pk).only("slug").first()
    if before is None or before.slug == instance.slug or not instance.slug:
        return
    old, new = before.get_absolute_url(), instance.get_absolute_url()
    Redirect.objects.filter(old_path=new).delete()
    Redirect.objects.filter(new_path=old).exclude(old_path=new).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})


pre_save.connect(leave_redirect, dispatch_uid="leave-redirect")


# What readers never see. A table that is not named here counts as public: forgetting one costs speed, not freshness.
_BEHIND_THE_SCENES = {
    AccountEvent,  # or anybody who fails to sign in would have every page made anew
    Article,
    ArticleCredit,
    ArticleTag,
    Attachment,  # an edition says itself what it carries
    Decision,
    Delivery,
    EditBuffer,
    EditionAttachment,  # made with its edition
    Event,
    Generation,
    ImportLine,
    ImportRun,
    Mention,
    MergeRecord,
    NameRecord,
    NamesVersion,
    Presence,
    Revision,
    SavedForm,
    ShareLink,
    SourceName,
    StoryCard,  # cards only say again what other tables say
    StoryScan,
    TagCard,
    Translation,  # of drafts mostly; who relates what readers see raises it by hand
    Twins,
    Vital,
}
# Drafts bring pictures and topics with them; until something public shows one, a new one is shown nowhere.
_UNSEEN_WHEN_NEW = {Photo, Tag}


def note_save(sender, created, **kwargs):
    if not (created and sender in _UNSEEN_WHEN_NEW):
        raise_generation()


def note_deletion(sender, **kwargs):
    raise_generation()


def note_relation(sender, action, **kwargs):
    if action.startswith("post_"):
        raise_generation()


for _label in ("companies", "people", "newsroom"):
    for _model in apps.get_app_config(_label).get_models(include_auto_created=True):
        if _model not in _BEHIND_THE_SCENES:
            post_save.connect(note_save, sender=_model, dispatch_uid="readers-may-see")
            post_delete.connect(note_deletion, sender=_model, dispatch_uid="readers-may-see")
            m2m_changed.connect(note_relation, sender=_model, dispatch_uid="readers-may-see")


def note_import(sender, profiles, **kwargs):
    """An import writes many profiles at once, past every post_save."""
    tags = [profile.tag_id for profile in profiles]
    search.index_names(tags)
    cards.make_tags(cards.with_colleagues(tags))
    raise_generation()


saved_in_bulk.connect(note_import, dispatch_uid="readers-may-see")


# How companies and people are called, for whoever keeps an index of all names.
_NAMES = ("name", "legal_name", "chinese_name", "tag_id", "external_id")


def _names(profile) -> tuple:
    return tuple(getattr(profile, field, "") or "" for field in _NAMES)


def compare_names(sender, instance, raw=False, **kwargs):
    """Before a profile is saved, notice whether it will go by other names."""
    if issubclass(sender, Profile):
        before = sender._default_manager.filter(pk=instance.pk).first() if instance.pk and not raw else None
        instance._keeps_its_names = before is not None and _names(before) == _names(instance)


def note_names(sender, instance, **kwargs):
    if issubclass(sender, Alias) or (issubclass(sender, Profile) and not instance._keeps_its_names):
        raise_names_version()


def note_names_gone(sender, **kwargs):
    if issubclass(sender, (Alias, Profile)):
        raise_names_version()


def note_imported_names(sender, **kwargs):
    raise_names_version()


pre_save.connect(compare_names, dispatch_uid="names-change")
post_save.connect(note_names, dispatch_uid="names-change")
post_delete.connect(note_names_gone, dispatch_uid="names-change")
saved_in_bulk.connect(note_imported_names, dispatch_uid="names-change")
