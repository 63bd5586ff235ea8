"""Tells the screens of companies and people who is near a name that is about to be added."""

from django.dispatch import receiver

from companies.admin.signals import near_wanted
from newsroom.desk.tagging.near import near


@receiver(near_wanted, dispatch_uid="tagging-near-ones")
def tell_near_ones(sender, *, names, website, **kwargs):
    return near(sender, names, website)
