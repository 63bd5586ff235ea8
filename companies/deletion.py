"""A profile that stories are about cannot be deleted, whichever way one tries.

Foreign keys protect the tag; this protects the profile that claims it, since deleting the profile would leave
the stories with a topic of the same name and no page behind it.
"""

from django.db.models import PROTECT, ProtectedError
from django.db.models.signals import post_delete, pre_delete

from companies.models import Profile


def uses(profile: Profile, *, limit: int = 50) -> list:
    """What stands in the way of deleting `profile`: the things tagged with its tag, `limit` of each kind at most.

    Found through the tag's relations, so that this floor need not know what is tagged above it.
    """
    found = []
    for relation in profile.tag._meta.related_objects:
        # What is derived, as the names that search knows, goes with the tag; only what protects it is a use.
        if relation.one_to_one or relation.on_delete is not PROTECT:
            continue
        items = relation.related_model._default_manager.filter(**{relation.field.name: profile.tag_id})
        for item in items.order_by("pk")[:limit]:
            thing = getattr(item, "content_object", item)
            if thing != profile and thing not in found:
                found.append(thing)
    return found


def _refuse(sender, instance, **kwargs):
    if issubclass(sender, Profile) and (standing := uses(instance)):
        names = ", ".join(f"“{thing}”" for thing in standing[:5])
        raise ProtectedError(
            f"“{instance}” cannot be deleted: {names} would lose it. Nothing was deleted.", set(standing)
        )


def _drop_tag(sender, instance, **kwargs):
    if issubclass(sender, Profile):
        instance.tag.delete()


pre_delete.connect(_refuse, dispatch_uid="profile-in-use")
post_delete.connect(_drop_tag, dispatch_uid="profile-tag")
