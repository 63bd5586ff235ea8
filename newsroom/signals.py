"""What the newsroom notices about things that need not know it: a page that moved leaves a redirect behind."""

from django.db.models.signals import pre_save

from companies.models import Profile, Tag
from newsroom.models import Redirect, Section


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
